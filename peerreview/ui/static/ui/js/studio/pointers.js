// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Everybody's pointers on the work, and following the presenter. A place is a fraction of a part's width and
// height (of the shown page of a PDF), so it means the same on every screen. Nothing of it is stored.
import { announce, word } from "../toast.js";

const EVERY = 150;
const FADES = 6000;
const STEP = 0.03;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

export class Pointers {
  constructor(root, send) {
    this.root = root;
    this.send = send;
    this.work = root.querySelector("[data-studio-work]");
    this.stage = root.querySelector("[data-stage]");
    this.layer = root.querySelector("[data-pointers]");
    this.shown = new Map();
    this.isFollowing = true;
    this.own = null;
    this.listen();
    this.look();
  }

  listen() {
    const point = this.root.querySelector("[data-point]");
    point.addEventListener("click", () => this.setPointing(point, point.getAttribute("aria-pressed") !== "true"));
    point.addEventListener("keydown", (event) => this.step(event));
    this.stage.addEventListener("pointermove", (event) => { if (this.isPointing) this.tell(placeOf(event)); });
    this.stage.addEventListener("click", (event) => this.choose(event), true);
    const follow = this.root.querySelector("[data-follow]");
    follow.addEventListener("click", () => this.setFollowing(!this.isFollowing));
    for (const kind of ["wheel", "touchmove"]) this.work.addEventListener(kind, () => this.setFollowing(false), { passive: true });
    for (const scroller of [this.work, window]) scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.root.addEventListener("click", (event) => this.showPlace(event));
  }

  /** Who presents may have changed with the page; and who has just come has not seen where they look. */
  look() {
    const here = this.root.querySelectorAll(".studio-seat:not([data-away])").length;
    if (here > this.here && this.own && this.presenter === this.root.dataset.seat) this.tell(this.own);
    this.here = here;
    const presenter = this.root.querySelector("[data-presenter]")?.dataset.presenter ?? "";
    if (presenter !== this.presenter) this.isFollowing = true;
    this.presenter = presenter;
    const follow = this.root.querySelector("[data-follow]");
    follow.hidden = !presenter || presenter === this.root.dataset.seat;
    follow.setAttribute("aria-pressed", this.isFollowing);
    const name = this.seat(presenter)?.dataset.seatName ?? "";
    follow.querySelector("[data-follow-words]").textContent = word("follow", this.root).replace("{name}", name);
  }

  seat(uuid) { return this.root.querySelector(`[data-seat-uuid="${CSS.escape(uuid)}"]`); }

  setPointing(button, isOn) {
    this.isPointing = isOn;
    button.setAttribute("aria-pressed", isOn);
    this.stage.toggleAttribute("data-pointing", isOn);
  }

  setFollowing(isOn) {
    if (this.isFollowing === isOn) return;
    this.isFollowing = isOn;
    this.look();
  }

  // By keyboard: the arrow keys move the pointer while the button has the focus.
  step(event) {
    const move = ARROWS[event.key];
    const part = this.stage.querySelector(".artifact-part");
    if (!move || !this.isPointing || !part) return;
    event.preventDefault();
    const from = this.own ?? { part: part.id.slice(5), x: 0.5, y: 0.5, page: 0 };
    this.tell({ ...from, x: within(from.x + move[0]), y: within(from.y + move[1]) });
    this.put(this.root.dataset.seat, this.own);
  }

  tell(place) {
    if (!place) return;
    this.own = place;
    clearTimeout(this.later);
    const wait = (this.sentAt ?? 0) + EVERY - Date.now();
    this.later = setTimeout(() => { this.sentAt = Date.now(); this.send(place); }, Math.max(0, wait));
  }

  /** Clicking while pointing says what the next comment is about. */
  choose(event) {
    const place = this.isPointing && placeOf(event);
    const form = this.root.querySelector(".studio-say");
    if (!place) return;
    event.preventDefault();
    if (form.elements.text.readOnly) return;
    for (const name of ["part", "x", "y", "page"]) form.elements[name].value = place[name];
    announce(word("place", this.root));
    form.elements.text.focus();
  }

  scrolled() {
    if (this.presenter !== this.root.dataset.seat) return;
    const scroller = this.scroller();
    const most = scroller.scrollHeight - scroller.clientHeight;
    if (most > 0) this.tell({ part: "", x: 0, y: within(scroller.scrollTop / most), page: 0 });
  }

