// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// While everybody rates alone nobody comments: data-hushed says so. What is typed stays, and can be sent later.

export function hush(root) {
  const isHushed = Boolean(root.querySelector("[data-hushed]"));
  for (const field of root.querySelectorAll("[data-talk]")) {
    if (field.tagName === "TEXTAREA") field.readOnly = isHushed;
    else field.disabled = isHushed;
    field.form.querySelector("button").disabled = isHushed;
  }
}
