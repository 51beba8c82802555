// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-fingerprint: compares a file with the SHA-256 on the page (data-fingerprint-of="1"), here in the
// browser. Words: same, piece, other, unread. Without a secure context there is no digest, and no field.
import { word } from "./toast.js";

const box = document.querySelector("[data-fingerprint]");

async function digest(file) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function compare(file) {
  const found = await digest(file);
  const known = [...document.querySelectorAll("[data-fingerprint-of]")];
  const match = known.find((code) => code.textContent.trim() === found);
  return match
    ? { said: `${word("same", box)} ${word("piece", box)} ${match.dataset.fingerprintOf}.`, state: "same" }
    : { said: word("other", box), state: "other" };
}

if (box && globalThis.crypto?.subtle) {
  box.hidden = false;
  const answer = box.querySelector("[data-fingerprint-answer]");
  box.querySelector("input").addEventListener("change", async ({ target }) => {
    if (!target.files.length) return;
    const { said, state } = await compare(target.files[0]).catch(() => ({ said: word("unread", box), state: "other" }));
    answer.textContent = said;
    answer.dataset.state = state;
  });
}
