// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The desk's form without saving as one types: a preview, or a review that is amended as a whole.
import { DeskFields } from "./desk-fields.js";
import { attachHints } from "./desk-hints.js";
import { showProgress } from "./desk-progress.js";
import { attachPrompts } from "./desk-prompts.js";
import { attachSplit } from "./split.js";

const root = document.querySelector("[data-still-desk]");
const fields = new DeskFields(root.querySelector("[data-desk-form]"));
attachSplit(root);
attachPrompts(root, fields);
attachHints(root, fields);
fields.form.addEventListener("input", () => showProgress(root, fields));
if (fields.form.method === "get") fields.form.addEventListener("submit", (event) => event.preventDefault());
showProgress(root, fields);
