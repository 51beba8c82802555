// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-theme-toggle: its label says which colours a press brings; the choice is kept on this device.
import { word } from "./toast.js";

export const selector = "[data-theme-toggle]";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : system.matches;
}

function show() {
  for (const button of document.querySelectorAll(selector)) {
    button.querySelector("[data-theme-label]").textContent = word(isDark() ? "light" : "dark", button);
  }
}

export function attach(button) {
  show();
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* kept for this page only */ }
    show();
  });
}

system.addEventListener("change", show);
