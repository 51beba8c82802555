// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Changes that are not acknowledged yet, kept on this device so that closing or crashing loses nothing.
// One entry per field: { id, value, base, revision, tried }. `base` is what the server had at
// `revision`, when typing began; `tried` are earlier values of ours that may have arrived unknown to us.
const PREFIX = "peerage.unsent.";

/** A random UUID, also where the page is not served securely and randomUUID does not exist. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Unsent {
  constructor(review) {
    this.prefix = `${PREFIX}${review}.`;
    this.entries = new Map(this.#stored());
  }

  get isEmpty() { return this.entries.size === 0; }

  get(field) { return this.entries.get(field); }

  has(field) { return this.entries.has(field); }

  /** Every [field, entry], oldest first. */
  all() { return [...this.entries]; }

  /** Note that `field` is now `value`; a new command id each time, since it is another change. */
  put(field, value, base, revision) {
    const earlier = this.entries.get(field);
    const tried = earlier ? [...earlier.tried, earlier.value].slice(-8) : [];
    const root = earlier ?? { base, revision };
    this.#set(field, { id: newId(), value, base: root.base, revision: root.revision, tried });
  }

  /** What we wrote rests on this now: the server has `base` since `revision`. */
  rebase(field, base, revision, { tried } = {}) {
    const entry = this.entries.get(field);
    if (!entry) return;
    const kept = this.kept(field);
    const rebased = { ...entry, base, revision, tried: tried ?? entry.tried };
    // Another tab may have kept a newer change of the same field.
    if (kept && kept.id !== entry.id) this.entries.set(field, rebased);
    else this.#set(field, rebased);
  }

  /** What this device keeps of `field`, from whichever tab. */
  kept(field) {
    try {
      const entry = JSON.parse(localStorage.getItem(this.prefix + field));
      return isEntry(entry) ? entry : undefined;
    } catch { return undefined; }
  }

  /** Take what another tab kept as ours. */
  adopt(field, entry) { this.entries.set(field, entry); }

  /** `value` stands on the server. What another tab keeps stays, unless it is the same. */
  drop(field, value) {
    const entry = this.entries.get(field);
    this.entries.delete(field);
    const kept = this.kept(field);
    if (kept && (kept.id === entry?.id || kept.value === value)) localStorage.removeItem(this.prefix + field);
  }

  /** Tell `listener(field, id)` when another tab removed what it kept. */
  onRemoved(listener) {
    addEventListener("storage", ({ key, oldValue, newValue }) => {
      if (!key?.startsWith(this.prefix) || newValue !== null) return;
      listener(key.slice(this.prefix.length), JSON.parse(oldValue)?.id);
    });
  }

  #set(field, entry) {
    this.entries.delete(field);
    this.entries.set(field, entry);
    try { localStorage.setItem(this.prefix + field, JSON.stringify(entry)); } catch { /* full or forbidden */ }
  }

  #stored() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.prefix))
        .map((key) => key.slice(this.prefix.length))
        .map((field) => [field, this.kept(field)])
        .filter(([, entry]) => entry);
    } catch { return []; }
  }
}

function isEntry(entry) { return typeof entry?.id === "string" && Array.isArray(entry.tried); }