  scroller() {
    return this.work.scrollHeight > this.work.clientHeight + 4 && getComputedStyle(this.work).overflowY !== "visible"
      ? this.work : document.scrollingElement;
  }

  show({ seat, part, x, y, page }) {
    if (seat === this.root.dataset.seat) return;
    const place = { part, x, y, page };
    const isLed = this.isFollowing && seat === this.presenter;
    if (!part) {
      const scroller = this.scroller();
      if (isLed) scroller.scrollTo({ top: y * (scroller.scrollHeight - scroller.clientHeight) });
      return;
    }
    if (isLed && page) turnTo(this.stage, place);
    this.put(seat, place);
    if (isLed) this.keepInSight(seat);
  }

  put(seat, place) {
    const at = pixelOf(this.stage, place);
    if (!at) return;
    let mark = this.shown.get(seat)?.mark;
    if (!mark) {
      mark = arrow(this.seat(seat));
      this.layer.append(mark);
    }
    clearTimeout(this.shown.get(seat)?.ending);
    mark.style.transform = `translate(${at.x}px, ${at.y}px)`;
    const ending = setTimeout(() => { mark.remove(); this.shown.delete(seat); }, FADES);
    this.shown.set(seat, { mark, ending });
  }

  keepInSight(seat) {
    const { top, bottom } = this.shown.get(seat)?.mark.getBoundingClientRect() ?? {};
    if (top < 60 || bottom > innerHeight - 60) this.scroller().scrollBy({ top: top - innerHeight / 2 });
  }

  showPlace(event) {
    const remark = event.target.closest("[data-show-place]")?.closest("[data-place]");
    if (!remark) return;
    event.preventDefault();
    const { part, x, y, page } = remark.dataset;
    document.getElementById(`part-${part}`)?.scrollIntoView({ block: "center" });
    turnTo(this.stage, { part, page: Number(page) });
    const at = pixelOf(this.stage, { part, x: Number(x), y: Number(y), page: 0 });
    if (!at) return;
    const mark = document.createElement("span");
    mark.className = `studio-mark ${[...remark.classList].find((name) => name.startsWith("seat-")) ?? ""}`;
    mark.dataset.lit = "";
    mark.style.transform = `translate(${at.x}px, ${at.y}px)`;
    this.layer.append(mark);
    setTimeout(() => mark.remove(), FADES);
  }
}

function within(value) { return Math.round(Math.min(1, Math.max(0, value)) * 10000) / 10000; }

/** What a place is measured against: a picture, the shown page of a PDF, or the part itself. */
function frameOf(part) { return part.querySelector("img, .pdf-sheet") ?? part; }

function placeOf(event) {
  const part = event.target.closest(".artifact-part");
  if (!part) return null;
  const box = frameOf(part).getBoundingClientRect();
  if (!box.width || !box.height) return null;
  return {
    part: part.id.slice(5),
    x: within((event.clientX - box.left) / box.width),
    y: within((event.clientY - box.top) / box.height),
    page: Number(part.querySelector("[data-pdf]")?.dataset.pdfPage ?? 0),
  };
}

function pixelOf(stage, { part, x, y, page }) {
  const element = document.getElementById(`part-${part}`);
  if (!element) return null;
  const shownPage = Number(element.querySelector("[data-pdf]")?.dataset.pdfPage ?? 0);
  if (page && shownPage && page !== shownPage) return null;
  const box = frameOf(element).getBoundingClientRect();
  const from = stage.getBoundingClientRect();
  return { x: box.left - from.left + x * box.width, y: box.top - from.top + y * box.height };
}

function turnTo(stage, { part, page }) {
  const pdf = page && document.getElementById(`part-${part}`)?.querySelector("[data-pdf]");
  if (pdf && Number(pdf.dataset.pdfPage) !== page) pdf.dispatchEvent(new CustomEvent("pdf:go", { detail: page }));
}

function arrow(seat) {
  const mark = document.createElement("div");
  mark.className = `studio-pointer seat-${seat?.dataset.seatNumber ?? 1}`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M1 1l6.5 17 2.8-7.2L17.5 8z");
  svg.append(path);
  const name = document.createElement("span");
  name.textContent = seat?.dataset.seatName ?? "";
  mark.append(svg, name);
  return mark;
}
