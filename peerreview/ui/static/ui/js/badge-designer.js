// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-badge-designer around a draft's form and its preview: the picture is drawn by the server from
// the parts as they are chosen; what cannot be written in it is said at once.
const WAIT = 300;
const PARTS = ["shape", "colour", "icon", "text"];
const designer = document.querySelector("[data-badge-designer]");
const form = designer.querySelector("form");
const pictures = designer.querySelectorAll("[data-designer-picture]");
const faults = designer.querySelectorAll("[data-designer-fault]");
let timer;
let asked = "";

async function draw() {
  const parts = new URLSearchParams(PARTS.map((name) => [name, form.elements[name].value]));
  const address = `${designer.dataset.drawing}?${parts}`;
  if (address === asked) return;
  asked = address;
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin" });
  } catch {
    asked = "";
    return;
  }
  if (address !== asked) return;
  const said = answer.status === 422 ? await answer.text() : "";
  faults.forEach((fault) => {
    fault.hidden = !said;
    fault.textContent = said;
  });
  if (answer.ok) pictures.forEach((picture) => picture.setAttribute("src", address));
}

form.addEventListener("input", ({ target }) => {
  if (PARTS.includes(target.name)) {
    clearTimeout(timer);
    timer = setTimeout(draw, WAIT);
  }
  if (["name", "description"].includes(target.name)) {
    designer.querySelector(`[data-designer-${target.name}]`).textContent = target.value.trim();
  }
});
