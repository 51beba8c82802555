// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// form[data-ballot]: what is chosen but not sealed survives a reload, in this tab alone.
import { put } from "./regions.js";

const PREFIX = "peerage.ballot.";

export class Ballots {
  constructor(root) {
    this.root = root;
    root.addEventListener("input", (event) => {
      this.keep(event.target.closest("form[data-ballot]"));
      if (event.target.type === "radio") unmark(event.target.closest(".desk-criterion"));
    });
    root.addEventListener("acted", (event) => this.forget(event.target.closest("form[data-ballot]")));
    this.restore();
  }

  keep(form) {
    if (!form) return;
    const said = [...new FormData(form)].filter(([name]) => /^(level|words)-/.test(name));
    try { sessionStorage.setItem(PREFIX + form.dataset.ballot, JSON.stringify(said)); } catch { /* full or forbidden */ }
  }

  forget(form) {
    if (form) sessionStorage.removeItem(PREFIX + form.dataset.ballot);
  }

  /** The server says criterion by criterion what is missing; what was chosen stays. */
  async mend(form, data, otherwise) {
    let fresh = null;
    try {
      const answer = await fetch(`${form.action.split("#")[0]}?fragment=1`, { method: "POST", body: data });
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-region=ballot]");
    } catch { /* the sentence alone has to do */ }
    if (!fresh?.querySelector("[data-error-summary]") || !form.isConnected) { otherwise(); return; }
    put(this.root, fresh, "ballot");
    this.restore();
    const summary = this.root.querySelector("[data-error-summary]");
    summary.focus({ preventScroll: true });
    summary.scrollIntoView({ block: "start" });
  }

  restore() {
    const form = this.root.querySelector("form[data-ballot]:not([data-restored])");
    if (!form) return;
    form.dataset.restored = "";
    let said = [];
    try { said = JSON.parse(sessionStorage.getItem(PREFIX + form.dataset.ballot)) ?? []; } catch { /* nothing usable */ }
    for (const [name, value] of said) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
  }
}

function unmark(row) {
  const levels = row?.querySelector(".desk-levels[aria-invalid]");
  if (!levels) return;
  for (const name of ["aria-invalid", "aria-describedby"]) levels.removeAttribute(name);
  row.removeAttribute("aria-describedby");
  row.querySelector(`#${CSS.escape(row.id)}-error`)?.remove();
}
