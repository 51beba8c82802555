// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-copy around a <code> and a button with data-copy-button; words: done, failed.
import { toast, word } from "./toast.js";

export const selector = "[data-copy]";

export function attach(box) {
  const text = box.querySelector("code");
  box.querySelector("[data-copy-button]").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      toast(word("done", box));
    } catch {
      getSelection().selectAllChildren(text);
      toast(word("failed", box), { kind: "error" });
    }
  });
}
