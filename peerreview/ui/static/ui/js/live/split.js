// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-split: the line between two panes. Drag it, use the arrow keys, or press it to go through three widths.
const SETTING = "peerage.desk-split";
const LEAST = 30;
const MOST = 70;
const STOPS = [42, 55, 66];

export function attachSplit(root) {
  const line = root.querySelector("[data-split]");
  if (!line) return;
  let hasMoved = false;

  function set(percent) {
    const kept = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    root.style.setProperty("--split", `${kept}%`);
    line.setAttribute("aria-valuenow", kept);
    try { localStorage.setItem(SETTING, kept); } catch { /* only for this page, then */ }
  }

  const now = () => Number(line.getAttribute("aria-valuenow"));
  const isRightToLeft = () => getComputedStyle(root).direction === "rtl";

  line.addEventListener("pointerdown", (event) => {
    hasMoved = false;
    line.setPointerCapture(event.pointerId);
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    hasMoved = true;
    const box = root.getBoundingClientRect();
    const along = ((event.clientX - box.left) / box.width) * 100;
    set(isRightToLeft() ? 100 - along : along);
  });
  line.addEventListener("click", () => {
    if (!hasMoved) set(STOPS.find((stop) => stop > now()) ?? STOPS[0]);
  });
  line.addEventListener("keydown", (event) => {
    const forward = isRightToLeft() ? "ArrowLeft" : "ArrowRight";
    const steps = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const isArrow = event.key.startsWith("Arrow");
    set(now() + (isArrow ? (event.key === forward ? 2 : -2) : steps[event.key]));
  });

  let stored = null;
  try { stored = Number(localStorage.getItem(SETTING)); } catch { /* the default is fine */ }
  if (stored) set(stored);
}
