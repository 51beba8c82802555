// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// form[data-ballot]: what is chosen but not sealed survives a reload, in this tab alone.
const PREFIX = "peerage.ballot.";

export class Ballots {
  constructor(root) {
    this.root = root;
    root.addEventListener("input", (event) => this.keep(event.target.closest("form[data-ballot]")));
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
