// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Short messages that go away, and words for screen readers only.
const region = document.getElementById("toasts");
const announcer = document.getElementById("announcer");
const LASTS = 7000;
let lastWord = 0;
let waiting;

/** A translated word that the page rendered as data-word-<name> on the toast region. */
export function word(name, element = region) {
  return element?.getAttribute(`data-word-${name}`) ?? "";
}

/** Show `text` for a while. An error stays until it is closed. Returns the element. */
export function toast(text, { kind = "info" } = {}) {
  if (!region || !text) return null;
  const box = document.createElement("div");
  box.className = `toast toast-${kind}`;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", word("close"));
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  region.append(box);
  if (kind !== "error") setTimeout(() => box.remove(), LASTS);
  return box;
}

/** Say `text` to screen readers, politely and at most once a second; the newest wins. */
export function announce(text) {
  clearTimeout(waiting);
  const say = () => { lastWord = Date.now(); if (announcer) announcer.textContent = text; };
  waiting = setTimeout(say, Math.max(0, lastWord + 1000 - Date.now()));
}
