// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// A message for this person alone: a toast, with the way to what it is about.
import { toast, word } from "../toast.js";

export function showNotice({ title, url }) {
  // On the very page it leads to, the page itself tells.
  if (url && url === location.pathname) return;
  const box = toast(title);
  if (!box || !url.startsWith("/") || url.startsWith("//")) return;
  const link = document.createElement("a");
  link.href = url;
  link.textContent = word("look");
  box.insertBefore(link, box.lastElementChild);
}
