// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-live-submission, data-live-board or data-live-desk="<uuid>" on the part of a page that shows its
// state: fetched again with ?fragment=1 whenever the room has news, and put in place without moving
// the reader. data-live-count="done" inside shows a count at once.
// data-live-spread="<ms>": so many readers have this page open that they fetch it one after another.
// data-live-every="<seconds>": also what only time changes is fetched. [data-live-state] says quietly
// whether the page changes by itself.
import { announce, toast, word } from "../toast.js";
import { showAway } from "./away.js";
import { showNotice } from "./notice.js";
import { openRoom } from "./socket.js";

const GATHER = 250;
const POLL = 5000;
// Drafts are told of at most every two seconds, by a message that comes first: fetch after the last.
const AFTER_DRAFTS = 2300;
const ALONE = new Set(["assignment-made", "review-started", "review-submitted", "assignment-ended"]);
const ROOMS = {
  submission: (uuid) => `/ws/submissions/${uuid}/`,
  board: (uuid) => `/ws/activities/${uuid}/`,
  desk: (uuid) => `/ws/activities/${uuid}/desk/`,
};
const TOLD = new Set(["review-submitted", "outcome-computed", "member-joined", "submission-made"]);

export class LiveFragment {
  constructor(element) {
    const { liveSubmission, liveBoard, liveDesk, liveSpread, liveEvery } = element.dataset;
    this.kind = liveSubmission ? "submission" : liveDesk ? "desk" : "board";
    const uuid = liveSubmission ?? liveDesk ?? liveBoard;
    this.selector = `[data-live-${this.kind}="${uuid}"]`;
    this.spread = Number(liveSpread ?? 0);
    this.version = null;
    this.soonAt = Infinity;
    this.lastAt = 0;
    this.words = new Set();
    this.isCutOff = false; // from the other servers, as `link` says; it may come before the snapshot
    this.room = openRoom(ROOMS[this.kind](uuid), {
      onMessage: (message, isOld) => this.hear(message, isOld),
      onUp: () => this.poll(this.isCutOff),
      onDown: () => {
        this.isCutOff = false; // the next server says for itself
        this.poll(true);
      },
    });
    if (liveEvery) this.everySoOften(Number(liveEvery) * 1000);
  }

  get element() { return document.querySelector(this.selector); }

  hear(message, isOld) {
    if (message.type === "notice") showNotice(message);
    if (message.type === "link") {
      this.isCutOff = !message.is_up;
      this.poll(this.isCutOff);
    }
    if (message.type === "snapshot") this.news(message.version, message.state.counts);
    if (message.type === "news") {
      this.words.add(message.kind);
      if (!isOld) this.news(message.version, message.counts, this.patienceFor(message.kind));
    }
  }

  /** The first snapshot may be of a moment after the page was made; so look then too. */
  news(version, counts, patience = this.patienceFor("")) {
    if (version && version === this.version) return;
    this.version = version;
    for (const [name, count] of Object.entries(counts)) {
      for (const box of this.element?.querySelectorAll(`[data-live-count="${name}"]`) ?? []) box.textContent = count;
    }
    this.fetchIn(patience);
    if (patience === AFTER_DRAFTS) this.lastAt = Date.now() + patience;
  }

  /** How long to wait: news of one author's work concern nobody else; all other wakes many at once. */
  patienceFor(kind) {
    if (kind === "drafts-changed") return AFTER_DRAFTS;
    if (this.kind === "submission") return ALONE.has(kind) || !kind ? GATHER : GATHER + Math.random() * POLL;
    return GATHER + Math.random() * this.spread;
  }

  /** One fetch for all that comes until then; what is planned already is not put off. */
  fetchIn(patience) {
    const at = Date.now() + patience;
    if (this.soonAt <= at) return;
    clearTimeout(this.soon);
    this.soonAt = at;
    this.soon = setTimeout(() => this.fetchAsPlanned(), patience);
  }

  /** Of drafts more may have come since the message: then once more when the last of them is in. */
  async fetchAsPlanned() {
    this.soonAt = Infinity;
    const left = this.lastAt - Date.now();
    if (left > 0) this.fetchIn(left);
    await this.fetch();
  }

  everySoOften(every) {
    const next = () => setTimeout(() => {
      if (!document.hidden) this.fetchIn(GATHER + Math.random() * this.spread);
      next();
    }, every * (0.9 + 0.2 * Math.random()));
    next();
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
      this.fetchIn(POLL);
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
    clearInterval(this.polling);
    const every = (POLL + this.spread) * (0.75 + Math.random() / 2);
    this.polling = isNeeded ? setInterval(() => this.fetch(), every) : undefined;
    if (!sayState(!isNeeded)) showAway(this, isNeeded);
  }
}

/** Where the page has a place to say it; whether it has. */
function sayState(isUp) {
  const box = document.querySelector("[data-live-state]");
  if (!box) return false;
  const words = box.querySelector("[data-live-words]");
  box.hidden = false;
  box.toggleAttribute("data-is-down", !isUp);
  const said = isUp ? words.dataset.wordUp : words.dataset.wordDown;
  if (words.textContent !== said) words.textContent = said;
  return true;
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
