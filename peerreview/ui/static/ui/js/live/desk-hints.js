// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Gentle hints under a comment while it is written: is there a place, a reason, a next step? One at a
// time, only after a pause, never in the way of handing in, and off for good when the reviewer says so.
// What counts as a reason or a step are words of the page's language; a hint may be wrong and says so
// by being a question.
import { word } from "../toast.js";

const SETTING = "peerage.desk-hints";
const PAUSE = 1200;
const SHORT_CHARS = 40;
const QUOTED = /["“”„«»]\S.+?["“”«»]|\d/u;

/** The most useful thing to say about a comment: "", "short", "quote", "reason", "next" or "good". */
export function hintFor(text, words) {
  const comment = text.trim();
  if (!comment) return "";
  if ([...ownWords(comment, words.starters)].length < SHORT_CHARS) return "short";
  if (!QUOTED.test(comment) && !has(comment, words.places)) return "quote";
  if (!has(comment, words.reasons)) return "reason";
  return has(comment, words.steps) ? "good" : "next";
}

// What a button put there says nothing yet about the work.
function ownWords(comment, starters = []) {
  return starters.reduce((text, starter) => text.replaceAll(starter, ""), comment).trim();
}

function has(comment, list) {
  const lower = ` ${comment.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  return list.some((each) => lower.includes(` ${each} `));
}

export function attachHints(root, fields) {
  const toggle = root.querySelector("[data-hints-toggle]");
  if (!toggle) return;
  const list = (name) => word(name, root).toLocaleLowerCase().split("|").filter(Boolean);
  const starters = [...new Set([...root.querySelectorAll("[data-starter]")].map((each) => each.dataset.starter.trim()))];
  const words = { reasons: list("reasons"), steps: list("steps"), places: list("places"), starters };
  const pauses = new Map();
  toggle.checked = stored() !== "off";
  toggle.addEventListener("change", () => {
    try { localStorage.setItem(SETTING, toggle.checked ? "on" : "off"); } catch { /* not kept, still obeyed */ }
    if (!toggle.checked) for (const place of root.querySelectorAll("[data-hint]")) say(place, "");
  });

  fields.form.addEventListener("input", (event) => {
    const place = placeOf(event.target);
    if (!place || !toggle.checked) return;
    clearTimeout(pauses.get(place));
    pauses.set(place, setTimeout(() => consider(place, event.target), PAUSE));
  });

  function consider(place, box) {
    if (toggle.checked) say(place, hintFor(box.value, words));
  }

  function say(place, hint) {
    const text = hint && word(`hint-${hint}`, root);
    // A live region speaks when its text changes: the same hint is said once.
    if (place.textContent !== text) place.textContent = text;
    place.dataset.kind = hint;
  }

  function placeOf(box) {
    return box.matches("textarea") && fields.form.querySelector(`[data-hint="${CSS.escape(box.name)}"]`);
  }
}

function stored() {
  try { return localStorage.getItem(SETTING); } catch { return null; }
}
