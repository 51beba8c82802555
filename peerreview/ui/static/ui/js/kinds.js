// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Keeps presets, the switches of groups and the boxes of single kinds in step. The boxes are what is saved.
const card = document.querySelector("[data-kinds]");
const presets = [...card.querySelectorAll("[name=preset]")];
const boxes = [...card.querySelectorAll("[data-kinds-one]")];
const free = boxes.filter((box) => !box.disabled);

// The server need not compare what was with what is: the boxes say it all.
for (const was of card.querySelectorAll("[data-kinds-was]")) was.disabled = true;

// What was chosen by hand comes back with the last preset.
let own = free.map((box) => box.checked);

card.addEventListener("change", ({ target }) => {
  if (target.name === "preset") {
    fill(target.value);
  } else {
    if (target.dataset.kindsAll) fillGroup(target);
    own = free.map((box) => box.checked);
    showPreset();
  }
  showGroups();
});

function fill(preset) {
  free.forEach((box, index) => {
    box.checked = preset === "own" ? own[index] : isIn(box, preset);
  });
}

function isIn(box, preset) {
  return box.dataset.presets.split(" ").includes(preset);
}

function fillGroup(all) {
  for (const box of ofGroup(all)) box.checked = all.checked;
}

function ofGroup(all) {
  const group = all.closest("[data-kinds-group]");
  return free.filter((box) => group.contains(box) && box.dataset.kindsOne === all.dataset.kindsAll);
}

function showGroups() {
  for (const all of card.querySelectorAll("[data-kinds-all]")) {
    const group = ofGroup(all);
    const on = group.filter((box) => box.checked).length;
    all.checked = on === group.length;
    all.indeterminate = on > 0 && on < group.length;
    const count = all.parentElement.querySelector("[data-kinds-count]");
    const numbers = [on, group.length];
    count.textContent = count.textContent.replace(/\d+/g, () => numbers.shift());
  }
}

function showPreset() {
  const isSo = ({ value }) => value === "own" || boxes.every((box) => box.checked === isIn(box, value));
  presets.find(isSo).checked = true;
}

showGroups();
