// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Puts the parts of the page marked data-region anew, without taking what somebody types or has open.
// One with data-key is put anew only when its key changes: a ballot half filled in stays.

/** Replace the regions of `root` by those of the same name in `fresh`, a document. */
export function swap(root, fresh) {
  // Parsed without a script, these would be more than text.
  fresh.querySelectorAll("noscript").forEach((each) => each.remove());
  for (const stale of root.querySelectorAll("[data-region]")) {
    const other = fresh.querySelector(`[data-region="${stale.dataset.region}"]`);
    if (other && isNews(stale, other)) replace(stale, other);
  }
}

/** Replace one region whatever is in it. */
export function put(root, fresh, name) {
  replace(root.querySelector(`[data-region="${name}"]`), fresh);
}

function isNews(stale, fresh) {
  if (stale.querySelector("dialog[open]")) return false;
  if (stale.dataset.key !== undefined) return stale.dataset.key !== fresh.dataset.key;
  return !isTyping(stale) && plain(stale) !== plain(fresh);
}

function isTyping(element) {
  const focused = document.activeElement;
  return element.contains(focused) && focused.matches("textarea, select, input");
}

// Ids and tokens of forms are new each time and change nothing to see.
function plain(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("input[name=id], input[name=csrfmiddlewaretoken], [data-refused], [data-timer], noscript").forEach((each) => each.remove());
  copy.querySelectorAll("details").forEach((each) => each.removeAttribute("open"));
  const timer = element.querySelector("[data-timer]")?.dataset.endsAt ?? "";
  return timer + copy.innerHTML.replace(/\s+/g, " ");
}

function replace(stale, fresh) {
  const hadFocus = stale.contains(document.activeElement);
  const pressed = hadFocus && stale.dataset.key === undefined && pressedIn(document.activeElement.form);
  const open = [...stale.querySelectorAll("details")].map((each) => each.open);
  for (const { name, value } of fresh.attributes) stale.setAttribute(name, value);
  stale.replaceChildren(...document.adoptNode(fresh).childNodes);
  const details = [...stale.querySelectorAll("details")];
  if (details.length === open.length) details.forEach((each, index) => { each.open = open[index]; });
  stale.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: stale } }));
  // Whoever pressed a button that is gone goes on at what is to be done now.
  if (!hadFocus) return;
  const again = pressed && [...stale.querySelectorAll("form")].find((form) => pressedIn(form) === pressed);
  if (again) again.querySelector("button")?.focus({ preventScroll: true });
  else document.getElementById("now-title")?.focus();
}

function pressedIn(form) {
  return form && `${form.elements.act?.value} ${form.elements.item?.value}`;
}
