// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-live-submission="<uuid>" or data-live-board="<uuid>" on the part of a page that shows its
// state: fetched again with ?fragment=1 whenever the room has news, and put in place without moving
// the reader. data-live-count="done" inside shows a count at once.
import { announce, toast, word } from "../toast.js";
import { showAway } from "./away.js";
import { showNotice } from "./notice.js";
import { openRoom } from "./socket.js";

const GATHER = 250;
const POLL = 5000;
const TOLD = new Set(["review-submitted", "outcome-computed", "member-joined", "submission-made"]);

export class LiveFragment {
  constructor(element) {
    const { liveSubmission, liveBoard } = element.dataset;
    this.kind = liveSubmission ? "submission" : "board";
    this.selector = liveSubmission ? `[data-live-submission="${liveSubmission}"]` : `[data-live-board="${liveBoard}"]`;
    this.version = null;
    this.words = new Set();
    this.isCutOff = false; // from the other servers, as `link` says; it may come before the snapshot
    this.room = openRoom(liveSubmission ? `/ws/submissions/${liveSubmission}/` : `/ws/activities/${liveBoard}/`, {
      onMessage: (message) => this.hear(message),
      onUp: () => this.poll(this.isCutOff),
      onDown: () => {
        this.isCutOff = false; // the next server says for itself
        this.poll(true);
      },
    });
  }

  get element() { return document.querySelector(this.selector); }

  hear(message) {
    if (message.type === "notice") showNotice(message);
    if (message.type === "link") {
      this.isCutOff = !message.is_up;
      this.poll(this.isCutOff);
    }
    if (message.type === "snapshot") this.news(message.version, message.state.counts);
    if (message.type === "news") {
      this.words.add(message.kind);
      this.news(message.version, message.counts);
    }
  }

  /** The first snapshot may be of a moment after the page was made; so look then too. */
  news(version, counts) {
    if (version && version === this.version) return;
    this.version = version;
    for (const [name, count] of Object.entries(counts)) {
      for (const box of this.element?.querySelectorAll(`[data-live-count="${name}"]`) ?? []) box.textContent = count;
    }
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.fetch(), GATHER);
  }

  async fetch() {
    const address = new URL(location.href);
    address.searchParams.set("fragment", "1");
    try {
      const answer = await fetch(address, { headers: { "X-Fragment": "1" }, redirect: "error" });
      if (!answer.ok) return;
      this.swap(await answer.text());
    } catch { /* offline: the next snapshot brings us here again */ }
  }

  swap(html) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const fresh = parsed.querySelector(this.selector) ?? parsed.body;
    const stale = this.element;
    if (!stale) return;
    if (isBusy(stale)) {
      // Nobody's typing is taken from under their hands.
      this.soon = setTimeout(() => this.fetch(), POLL);
      return;
    }
    const kinds = [...this.words];
    this.words.clear();
    if (textOf(fresh) !== textOf(stale)) replace(stale, fresh);
    this.tell(kinds, stale);
  }

  tell(kinds, element) {
    const told = kinds.filter((kind) => TOLD.has(kind)).map((kind) => word(kind, element)).filter(Boolean);
    if (!told.length) {
      if (kinds.length) announce(word("updated", element));
      return;
    }
    element.toggleAttribute("data-fresh", true);
    setTimeout(() => element.toggleAttribute("data-fresh", false), 2500);
    toast([...new Set(told)].join(" "));
  }

  poll(isNeeded) {
    showAway(this, isNeeded);
    clearInterval(this.polling);
    this.polling = isNeeded ? setInterval(() => this.fetch(), POLL) : undefined;
  }
}

function textOf(element) { return element.textContent.replace(/\s+/g, " ").trim(); }

function isBusy(element) {
  const focused = document.activeElement;
  const isTyping = element.contains(focused) && focused.matches("textarea, select, input");
  return isTyping || element.querySelector("dialog[open]") !== null;
}

function replace(stale, fresh) {
  const focused = stale.contains(document.activeElement) ? document.activeElement.id : "";
  const open = [...stale.querySelectorAll("details")].map((details) => details.open);
  stale.replaceChildren(...document.adoptNode(fresh).childNodes);
  const details = [...stale.querySelectorAll("details")];
  if (details.length === open.length) details.forEach((each, index) => { each.open = open[index]; });
  window.htmx?.process(stale);
  stale.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: stale } }));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
