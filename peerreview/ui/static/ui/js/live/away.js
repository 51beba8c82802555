// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Says on the page that news come late: it is fetched now and then instead of being told.
const PATIENCE = 3000; // a socket that comes back at once is no news
const away = new Set();
let waiting;

/** `who` (any object) is told of changes no longer, or again. */
export function showAway(who, isAway) {
  if (isAway) away.add(who);
  else away.delete(who);
  clearTimeout(waiting);
  const box = document.getElementById("live-away");
  if (!box) return;
  if (!away.size) box.hidden = true;
  else if (box.hidden) waiting = setTimeout(() => { box.hidden = !away.size; }, PATIENCE);
}
