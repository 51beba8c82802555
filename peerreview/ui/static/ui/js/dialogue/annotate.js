// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Writing comments at places: what is selected, drawn or heard fills the form, which saves itself over
// HTTP. All of it can be done with the form alone.
import { announce, toast, word } from "../toast.js";
import { drawOn } from "./drawing.js";
import { Marks, overCanvas, readMarks, stageOf } from "./marks.js";
import { attachRecorder, clock } from "./recorder.js";
import { selectedWords } from "./text.js";

const PLACE = ["quote", "prefix", "suffix", "near", "page", "x", "y", "width", "height", "start", "end"];

/** Shows the fields that fit the chosen part. */
function fitFields(form) {
  const part = document.getElementById(`part-${form.elements.part.value}`);
  const kind = part ? [...part.classList].find((name) => name.startsWith("artifact-") && name !== "artifact-part")?.slice(9) : "";
  form.querySelectorAll("[data-kinds]").forEach((box) => { box.hidden = !box.dataset.kinds.split(" ").includes(kind); });
}

class Annotator {
  constructor(box) {
    this.box = box;
    this.sheet = box.querySelector("[data-place-sheet]");
    this.form = box.querySelector("[data-place-form]");
    this.list = box.querySelector("[data-place-comments]");
    this.marks = new Marks(box);
    this.marks.draw(readMarks(box));
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    box.querySelector("[data-place-cancel]").addEventListener("click", () => this.close());
    box.addEventListener("submit", (event) => { if (event.target.matches("[data-remove-comment]")) this.remove(event); });
    this.offerWords();
    document.querySelectorAll(".artifact-image").forEach((part) => this.offerPicture(part));
    document.querySelectorAll(".artifact-pdf").forEach((part) => this.offerPage(part));
    document.querySelectorAll(".artifact-audio, .artifact-video").forEach((part) => this.offerMoment(part));
  }

  // --- pointing at a place ----------------------------------------------------------------------
  offerWords() {
    const chip = this.button("comment", "place-chip");
    chip.hidden = true;
    document.body.append(chip);
    let found = null;
    const look = () => {
      found = selectedWords();
      chip.hidden = !found;
      if (!found) return;
      const last = [...found.range.getClientRects()].at(-1);
      if (!last) return;
      chip.style.left = `${Math.max(8, Math.min(last.right, innerWidth - 200))}px`;
      chip.style.top = `${Math.min(last.bottom + 6, innerHeight - 56)}px`;
    };
    document.addEventListener("selectionchange", look);
    addEventListener("scroll", look, { capture: true, passive: true });
    // A press must not take the selection away before the click has read it.
    chip.addEventListener("pointerdown", (event) => event.preventDefault());
    chip.addEventListener("click", () => {
      const { range, part, ...values } = found;
      this.open(part, values, range.startContainer.parentElement);
      range.collapse();
      chip.hidden = true;
    });
  }

  offerPicture(part) {
    const stage = stageOf(part.querySelector("img"));
    this.offer(part.querySelector("figure"), "mark", () => this.draw(stage, part, {}));
  }

  offerPage(part) {
    const pdf = part.querySelector("[data-pdf]");
    this.offer(pdf, "pages", () => {
      const sheet = pdf.querySelector(".pdf-sheet");
      if (sheet) this.draw(overCanvas(sheet), part, { page: pdf.dataset.pdfPage });
    });
  }

  offerMoment(part) {
    const player = part.querySelector("audio, video");
    const button = this.offer(part.querySelector("figure"), "here", () => {
      player.pause();
      this.open(idOf(part), { start: clock(player.currentTime) }, player);
    });
    const label = () => { button.lastChild.textContent = word("here", this.box).replace("{time}", clock(player.currentTime)); };
    player.addEventListener("timeupdate", label);
    label();
  }

  offer(where, name, act) {
    const button = this.button(name, "place-offer");
    button.addEventListener("click", act);
    where.append(button);
    return button;
  }

  button(name, kind) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `button button-secondary button-small ${kind}`;
    button.append(word(name, this.box));
    return button;
  }

  draw(stage, part, values) {
    announce(word("marking", this.box));
    stage.scrollIntoView({ block: "nearest" });
    drawOn(stage, (region) => {
      if (!region) return;
      const [x, y, width, height] = region;
      this.open(idOf(part), { ...values, x, y, width, height }, stage);
    });
  }

  // --- the form ---------------------------------------------------------------------------------
  /** `near` is brought to the top, since the form lies over the lower part of the work. */
  open(part, values, near) {
    const fields = this.form.elements;
    fields.part.value = part;
    for (const name of PLACE) fields[name].value = values[name] ?? "";
    fitFields(this.form);
    this.sheet.open = true;
    near.scrollIntoView({ block: "start" });
    fields.body.focus({ preventScroll: true });
  }

  close() {
    this.form.reset();
    this.form.elements.uuid.value = crypto.randomUUID?.() ?? fallbackId();
    this.form.querySelector("[data-recorder]")?.dispatchEvent(new CustomEvent("recorder:clear"));
    this.form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
    this.complain({});
    fitFields(this.form);
    this.sheet.open = false;
    this.sheet.querySelector("summary").focus();
  }

  /** In this form the desk's keys mean this comment: it is saved, or left when it is empty. */
  pressed(event) {
    const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (!saves && event.key !== "Escape") return;
    event.stopPropagation();
    if (saves) this.save();
    else if (!this.form.elements.body.value.trim() && !this.form.elements.recording.files.length) this.close();
  }

  async save() {
    const data = new FormData(this.form);
    const answer = await this.post(this.form.action, data);
    if (!answer) { this.complain({ __all__: [word("failed", this.box)] }); return; }
    if (answer.errors) { this.complain(answer.errors); return; }
    if (answer.error) { this.complain({ __all__: [answer.error.message] }); return; }
    this.close();
    this.show(answer, "saved");
    document.getElementById(`comment-${data.get("uuid")}`)?.focus();
  }

  async remove(event) {
    event.preventDefault();
    const answer = await this.post(event.target.action, new FormData(event.target));
    if (answer?.html) { this.show(answer, "removed"); this.sheet.querySelector("summary").focus(); }
    else toast(answer?.error?.message ?? word("failed", this.box), { kind: "error" });
  }

  show(answer, news) {
    this.list.innerHTML = answer.html;
    this.marks.draw(answer.marks);
    toast(word(news, this.box));
  }

  complain(errors) {
    for (const old of this.form.querySelectorAll("[data-place-wrong]")) old.remove();
    for (const field of this.form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    const said = Object.entries(errors);
    const general = this.form.querySelector("[data-place-error]");
    general.textContent = said.map(([, messages]) => messages[0]).join(" ");
    general.hidden = !said.length;
    const [first] = said.map(([name]) => this.form.elements[name]).filter((field) => field?.setAttribute);
    for (const [name] of said) this.form.elements[name]?.setAttribute?.("aria-invalid", "true");
    first?.focus();
  }

  async post(url, body) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
      return answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    } catch { return null; }
  }
}

function idOf(part) { return part.id.slice(5); }

function fallbackId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

for (const form of document.querySelectorAll("[data-place-form]")) {
  fitFields(form);
  form.elements.part.addEventListener("change", () => fitFields(form));
  form.querySelectorAll("[data-recorder]").forEach(attachRecorder);
}
const box = document.querySelector("[data-annotations]");
if (box?.querySelector("[data-place-sheet]")) new Annotator(box);
