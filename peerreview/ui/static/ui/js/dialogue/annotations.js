// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// A page where comments are read: their marks on the work.
import { Marks, readMarks } from "./marks.js";

const box = document.querySelector("[data-annotations]");
if (box) new Marks(box).draw(readMarks(box));
