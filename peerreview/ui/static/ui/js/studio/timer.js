// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// [data-timer]: minutes and seconds until data-ends-at. Both that and data-now, the moment the page was made,
// are by the server's clock, so a wrong clock here changes nothing.
import { announce, word } from "../toast.js";

let seenNow = "";
let ahead = 0;
let told = "";

export function runTimers(root) {
  setInterval(() => show(root), 500);
  show(root);
}

function show(root) {
  const box = root.querySelector("[data-timer]");
  if (!box) return;
  const { endsAt, now } = box.dataset;
  box.hidden = !endsAt;
  if (!endsAt) return;
  if (now !== seenNow) {
    seenNow = now;
    ahead = Date.parse(now) - Date.now();
  }
  const left = Math.ceil((Date.parse(endsAt) - Date.now() - ahead) / 1000);
  const text = left > 0 ? word("left", box).replace("{time}", clock(left)) : word("over", box);
  if (box.textContent !== text) box.textContent = text;
  box.toggleAttribute("data-over", left <= 0);
  if (left <= 0 && told !== endsAt) {
    told = endsAt;
    announce(word("over", box));
  }
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
