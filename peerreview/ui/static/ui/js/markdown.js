// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-markdown around a textarea: a toolbar (arrow keys move in it), shortcuts, and the server's preview.
import { toast, word } from "./toast.js";

const AROUND = { bold: ["**", "**"], italic: ["_", "_"], code: ["`", "`"] };
const BEFORE = { heading: () => "## ", quote: () => "> ", list: () => "- ", numbers: (index) => `${index + 1}. ` };
const SHORTCUTS = { b: "bold", i: "italic", k: "link" };

export function attachAll(root, previewUrl) {
  for (const box of root.querySelectorAll("[data-markdown]:not([data-attached])")) attach(box, previewUrl);
}

function attach(box, previewUrl) {
  box.dataset.attached = "yes";
  const field = box.querySelector("textarea");
  const bar = box.querySelector("[data-markdown-bar]");
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]");
    if (mark) apply(field, mark.dataset.mark);
  });
  field.addEventListener("keydown", (event) => {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey ? SHORTCUTS[event.key] : undefined;
    if (!mark) return;
    event.preventDefault();
    apply(field, mark);
  });
  rove(bar);
  const button = bar.querySelector("[data-preview]");
  button.addEventListener("click", () => togglePreview(box, field, bar, button, previewUrl));
}

// One tab stop for the whole bar.
function rove(bar) {
  const buttons = () => [...bar.querySelectorAll("button:not([disabled])")];
  const stop = (chosen) => { for (const button of bar.querySelectorAll("button")) button.tabIndex = button === chosen ? 0 : -1; };
  stop(buttons()[0]);
  bar.addEventListener("focusin", (event) => stop(event.target.closest("button")));
  bar.addEventListener("keydown", (event) => {
    const all = buttons();
    const at = all.indexOf(document.activeElement);
    const steps = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    all[(steps[event.key] + all.length) % all.length].focus();
  });
}

function apply(field, mark) {
  field.focus();
  const { selectionStart: start, selectionEnd: end, value } = field;
  const chosen = value.slice(start, end);
  if (mark === "link") return insert(field, start, end, `[${chosen}](https://)`, chosen ? [start + chosen.length + 3, start + chosen.length + 11] : [start + 1, start + 1]);
  if (mark in AROUND) return around(field, start, end, chosen, AROUND[mark]);
  const first = value.lastIndexOf("\n", start - 1) + 1;
  const lines = value.slice(first, end).split("\n").map((line, index) => BEFORE[mark](index) + line).join("\n");
  return insert(field, first, end, lines, [first + lines.length, first + lines.length]);
}

function around(field, start, end, chosen, [open, close]) {
  const inner = start + open.length;
  insert(field, start, end, open + chosen + close, [inner, inner + chosen.length]);
}

function insert(field, start, end, text, [from, to]) {
  field.setSelectionRange(start, end);
  // execCommand is the only way that leaves the browser's undo working; setRangeText is for where it is gone.
  if (!document.execCommand?.("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(from, to);
}

async function togglePreview(box, field, bar, button, url) {
  const pane = box.querySelector("[data-preview-pane]");
  const wantsPreview = button.getAttribute("aria-pressed") !== "true";
  if (wantsPreview && !(await fill(pane, field, url))) return;
  button.setAttribute("aria-pressed", String(wantsPreview));
  pane.hidden = !wantsPreview;
  field.hidden = wantsPreview;
  for (const mark of bar.querySelectorAll("[data-mark]")) mark.disabled = wantsPreview;
  if (!wantsPreview) field.focus();
}

async function fill(pane, field, url) {
  const form = field.form;
  const body = new FormData();
  body.set("source", field.value);
  const headers = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "text/html" };
  try {
    const answer = await fetch(url, { method: "POST", body, headers });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const html = await answer.text();
    if (html.trim()) pane.innerHTML = html;
    else pane.textContent = word("empty", form);
    return true;
  } catch {
    toast(word("failed"), { kind: "error" });
    return false;
  }
}
