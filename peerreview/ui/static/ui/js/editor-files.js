// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Files for the draft: chosen or dropped, told at once when too large, with progress while they travel.
import { toast, word } from "./toast.js";

/** Whether a chosen file is over the limit; says which one. */
export function tooLarge(form) {
  const limit = Number(form.dataset.maxBytes);
  const large = [...form.elements.files.files].find((file) => file.size > limit);
  if (large) toast(word("large", form).replace("{name}", large.name), { kind: "error" });
  return Boolean(large);
}

/** A listener of upload progress that fills the bar, or undefined when no files are sent. */
export function progressOf(form, button) {
  if (!button.hasAttribute("data-add-files")) return undefined;
  const box = form.querySelector("[data-progress]");
  const words = box.querySelector("[data-progress-words]");
  box.hidden = false;
  return (event) => {
    const percent = Math.round((100 * event.loaded) / (event.total || 1));
    box.querySelector("progress").value = percent;
    words.textContent = percent < 100 ? word("uploading", form).replace("{percent}", percent) : word("checking", form);
  };
}

/** Choosing or dropping files adds them without another press. */
export function attachDrop(form) {
  const zone = form.querySelector("[data-drop]");
  const input = form.elements.files;
  if (!zone || zone.dataset.attached) return;
  zone.dataset.attached = "yes";
  const button = form.querySelector("[data-add-files]");
  button.classList.add("visually-hidden");
  button.tabIndex = -1;
  const send = () => { if (input.files.length) form.requestSubmit(button); };
  input.addEventListener("change", send);
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragover");
      if (name !== "drop") return;
      input.files = event.dataTransfer.files;
      send();
    });
  }
}
