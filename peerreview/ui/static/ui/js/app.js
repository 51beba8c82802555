// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Attaches behaviours to elements by their data attributes, now and after each htmx swap.
// A behaviour is { selector, attach(element) }; attach runs once for each element.
import * as copy from "./copy.js";
import * as dialog from "./dialog.js";
import * as forms from "./forms.js";
import * as menu from "./menu.js";
import * as tabs from "./tabs.js";
import * as theme from "./theme.js";
import * as time from "./time.js";
import { toast, word } from "./toast.js";
import * as zone from "./zone.js";

const attached = new WeakMap();

function attachTo(element, behaviour) {
  const done = attached.get(element) ?? new Set();
  if (done.has(behaviour)) return;
  attached.set(element, done.add(behaviour));
  behaviour.attach(element);
}

export function scan(root = document) {
  for (const behaviour of [theme, menu, dialog, copy, tabs, time, zone, ...forms.behaviours]) {
    if (root.matches?.(behaviour.selector)) attachTo(root, behaviour);
    root.querySelectorAll(behaviour.selector).forEach((element) => attachTo(element, behaviour));
  }
}

scan();
document.addEventListener("htmx:load", (event) => scan(event.detail.elt));
document.addEventListener("htmx:sendError", () => toast(word("offline"), { kind: "error" }));
document.addEventListener("htmx:responseError", () => toast(word("failed"), { kind: "error" }));
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  toast(word("passkey"), { kind: "error" });
});
// A server tells something with the header HX-Trigger: {"toast": {"text": "…"}}.
document.addEventListener("toast", (event) => toast(event.detail.text, { kind: event.detail.kind }));
