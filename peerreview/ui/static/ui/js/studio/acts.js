// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// form[data-act]: sent over the socket, or by HTTP when there is none, under the id in the form. What is not
// acknowledged goes out again under the same id when the connection is back: it is done once.
// data-clears: emptied when it was done.
import { newId } from "../live/unsent.js";
import { toast, word } from "../toast.js";

const OWN = new Set(["csrfmiddlewaretoken", "id", "act"]);

export class Acts {
  constructor(root, { send, onDone, onIncomplete }) {
    this.root = root;
    this.send = send;
    this.onDone = onDone;
    this.onIncomplete = onIncomplete;
    this.waiting = new Map();
    root.addEventListener("submit", (event) => this.submit(event));
  }

  submit(event) {
    const form = event.target.closest("form[data-act]");
    if (!form) return;
    event.preventDefault();
    const { id } = form.elements;
    if (this.waiting.has(id.value)) return;
    tell(form, "");
    event.submitter?.setAttribute("aria-disabled", "true");
    const data = new FormData(form);
    this.waiting.set(id.value, { form, data });
    this.start(id.value);
  }

  start(id) {
    const { data } = this.waiting.get(id);
    const fields = Object.fromEntries([...data].filter(([name]) => !OWN.has(name)));
    if (!this.send({ id, act: data.get("act"), fields })) this.post(id, data);
  }

  async post(id, data) {
    const { form } = this.waiting.get(id);
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (said.error) this.refused(id, said.error);
      else this.done(id);
    } catch { /* no connection at all: sendAgain does it */ }
  }

  sendAgain() {
    for (const id of this.waiting.keys()) this.start(id);
  }

  done(id) {
    const form = this.settle(id);
    if (!form) return;
    if ("clears" in form.dataset) {
      form.reset();
      form.elements.text.focus();
    }
    form.dispatchEvent(new CustomEvent("acted", { bubbles: true }));
    this.onDone();
  }

  refused(id, { code, message }) {
    const data = this.waiting.get(id)?.data;
    const form = this.settle(id);
    if (!form) return;
    if (form.isConnected && code === "incomplete") this.onIncomplete(form, data, () => tell(form, message));
    else if (form.isConnected) tell(form, message);
    else toast(message || word("failed", this.root), { kind: "error" });
    this.onDone();
  }

  settle(id) {
    const form = this.waiting.get(id)?.form;
    this.waiting.delete(id);
    if (!form) return null;
    // The next press is another act.
    form.elements.id.value = newId();
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
    return form;
  }
}

function tell(form, message) {
  let box = form.querySelector("[data-refused]");
  if (!box && !message) return;
  if (!box) {
    box = document.createElement("p");
    box.className = "field-error studio-refused";
    box.setAttribute("role", "alert");
    box.dataset.refused = "";
    form.prepend(box);
  }
  box.hidden = !message;
  box.textContent = message;
}
