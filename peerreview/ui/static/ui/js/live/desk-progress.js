// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// How far the form is: in the bar, at each criterion, and under comments that must have a length.
import { word } from "../toast.js";

export function showProgress(root, fields) {
  const { done, criteria } = fields;
  const total = criteria.length;
  for (const bar of root.querySelectorAll("[data-desk-progress] progress")) bar.value = done;
  for (const words of root.querySelectorAll("[data-desk-progress] [data-words]")) {
    words.textContent = word("progress", root).replace("{done}", done).replace("{total}", total);
  }
  for (const criterion of criteria) criterion.toggleAttribute("data-done", !fields.gapsIn(criterion).length);
  for (const asked of fields.asked) {
    const counter = asked.querySelector("[data-counter]");
    if (counter) counter.textContent = counter.dataset.counter.replace("{typed}", fields.lengthOf(asked));
  }
  root.toggleAttribute("data-complete", done === total);
}
