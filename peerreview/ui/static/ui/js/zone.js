// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-zone-hint="<id of a select of time zones>": where UTC is chosen and the device has another
// zone, offers that one; nothing changes unless the button is pressed.
// data-legacy-zones: JSON of old name to present name, as browsers report some old ones.
import { word } from "./toast.js";

export const selector = "[data-zone-hint]";

function zoneOfDevice(hint) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return JSON.parse(hint.dataset.legacyZones)[zone] ?? zone;
}

export function attach(hint) {
  const select = document.getElementById(hint.dataset.zoneHint);
  const zone = zoneOfDevice(hint);
  const isListed = [...select.options].some((option) => option.value === zone);
  if (select.value !== "UTC" || zone === "UTC" || !isListed) return;
  const words = hint.querySelector("[data-zone-words]");
  const button = hint.querySelector("button");
  words.textContent = word("words", words).replace("{zone}", zone);
  button.querySelector("span").textContent = word("use", words).replace("{zone}", zone);
  button.addEventListener("click", () => {
    select.value = zone;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.focus();
    hint.hidden = true;
  });
  hint.hidden = false;
}
