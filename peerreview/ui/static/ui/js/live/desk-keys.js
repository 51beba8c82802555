// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The desk by keyboard. Single keys can be switched off (WCAG 2.1.4); Ctrl+Enter always works.
import { announce, word } from "../toast.js";
import { radiosOf } from "./desk-fields.js";

const SETTING = "peerage.desk-keys";

export function attachKeys(root, fields) {
  const help = document.getElementById("desk-keys");
  const toggle = help.querySelector("[data-keys-toggle]");
  toggle.checked = stored() !== "off";
  root.toggleAttribute("data-keys", toggle.checked);
  toggle.addEventListener("change", () => {
    try { localStorage.setItem(SETTING, toggle.checked ? "on" : "off"); } catch { /* not kept, still obeyed */ }
    root.toggleAttribute("data-keys", toggle.checked);
  });

  let at = -1;
  fields.form.addEventListener("focusin", (event) => {
    const found = fields.criteria.indexOf(event.target.closest("[data-criterion]"));
    if (found >= 0) mark(found);
  });

  function mark(index) {
    at = index;
    fields.criteria.forEach((criterion, each) => criterion.toggleAttribute("data-current", each === index));
  }

  function go(step) {
    const next = Math.min(Math.max(at + step, 0), fields.criteria.length - 1);
    mark(next);
    const radios = radiosOf(fields.criteria[next]);
    (radios.find((radio) => radio.checked) ?? radios[0]).focus({ preventScroll: true });
    fields.criteria[next].scrollIntoView({ block: "start", behavior: "smooth" });
  }

  function choose(wanted) {
    const radio = wanted && fields.criteria[at] && wanted(radiosOf(fields.criteria[at]));
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("input", { bubbles: true }));
    announce(word("chosen", root).replace("{level}", radio.dataset.title));
  }

  const keys = {
    j: () => go(1),
    k: () => go(-1),
    c: () => fields.criteria[at]?.querySelector("textarea")?.focus(),
    w: () => root.querySelector("[data-desk-work]").focus(),
    r: () => go(0),
    "0": () => choose((radios) => radios.find((radio) => radio.value === "cannot_judge")),
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      root.dispatchEvent(new CustomEvent("desk:hand-in"));
    } else if (event.key === "Escape" && event.target.matches("textarea")) {
      go(0);
    } else if (toggle.checked && !isTyping(event)) {
      press(event);
    }
  });

  function press(event) {
    const act = /^[1-9]$/.test(event.key)
      ? () => choose((radios) => radios.filter((radio) => radio.value !== "cannot_judge")[event.key - 1])
      : Object.hasOwn(keys, event.key) && keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }
}

function isTyping(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing
    || event.target.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=button])")
    || event.target.isContentEditable;
}

function stored() {
  try { return localStorage.getItem(SETTING); } catch { return null; }
}
