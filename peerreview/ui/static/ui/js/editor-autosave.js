// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Saves the draft a moment after typing stops; on failure keeps the text on this device and tries again.
import { post } from "./editor-request.js";
import { announce, toast, word } from "./toast.js";

const WAIT = 1200;
const LONGEST_WAIT = 8000;
const RETRY = [3000, 8000, 20000, 60000];

export class Autosave {
  constructor(form, inTurn) {
    Object.assign(this, { form, inTurn, isDirty: false, tries: 0, dirtySince: 0 });
    this.key = `draft:${form.dataset.editor}`;
    this.saved = this.values();
    form.autosave = this;
    form.addEventListener("input", (event) => { if (this.isOwn(event.target)) this.changed(); });
    document.addEventListener("visibilitychange", () => { if (document.hidden && this.isDirty) { this.keep(); this.save(); } });
    addEventListener("online", () => { if (this.isDirty) this.save(); });
    addEventListener("beforeunload", (event) => { if (this.isDirty && this.form.isConnected) { this.keep(); event.preventDefault(); } });
  }

  isOwn(field) {
    return field.name === "title" || /^(source|caption)-/.test(field.name);
  }

  values() {
    const own = [...this.form.elements].filter((field) => this.isOwn(field));
    return Object.fromEntries(own.map((field) => [field.name, field.value]));
  }

  changed() {
    if (!this.isDirty) this.dirtySince = Date.now();
    this.isDirty = true;
    this.show("saving");
    this.later(Math.min(WAIT, Math.max(0, this.dirtySince + LONGEST_WAIT - Date.now())));
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** Save now. Resolves to whether everything typed is stored. */
  save({ overwrite = false } = {}) {
    clearTimeout(this.timer);
    return this.inTurn(async () => {
      const conflict = this.form.querySelector("[data-conflict]");
      if (conflict && !conflict.hidden && !overwrite) return false;
      const sent = this.values();
      const data = new FormData(this.form);
      data.delete("files");
      if (overwrite) data.set("overwrite", "yes");
      this.show("saving");
      const answer = await post(this.form.action, data, { json: true });
      if (!answer.ok) { this.failed(answer); return false; }
      this.done(answer.json.revision, sent);
      return !this.isDirty;
    });
  }

  async overwrite() {
    // Parts may have come or gone elsewhere, so the page is made anew once ours is stored.
    if (await this.save({ overwrite: true })) location.reload();
  }

  done(revision, sent) {
    this.form.elements.base_revision.value = revision;
    this.tries = 0;
    this.saved = sent;
    this.isDirty = Object.entries(this.values()).some(([name, value]) => sent[name] !== value);
    this.forget();
    this.show(this.isDirty ? "saving" : "saved");
    if (this.isDirty) this.later(WAIT);
    this.form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  }

  failed(answer) {
    this.keep();
    if (answer.status === 409 && answer.json?.error.code === "stale-draft") return this.conflict();
    this.show(answer.status === 0 ? "offline" : "error");
    const message = answer.json?.error?.message ?? word(answer.signedOut ? "signed_out" : "failed", this.form);
    if (this.tries === 0) toast(message, { kind: "error" });
    const isOver = answer.status >= 400 && answer.status < 500 && !answer.signedOut;
    if (!isOver) this.later(RETRY[Math.min(this.tries, RETRY.length - 1)]);
    this.tries += 1;
  }

  conflict() {
    this.show("error");
    const note = this.form.querySelector("[data-conflict]");
    note.hidden = false;
    note.scrollIntoView({ block: "center" });
    note.querySelector("button").focus({ preventScroll: true });
    announce(word("conflict", this.form));
  }

  /** The form came back from the server with another set of parts. */
  replaced({ hasErrors, isDirty }) {
    this.saved = this.values();
    this.isDirty = isDirty;
    this.tries = 0;
    if (!hasErrors) this.forget();
    this.show(isDirty ? "saving" : "saved");
    if (isDirty) this.later(WAIT);
  }

  show(state) {
    const element = this.form.querySelector("[data-save-state]");
    if (element && element.dataset.state !== state) element.dataset.state = state;
  }

  // --- the copy on this device ---

  keep() {
    const copy = { at: Date.now(), values: this.values() };
    try { localStorage.setItem(this.key, JSON.stringify(copy)); } catch { /* full or forbidden */ }
  }

  forget() {
    try { localStorage.removeItem(this.key); } catch { /* forbidden */ }
  }

  kept() {
    try { return JSON.parse(localStorage.getItem(this.key))?.values ?? null; } catch { return null; }
  }

  keepAside() {
    this.keep();
    this.isDirty = false;
  }

  offerKept() {
    const kept = this.kept();
    if (!kept) return;
    const now = this.values();
    const differs = Object.entries(kept).some(([name, value]) => value && now[name] !== value);
    if (differs) this.form.querySelector("[data-kept]").hidden = false;
    else this.forget();
  }

  answerKept(choice) {
    const kept = this.kept() ?? {};
    this.form.querySelector("[data-kept]").hidden = true;
    if (choice === "forget") return this.forget();
    for (const [name, value] of Object.entries(kept)) this.bringBack(name, value);
    this.changed();
    announce(word("kept", this.form));
  }

  bringBack(name, value) {
    if (this.form.elements[name]) { this.form.elements[name].value = value; return; }
    if (!name.startsWith("source-") || !value) return;
    // Its part is gone: the text is sent along, and saving asks what should become of it.
    const field = Object.assign(document.createElement("textarea"), { name, value, hidden: true });
    this.form.append(field);
  }
}
