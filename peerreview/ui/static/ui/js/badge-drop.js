// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-badge-drop on the form that checks badges: a file may be dropped anywhere on the page; what is
// too large is not sent, and the remark in its template data-too-large appears at the field. Word: chosen.
import { announce, word } from "./toast.js";

const form = document.querySelector("[data-badge-drop]");
const zone = form.querySelector("[data-dropzone]");
const input = form.querySelector("input[type=file]");
const words = form.querySelector("[data-dropzone-words]");
const remark = form.querySelector("template[data-too-large]").content.firstElementChild;
const limit = Number(form.dataset.limit);
const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== remark.id);

function isTooLarge() {
  return input.files.length > 0 && input.files[0].size > limit;
}

/** Say at the field what is wrong with the chosen file, or take back what was said of another. */
function judge() {
  form.querySelector(`#${remark.id}`)?.remove();
  const isWrong = isTooLarge();
  const ids = isWrong ? [...described, remark.id] : described;
  input.setAttribute("aria-invalid", String(isWrong));
  input.setAttribute("aria-describedby", ids.join(" "));
  if (isWrong) input.before(remark.cloneNode(true));
}

function choose() {
  judge();
  if (!input.files.length) return;
  words.textContent = `${word("chosen", form)} ${input.files[0].name}`;
  announce(isTooLarge() ? remark.textContent : words.textContent);
}

input.addEventListener("change", choose);
form.addEventListener("submit", (event) => {
  if (!isTooLarge()) return;
  event.preventDefault();
  input.focus();
});

document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  zone.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) zone.classList.remove("is-over");
});
document.addEventListener("drop", (event) => {
  zone.classList.remove("is-over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  choose();
  form.requestSubmit();
});
