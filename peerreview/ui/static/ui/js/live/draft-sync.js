// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Keeps one draft in step with the server: over the socket, else over HTTP with the same command ids.
// Knows no page. The listener is told: onState(saved|saving|offline|error), onField(field, value),
// onSaved(field), onRefused(field, code, message), onConflict(field, theirs), onSettled(field).
import { Detour } from "./detour.js";
import { Unsent } from "./unsent.js";

const TYPING_PAUSE = 500;
const ANSWER_EXPECTED = 2000; // longer than this without an answer, nobody knows when it will come

export class DraftSync {
  constructor({ review, fields, revision, post, listener }) {
    this.unsent = new Unsent(review);
    this.known = new Map(Object.entries(fields));
    this.revisions = new Map();
    this.listener = listener;
    this.detour = new Detour(this, post);
    this.pageRevision = revision;
    this.sent = new Map(); // command id → { field, value }; one at a time for each field
    this.mine = new Set(); // every command id of this tab
    this.conflicts = new Map(); // field → theirs
    this.refused = new Set();
    this.room = null;
    for (const [field, entry] of this.unsent.all()) listener.onField(field, entry.value);
    this.unsent.onRemoved((field, id) => this.chosenElsewhere(field, id));
  }

  /** The person changed a field. Text waits for a pause in typing. */
  set(field, value, { isTyping = false } = {}) {
    this.refused.delete(field);
    if (!this.unsent.has(field) && this.known.get(field) === value) return;
    this.unsent.put(field, value, this.known.get(field), this.revisionOf(field));
    this.tellState();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), isTyping ? TYPING_PAUSE : 0);
  }

  revisionOf(field) { return this.revisions.get(field) ?? this.pageRevision; }

  /** Send what is waiting. */
  flush() {
    if (!this.room?.isUp) this.detour.soon();
    else for (const [field, entry] of this.sendable()) this.send(field, entry);
    this.tellState();
  }

  send(field, { id, value, revision }) {
    if ([...this.sent.values()].some((each) => each.field === field)) return;
    if (this.room.send("change", { id, field, value, base: revision })) this.note(id, field, value);
  }

  note(id, field, value) {
    this.sent.set(id, { field, value });
    this.mine.add(id);
    this.awaitAnswer(this.waitingSince ?? Date.now());
  }

  awaitAnswer(since) {
    this.waitingSince = since;
    clearTimeout(this.doubt);
    this.doubt = setTimeout(() => this.tellState(), ANSWER_EXPECTED + 50);
  }

  get isLate() { return Date.now() - (this.waitingSince ?? Infinity) > ANSWER_EXPECTED; }

  sendable() {
    return this.unsent.all().filter(([field]) => !this.conflicts.has(field) && !this.refused.has(field));
  }

  up() {
    this.detour.cancel();
    this.flush();
  }

  down() {
    this.sent.clear();
    this.detour.soon();
    this.detour.admitBeingAway();
  }

  // --- what the server says -----------------------------------------------------------------------
  snapshot({ revision, fields }) {
    for (const [field, value] of Object.entries(fields)) {
      // It may have been read before a change of the field that is known already.
      if (revision >= (this.revisions.get(field) ?? -1)) this.learn(field, value, revision);
    }
    this.tellState();
  }

  changed({ id, field, value, revision }) {
    if (this.mine.has(id)) this.ack({ id, revision });
    if (revision <= (this.revisions.get(field) ?? -1)) return;
    this.learn(field, value, revision);
    this.tellState();
  }

  overtaken({ id, field, value, revision }) {
    this.sent.delete(id);
    this.learn(field, value, revision);
    this.flush();
  }

  /** The server has `value`. Where something of ours waits: is theirs news to the person? */
  learn(field, value, revision) {
    this.known.set(field, value);
    this.revisions.set(field, revision);
    const entry = this.unsent.get(field) ?? this.keptElsewhere(field, value, revision);
    if (!entry || entry.value === value) this.settle(field, value);
    else if (value === entry.base || entry.tried.includes(value)) this.unsent.rebase(field, value, revision);
    else this.conflict(field, value);
  }

  /** What another tab keeps and `value` would overtake: it is to be chosen from here too. */
  keptElsewhere(field, value, revision) {
    const kept = this.unsent.kept(field);
    if (!kept || revision <= kept.revision || [kept.value, kept.base, ...kept.tried].includes(value)) return undefined;
    this.unsent.adopt(field, kept);
    this.listener.onField(field, kept.value);
    return kept;
  }

  ack({ id, revision }) {
    const { field, value } = this.answered(id);
    if (!field || revision <= (this.revisions.get(field) ?? -1)) return;
    this.known.set(field, value);
    this.revisions.set(field, revision);
    if (this.unsent.get(field)?.id === id) {
      this.unsent.drop(field, value);
      this.listener.onSaved(field);
    } else {
      // Something newer was typed meanwhile; it rests on what was just stored.
      this.unsent.rebase(field, value, revision, { tried: [] });
      this.flush();
    }
    this.tellState();
  }

  error({ id, code, message }) {
    const { field } = this.answered(id);
    if (!field || this.unsent.get(field)?.id !== id) return;
    this.refused.add(field);
    this.listener.onRefused(field, code, message);
    this.tellState();
  }

  answered(id) {
    const answer = this.sent.get(id) ?? {};
    this.sent.delete(id);
    this.waitingSince = undefined;
    if (this.sent.size) this.awaitAnswer(Date.now());
    return answer;
  }

  // --- two hands on one field -----------------------------------------------------------------------
  conflict(field, theirs) {
    this.conflicts.set(field, theirs);
    this.listener.onConflict(field, theirs);
  }

  /** The person chose: their own text, or what came from elsewhere. */
  resolve(field, { keepMine }) {
    const theirs = this.conflicts.get(field);
    this.conflicts.delete(field);
    this.listener.onSettled(field);
    if (keepMine) this.unsent.rebase(field, theirs, this.revisionOf(field), { tried: [] });
    else this.settle(field, theirs);
    this.flush();
  }

  /** The person chose in another tab, and so nothing is kept any more. */
  chosenElsewhere(field, id) {
    if (this.conflicts.has(field) && this.unsent.get(field)?.id === id) this.resolve(field, { keepMine: false });
  }

  settle(field, value) {
    this.conflicts.delete(field);
    this.unsent.drop(field, value);
    this.listener.onSettled(field);
    this.listener.onField(field, value);
  }

  tellState() {
    if (this.unsent.isEmpty) this.waitingSince = undefined;
    this.listener.onState(this.state);
  }

  get state() {
    if (this.conflicts.size || this.refused.size) return "error";
    if (!navigator.onLine || (!this.room?.isUp && !this.detour.isReachable)) return "offline";
    if (!this.unsent.isEmpty && this.isLate) return "offline";
    return this.unsent.isEmpty ? "saved" : "saving";
  }
}
