// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Handing in asks once more and says what is missing; it waits until everything typed is saved.
import { announce, word } from "../toast.js";
import { radiosOf } from "./desk-fields.js";

export function attachHandIn(desk) {
  const { root, form, fields, sync } = desk;
  const dialog = document.getElementById("hand-in");
  const list = dialog.querySelector("[data-missing]");
  const final = dialog.querySelector("[data-hand-in-now]");

  function ask() {
    const gaps = fields.asked.flatMap((criterion) => fields.gapsIn(criterion).map((gap) => asItem(criterion, gap)));
    list.replaceChildren(...gaps);
    dialog.querySelector("[data-when-missing]").hidden = gaps.length === 0;
    dialog.querySelector("[data-when-complete]").hidden = gaps.length > 0;
    dialog.querySelector("[data-when-silent]").hidden = !fields.isWordless;
    final.hidden = gaps.length > 0;
    sync.flush();
    dialog.showModal();
    (list.querySelector("a") ?? final).focus();
  }

  function asItem(criterion, gap) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${criterion.id}`;
    link.textContent = `${criterion.dataset.title}: ${reasonOf(criterion, gap)}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
      criterion.scrollIntoView({ block: "start" });
      (gap === "level" ? radiosOf(criterion)[0] : criterion.querySelector("textarea")).focus();
    });
    item.append(link);
    return item;
  }

  function reasonOf(criterion, gap) {
    if (gap === "level") return word("needs-level", root);
    const least = Number(criterion.dataset.commentMin);
    return word(least > 1 ? "needs-longer" : "needs-comment", root).replace("{least}", least);
  }

  async function handIn() {
    final.setAttribute("aria-disabled", "true");
    final.classList.add("is-busy");
    const until = Date.now() + 8000;
    while (sync.state === "saving" && Date.now() < until) await new Promise((done) => { setTimeout(done, 100); });
    if (sync.state === "saved") { form.requestSubmit(final); return; }
    final.classList.remove("is-busy");
    final.removeAttribute("aria-disabled");
    const why = dialog.querySelector("[data-not-yet]");
    why.textContent = word("not-yet", root);
    announce(why.textContent);
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter === final && sync.state === "saved") return;
    event.preventDefault();
    if (event.submitter === final) handIn();
    else ask();
  });
  root.addEventListener("desk:hand-in", ask);
  dialog.addEventListener("close", () => { dialog.querySelector("[data-not-yet]").textContent = ""; });
}
