// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-once: a form is sent once; a second press is ignored, and the button says it is busy.
// data-unsaved: leaving the page with typed text that was not sent asks first.
// data-keep="<key>": typed text survives a crash or a lost session, on this device, until it is sent.
// data-error-summary: takes the focus when the page comes back with errors.
const once = {
  selector: "form[data-once]",
  attach(form) {
    form.addEventListener("submit", (event) => {
      if (opensBeside(event)) return;
      if (form.dataset.sent) { event.preventDefault(); return; }
      if (event.defaultPrevented) return;
      form.dataset.sent = "yes";
      // aria-disabled and not disabled: the button keeps the focus, and its name and value are sent.
      event.submitter?.setAttribute("aria-disabled", "true");
      event.submitter?.classList.add("is-busy");
    });
    addEventListener("pageshow", () => release(form));
    form.addEventListener("htmx:afterRequest", () => release(form));
  },
};

/** A button that shows the form's content in another tab, as a preview does, sends nothing away. */
function opensBeside(event) { return event.submitter?.formTarget === "_blank"; }

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll(".is-busy")) {
    button.classList.remove("is-busy");
    button.removeAttribute("aria-disabled");
  }
}

// Forms that htmx is replacing by what the server made of the same typed text, by their ids.
const carried = new Set();

const unsaved = {
  selector: "form[data-unsaved]",
  attach(form) {
    let isChanged = carried.delete(form.id);
    form.addEventListener("input", () => { isChanged = true; });
    form.addEventListener("submit", (event) => { isChanged &&= opensBeside(event); });
    form.addEventListener("saved", () => { isChanged = false; });
    form.addEventListener("htmx:beforeSwap", () => { if (isChanged) carried.add(form.id); });
    // A form that was replaced never sends "submit": only the one shown asks.
    addEventListener("beforeunload", (event) => { if (isChanged && form.isConnected) event.preventDefault(); });
  },
};

const keep = {
  selector: "form[data-keep]",
  attach(form) {
    const key = `keep:${form.dataset.keep}`;
    const fields = () => [...form.elements].filter((field) => field.matches("textarea, input[type=text]") && field.name);
    restore(fields(), key);
    form.addEventListener("input", () => {
      const typed = Object.fromEntries(fields().map((field) => [field.name, field.value]));
      try { localStorage.setItem(key, JSON.stringify(typed)); } catch { /* full or forbidden */ }
    });
    form.addEventListener("saved", () => localStorage.removeItem(key));
  },
};

function restore(fields, key) {
  let typed = null;
  try { typed = JSON.parse(localStorage.getItem(key)); } catch { /* nothing usable was kept */ }
  if (!typed) return;
  for (const field of fields) {
    if (!field.value && typed[field.name]) field.value = typed[field.name];
  }
}

const summary = { selector: "[data-error-summary]", attach: (element) => element.focus() };

export const behaviours = [once, unsaved, keep, summary];
