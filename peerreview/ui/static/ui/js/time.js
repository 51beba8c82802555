// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-when="date|relative|both" on <time datetime>: adds how far away it is, in the page's language.
export const selector = "time[data-when]";

const STEPS = [["year", 31557600], ["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" });
const shown = new Set();

/** "in 3 days", "yesterday": `moment` seen from `now`, both Date. */
export function relative(moment, now = new Date()) {
  const seconds = (moment - now) / 1000;
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return words.format(Math.round(seconds / size), unit);
}

function show(element) {
  const text = relative(new Date(element.dateTime));
  if (element.dataset.when === "relative") element.textContent = text;
  else element.title = text;
  if (element.dataset.when === "both") element.dataset.relative = text;
}

export function attach(element) {
  if (element.dataset.when === "relative") element.title = element.textContent.trim();
  shown.add(element);
  show(element);
}

setInterval(() => {
  for (const element of shown) {
    if (element.isConnected) show(element);
    else shown.delete(element);
  }
}, 30000);
