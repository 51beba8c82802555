// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Three gentle ways to a useful comment, as buttons that put a beginning into the box: quote what is
// selected in the work, give the reason, name the next step. Nothing depends on using them.
import { announce, word } from "../toast.js";

export function attachPrompts(root, fields) {
  let quoted = "";
  const hint = (button) => {
    const place = button.parentElement.querySelector("[data-prompt-hint]");
    place.textContent = word("select-first", root);
    announce(place.textContent);
  };
  const work = root.querySelector("[data-desk-work]");
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const text = selection.toString().trim();
    if (text && work.contains(selection.anchorNode)) quoted = text.replace(/\s+/g, " ").slice(0, 300);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-prompt]");
    if (!button) return;
    const box = fields.form.elements.namedItem(button.dataset.for);
    button.parentElement.querySelector("[data-prompt-hint]").textContent = "";
    if (button.dataset.prompt !== "quote") append(box, button.dataset.starter);
    else if (quoted) append(box, `“${quoted}” `);
    else hint(button);
    quoted = "";
  });
}

function append(box, text) {
  const gap = box.value && !box.value.endsWith("\n") ? "\n" : "";
  box.setRangeText(gap + text, box.value.length, box.value.length, "end");
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
