// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-badge-designer around a draft's form and its preview: the picture is drawn by the server from
// the parts as they are chosen; what cannot be written in it is said at once.
const WAIT = 300;
const PARTS = ["shape", "colour", "icon", "text"];
const designer = document.querySelector("[data-badge-designer]");
const form = designer.querySelector("form");
const picture = designer.querySelector("[data-designer-picture]");
const fault = designer.querySelector("[data-designer-fault]");
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
  fault.hidden = answer.status !== 422;
  fault.textContent = fault.hidden ? "" : await answer.text();
  if (answer.ok) picture.src = address;
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
