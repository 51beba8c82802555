// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The board keeps who is ticked when its rows are brought anew, and says how many are.
import { word } from "./toast.js";

const ticked = new Set();
let isEveryone = false;

function board() { return document.querySelector("[data-board-form]"); }

function boxes() { return [...(board()?.querySelectorAll('input[name="who"]') ?? [])]; }

function tell() {
  const place = board()?.querySelector("[data-board-picked]");
  if (!place) return;
  const count = boxes().filter((box) => box.checked).length;
  place.textContent = count && !isEveryone ? word("picked", document.getElementById("board-rows")).replace("{n}", count) : "";
}

document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.closest?.("[data-board-form]")) return;
  if (box.name === "everyone") isEveryone = box.checked;
  if (box.name === "who") ticked[box.checked ? "add" : "delete"](box.value);
  tell();
});

document.addEventListener("htmx:load", () => {
  boxes().forEach((box) => { box.checked = ticked.has(box.value); });
  const all = board()?.querySelector('input[name="everyone"]');
  if (all) all.checked = isEveryone;
  tell();
});
