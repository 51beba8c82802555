// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-badge-builder around a form and its preview: the picture follows the form, and the levels to
// choose from carry the names the chosen activity's rubric gives them.
const builder = document.querySelector("[data-badge-builder]");
const form = builder.querySelector("form");
const picture = builder.querySelector("[data-preview-picture]");
const levels = JSON.parse(document.getElementById("levels-by-activity").textContent);
const plain = [...form.elements.level.options].map((option) => option.cloneNode(true));

function draw() {
  const { shape, icon, colour } = form.elements;
  const template = builder.querySelector(`template[data-shape="${CSS.escape(shape.value)}"]`);
  const symbol = builder.querySelector(`template[data-icon="${CSS.escape(icon.value)}"]`);
  if (!template || !symbol) return;
  const medallion = template.content.firstElementChild.cloneNode(true);
  medallion.setAttribute("class", `medallion medallion-large medallion-${colour.value}`);
  medallion.querySelector(".medallion-icon").replaceChildren(symbol.content.cloneNode(true));
  picture.replaceChildren(medallion);
}

function write(name) {
  const shown = builder.querySelector(`[data-preview-${name}]`);
  shown.textContent = form.elements[name].value.trim() || shown.dataset.empty;
}

function nameLevels() {
  const { level, activity } = form.elements;
  const chosen = level.value;
  const names = levels[activity.value];
  const options = names ? names.map((name, value) => new Option(name, value)) : plain;
  level.replaceChildren(...options.map((option) => option.cloneNode(true)));
  level.value = chosen;
  if (level.selectedIndex < 0) level.selectedIndex = level.options.length - 1;
}

form.addEventListener("input", ({ target }) => {
  if (["shape", "colour", "icon"].includes(target.name)) draw();
  if (["name", "description"].includes(target.name)) write(target.name);
  if (target.name === "activity") nameLevels();
});
nameLevels();
draw();
