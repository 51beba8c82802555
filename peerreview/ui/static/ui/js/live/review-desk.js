// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The review desk: every change is saved as it is made, acknowledged, and shown in every tab.
import { announce, toast, word } from "../toast.js";
import { DeskFields } from "./desk-fields.js";
import { attachHandIn } from "./desk-hand-in.js";
import { attachHints } from "./desk-hints.js";
import { attachKeys } from "./desk-keys.js";
import { showProgress } from "./desk-progress.js";
import { attachPrompts } from "./desk-prompts.js";
import { DraftSync } from "./draft-sync.js";
import { showNotice } from "./notice.js";
import { hidePresence, showPresence } from "./presence.js";
import { openRoom } from "./socket.js";
import { attachSplit } from "./split.js";

const TERMINAL = new Set(["handed-in", "declined", "withdrawn", "reviewing-closed", "not-a-reviewer", "not-yours"]);

class Desk {
  constructor(root) {
    this.root = root;
    this.form = root.querySelector("[data-desk-form]");
    this.fields = new DeskFields(this.form);
    this.sync = new DraftSync({
      review: root.dataset.review,
      revision: Number(root.dataset.revision),
      fields: this.fields.rendered(),
      post: (change) => this.post(change),
      listener: this,
    });
    this.form.addEventListener("input", (event) => this.typed(event.target));
    this.form.addEventListener("focusout", (event) => { if (event.target.matches("textarea")) this.sync.flush(); });
    // The answer to a form sent from here says what happened; a reload under it would swallow that.
    document.addEventListener("submit", (event) => { this.isEnded ||= !event.defaultPrevented; });
    for (const change of ["online", "offline"]) addEventListener(change, () => this.sync.tellState());
    addEventListener("beforeunload", (event) => { if (this.sync.state === "error") event.preventDefault(); });
    this.sync.room = openRoom(root.dataset.socket, {
      onMessage: (message, isOld) => { if (!isOld) this.hear(message); },
      onUp: () => this.sync.up(),
      onDown: () => this.sync.down(),
      onEnd: (code) => this.shut(code),
    });
    this.catchUp();
    if (!this.sync.unsent.isEmpty) this.sync.detour.soon(4000);
    this.showProgress();
    this.onState(this.sync.state);
  }

  typed(input) {
    const change = this.fields.read(input);
    if (!change) return;
    if (!this.sync.conflicts.has(change.field)) this.clearNote(change.field);
    this.sync.set(change.field, change.value, change);
    this.showProgress();
  }

  /** Take up what was chosen or typed before this script ran. */
  catchUp() {
    for (const [field, value] of Object.entries(this.fields.rendered())) {
      const now = this.fields.valueOf(field);
      if (now !== value && !this.sync.unsent.has(field)) this.sync.set(field, now);
    }
  }

  async post(change) {
    try {
      const answer = await fetch(this.root.dataset.changeUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify(change),
        signal: AbortSignal.timeout(10_000),
        redirect: "error",
      });
      if (answer.status >= 500 || answer.status === 429) return null;
      return await answer.json();
    } catch { return null; }
  }

  hear(message) {
    switch (message.type) {
      case "snapshot": this.show(message.state); break;
      case "changed": this.sync.changed(message); break;
      case "ack": this.sync.ack(message); break;
      case "error": this.sync.error(message); break;
      case "presence": showPresence(this.root, message.people, this.you); break;
      case "ended": this.end(message.state); break;
      case "notice": showNotice(message); break;
      default: break;
    }
  }

  show(state) {
    if (state.state !== "draft") { this.end(state.state); return; }
    this.you = state.you;
    this.sync.snapshot(state);
    showPresence(this.root, state.people, state.you);
    this.showProgress();
  }

  /** The review was handed in or given back, here or elsewhere: show what it is now. */
  end() {
    if (this.isEnded) return;
    this.isEnded = true;
    this.sync.room?.close();
    location.reload();
  }

  /** The server will not let this page in again. What was typed stays on the device. */
  shut(code) {
    const box = this.root.querySelector("[data-desk-shut]");
    box.textContent = word(code === 4401 ? "signed-out" : "shut", this.root);
    box.hidden = false;
  }

  // --- what the draft tells ---------------------------------------------------------------------
  onState(state) {
    for (const box of this.root.querySelectorAll("[data-save-state]")) box.dataset.state = state;
    if (state === "offline") this.clearSaved();
    // Nobody tells who is here while the line is away.
    hidePresence(this.root, state === "offline" || !this.sync.room?.isUp);
    if (state === "offline" && this.state !== "offline") announce(word("offline", this.root));
    if (state === "saved" && this.state === "offline") announce(word("back", this.root));
    this.state = state;
  }

  onField(field, value) {
    this.fields.write(field, value);
    this.showProgress();
  }

  onSaved(field) {
    const note = this.fields.noteOf(field);
    if (!note) return;
    this.clearNote(field);
    note.dataset.state = "saved";
    note.textContent = word("saved", this.root);
  }

  /** A mark beside one rating must not say "saved" while what was written next to it is not. */
  clearSaved() {
    for (const note of this.form.querySelectorAll("[data-field-note][data-state=saved]")) this.clearNote(note.dataset.fieldNote);
  }

  onRefused(field, code, message) {
    const note = this.fields.noteOf(field);
    note.dataset.state = "error";
    note.textContent = message;
    this.mark(field, true);
    announce(message);
    if (TERMINAL.has(code)) toast(message, { kind: "error" });
  }

  onConflict(field, theirs) {
    const note = this.fields.noteOf(field);
    const choice = this.root.querySelector("template[data-conflict]").content.cloneNode(true);
    choice.querySelector("[data-theirs]").textContent = this.inWords(field, theirs);
    const settle = (keepMine) => () => {
      this.sync.resolve(field, { keepMine });
      this.fields.boxOf(field).focus?.();
    };
    choice.querySelector("[data-keep-mine]").addEventListener("click", settle(true));
    choice.querySelector("[data-take-theirs]").addEventListener("click", settle(false));
    note.dataset.state = "conflict";
    note.replaceChildren(choice);
    announce(word("conflict", this.root));
  }

  onSettled(field) { if (this.fields.noteOf(field)?.dataset.state === "conflict") this.clearNote(field); }

  inWords(field, value) {
    if (!field.startsWith("score:")) return value || word("empty", this.root);
    const radio = this.fields.boxOf(field).querySelector(`input[value="${CSS.escape(String(value))}"]`);
    return radio?.dataset.title ?? word("none", this.root);
  }

  clearNote(field) {
    const note = this.fields.noteOf(field);
    if (!note) return;
    delete note.dataset.state;
    note.replaceChildren();
    this.mark(field, false);
  }

  mark(field, isWrong) {
    const box = this.fields.boxOf(field);
    if (isWrong) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }

  showProgress() { showProgress(this.root, this.fields); }
}

const root = document.querySelector("[data-review-desk]");
attachSplit(root);
if (root.dataset.socket) {
  const desk = new Desk(root);
  attachPrompts(root, desk.fields);
  attachHints(root, desk.fields);
  attachHandIn(desk);
  attachKeys(root, desk.fields);
}
