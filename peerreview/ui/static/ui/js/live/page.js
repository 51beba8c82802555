// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Joins the one room that this page belongs to; every room also brings what is for this person alone.
import "./bell.js";
import { sayHere } from "./here.js";
import { LiveFragment } from "./live-fragment.js";
import { showNotice } from "./notice.js";
import { openRoom } from "./socket.js";

const live = document.querySelector("[data-live-submission], [data-live-board], [data-live-desk]");
sayHere();
if (live) new LiveFragment(live);
else if (!document.querySelector(":is([data-review-desk], [data-studio])[data-socket]")) {
  openRoom("/ws/me/", { onMessage: (message) => { if (message.type === "notice") showNotice(message); } });
}
