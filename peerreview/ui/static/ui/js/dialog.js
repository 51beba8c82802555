// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-dialog on <dialog>; data-dialog-open="<id>" opens it, data-dialog-close inside closes it.
// The browser keeps focus inside and gives it back to the opener.
export const selector = "[data-dialog-open], [data-dialog]";

export function attach(element) {
  if (element.dataset.dialogOpen) {
    element.addEventListener("click", () => document.getElementById(element.dataset.dialogOpen)?.showModal());
    return;
  }
  element.addEventListener("click", (event) => {
    const isBackdrop = event.target === element;
    if (isBackdrop || event.target.closest("[data-dialog-close]")) element.close();
  });
}
