// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-editor on the draft form: it saves itself, adds and moves parts without leaving the page, and
// never drops typed text. One request at a time, so that each goes out with the newest revision.
import { scan } from "./app.js";
import { Autosave } from "./editor-autosave.js";
import { attachDrop, progressOf, tooLarge } from "./editor-files.js";
import { post } from "./editor-request.js";
import * as markdown from "./markdown.js";
import { announce, toast, word } from "./toast.js";

let queue = Promise.resolve();

function inTurn(work) {
  queue = queue.then(work, work);
  return queue;
}

function begin(form) {
  const autosave = new Autosave(form, inTurn);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "overwrite") return void autosave.overwrite();
    if (!button || !button.hasAttribute("formaction")) return void autosave.save();
    if (button.hasAttribute("data-add-files") && tooLarge(form)) return;
    if (form.dataset.busy) return;
    act(form, button, autosave);
  });
  form.addEventListener("click", (event) => clicked(event, form, autosave));
  form.addEventListener("keydown", (event) => entered(event, form));
  attachDrop(form);
  autosave.offerKept();
  refresh(form);
}

// Enter in a field of the link adder adds the link; elsewhere it saves.
function entered(event, form) {
  if (event.key !== "Enter" || !event.target.closest(".editor-adder input")) return;
  event.preventDefault();
  form.requestSubmit(event.target.closest(".editor-adder").querySelector("button"));
}

function clicked(event, form, autosave) {
  const kept = event.target.closest("button[name=kept]");
  if (kept) autosave.answerKept(kept.value);
  if (event.target.closest("[data-take-stored]")) autosave.keepAside();
  const adder = event.target.closest("[data-adder] > summary")?.parentElement;
  // Opened by hand only: a box that comes back open with an error leaves the focus to the summary of errors.
  if (adder && !adder.open) adder.addEventListener("toggle", () => form.elements.new_url.focus(), { once: true });
}

async function act(form, button, autosave) {
  form.dataset.busy = "yes";
  button.classList.add("is-busy");
  const focus = button.dataset.focus;
  await inTurn(async () => {
    const sent = autosave.values();
    const answer = await post(button.formAction, new FormData(form, button), { onProgress: progressOf(form, button) });
    if (answer.form) replace(form, answer.form, sent, focus, autosave);
    else autosave.failed(answer);
  });
  delete form.dataset.busy;
  button.classList.remove("is-busy");
}

/** Put the server's form in place of ours; what was typed while it was away stays. */
function replace(form, fresh, sent, focus, autosave) {
  const typedSince = Object.entries(autosave.values()).filter(([name, value]) => sent[name] !== value);
  const scroll = scrollY;
  form.replaceChildren(...fresh.childNodes);
  for (const [name, value] of typedSince) if (form.elements[name]) form.elements[name].value = value;
  scrollTo({ top: scroll, behavior: "instant" });
  const hasErrors = Boolean(form.querySelector("[data-error-summary]"));
  autosave.replaced({ hasErrors, isDirty: typedSince.length > 0 });
  refresh(form);
  if (!hasErrors) moveFocus(form, focus);
}

function moveFocus(form, focus) {
  const parts = form.querySelectorAll(".editor-part");
  const target = focus === "last" ? parts[parts.length - 1] : focus ? document.getElementById(focus) : form.querySelector(".editor-parts");
  if (!target) return;
  const field = focus === "last" ? target.querySelector("textarea, input") : null;
  (field ?? target).focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", behavior: "smooth" });
  if (focus === "last") announce(word("added", form));
}

function refresh(form) {
  scan(form);
  attachDrop(form);
  markdown.attachAll(form, form.dataset.previewUrl);
}

// A form elsewhere on the page that needs the newest text: it waits for the save.
document.addEventListener("submit", async (event) => {
  const form = document.getElementById(event.target.dataset.savesFirst ?? "");
  if (!form?.autosave || event.target.dataset.saved) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await form.autosave.save())) return void toast(word("failed", form), { kind: "error" });
  event.target.dataset.saved = "yes";
  event.target.requestSubmit(event.submitter);
  delete event.target.dataset.saved;
}, { capture: true });

document.querySelectorAll("form[data-editor]").forEach(begin);
