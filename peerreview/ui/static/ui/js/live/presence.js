// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Who is reviewing the same work now, by the names one may see.
import { word } from "../toast.js";

export function showPresence(root, people, you) {
  const box = root.querySelector("[data-presence]");
  if (!box) return;
  const others = people.filter((name) => name !== you);
  const list = box.querySelector("[data-presence-people]");
  const shown = [...list.children].map((item) => item.textContent);
  box.hidden = false;
  box.querySelector("[data-presence-words]").textContent = word(others.length ? "others" : "alone", root);
  // Nothing is announced that did not change.
  if (shown.join() === others.join()) return;
  list.replaceChildren(...others.map(asItem));
}

/** Who was here is not known to be here still; it is shown again once it is known. */
export function hidePresence(root, isAway) {
  const box = root.querySelector("[data-presence]");
  if (box) box.hidden = isAway || !box.querySelector("[data-presence-words]").textContent;
}

function asItem(name) {
  const item = document.createElement("li");
  item.className = "presence-person";
  item.textContent = name;
  return item;
}
