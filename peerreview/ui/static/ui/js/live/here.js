// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// A heart-beat while somebody looks at the page and has moved lately, so that work that waits can be
// offered to people who are here. It says nothing of where they are or what they do.
const EVERY = 45_000;
const FIRST = 1500;
const IDLE = 5 * 60_000;

export function sayHere() {
  let moved = Date.now();
  let sent = 0;
  const beat = () => {
    const now = Date.now();
    if (document.hidden || now - moved > IDLE || now - sent < EVERY - 5000) return;
    sent = now;
    post();
  };
  for (const kind of ["pointerdown", "pointermove", "keydown", "scroll", "touchstart"]) {
    addEventListener(kind, () => { moved = Date.now(); }, { passive: true });
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { moved = Date.now(); beat(); } });
  setTimeout(beat, FIRST + Math.random() * FIRST);
  setInterval(beat, EVERY);
}

async function post() {
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["x-csrftoken"];
  try {
    await fetch("/here/", { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" });
  } catch { /* offline, or signed out elsewhere: then nobody is here */ }
}
