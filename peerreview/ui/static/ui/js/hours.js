// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Says, once a minute at most, that somebody is active on this page: typed, scrolled or clicked within
// the last minute. Nothing is sent while the page is hidden, idle or offline, and nothing is sent later:
// the minute is the server's. It never says what was typed or where.
const MINUTE = 60_000;
const LOOK = 10_000;

const page = document.querySelector("[data-hours-place]");
let active = 0;
let sent = 0;

function isDue(now) {
  return !document.hidden && navigator.onLine && now - active < MINUTE && now - sent >= MINUTE;
}

async function beat() {
  const now = Date.now();
  if (!isDue(now)) return;
  sent = now;
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"];
  const body = new URLSearchParams({ place: page.dataset.hoursPlace, of: page.dataset.hoursOf });
  try {
    const answer = await fetch(page.dataset.hoursUrl, { method: "POST", headers: { "X-CSRFToken": token }, body, redirect: "error" });
    // Not wanted, or no longer at work here: nothing more from this page.
    if (answer.status === 410 || answer.status === 404) clearInterval(timer);
  } catch { /* offline or signed out: this minute is not counted */ }
}

for (const kind of ["keydown", "input", "pointerdown", "wheel", "scroll", "touchmove"]) {
  addEventListener(kind, () => { active = Date.now(); }, { passive: true, capture: true });
}
const timer = page ? setInterval(beat, LOOK) : 0;
