// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Drawing a rectangle over a picture or a page. Who cannot drag types numbers in the form.
import { place } from "./marks.js";

/** Lets the reader draw once on the stage; calls `done` with percents, or with null when given up. */
export function drawOn(stage, done) {
  const cover = stage.appendChild(document.createElement("div"));
  cover.className = "place-cover";
  const frame = cover.appendChild(document.createElement("div"));
  frame.className = "place-box place-box-new";
  let from = null;

  const percent = (event) => {
    const box = cover.getBoundingClientRect();
    const inside = (value, size) => Math.min(100, Math.max(0, (value / size) * 100));
    return [inside(event.clientX - box.left, box.width), inside(event.clientY - box.top, box.height)];
  };
  const region = (to) => {
    const [left, top] = [0, 1].map((n) => Math.min(from[n], to[n]));
    return [left, top, Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])].map((n) => Math.floor(n * 100) / 100);
  };
  const end = (result) => {
    cover.remove();
    document.removeEventListener("keydown", escaped);
    done(result);
  };
  const escaped = (event) => { if (event.key === "Escape") end(null); };

  cover.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    from = percent(event);
    cover.setPointerCapture(event.pointerId);
  });
  cover.addEventListener("pointermove", (event) => { if (from) place(frame, region(percent(event))); });
  cover.addEventListener("pointerup", (event) => {
    if (!from) return;
    const found = region(percent(event));
    // A click is a point: a small frame around it.
    end(found[2] < 1 && found[3] < 1 ? around(from) : found);
  });
  document.addEventListener("keydown", escaped);
}

function around([x, y]) {
  const fit = (value) => Math.min(94, Math.max(0, value - 3));
  return [fit(x), fit(y), 6, 6].map((n) => Math.floor(n * 100) / 100);
}
