// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Draws comments where they belong: words are underlined, places in pictures and pages framed, seconds
// listed under the player. Each mark leads to its comment, each comment to its mark.
import { word } from "../toast.js";
import { textNodes, textOf, wholeText } from "./text.js";

const REGION = /^xywh=percent:([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/;
const TIME = /^t=([\d.]+)/;
const PAGE = /^page=(\d+)$/;

export function readMarks(box) {
  return JSON.parse(box.querySelector("#annotation-marks")?.textContent ?? "[]");
}

export class Marks {
  constructor(box) {
    this.box = box;
    this.marks = [];
    document.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("pdf:drawn", (event) => this.drawPage(event.target));
  }

  draw(marks) {
    this.clear();
    this.marks = marks;
    for (const mark of marks) this.drawOne(mark);
    document.querySelectorAll("[data-pdf]").forEach((pdf) => this.drawPage(pdf));
  }

  clear() {
    document.querySelectorAll(".place-pin, .place-box, .place-times").forEach((element) => element.remove());
    document.querySelectorAll("mark.place-mark").forEach((element) => {
      const parent = element.parentNode;
      element.replaceWith(...element.childNodes);
      parent.normalize();
    });
  }

  drawOne(mark) {
    const part = document.getElementById(`part-${mark.part}`);
    const [selector] = mark.selectors;
    if (!part || !selector) return;
    if (selector.type === "TextQuoteSelector") this.drawWords(mark, part, mark.selectors);
    else if (REGION.test(selector.value)) this.drawRegion(mark, stageOf(part.querySelector("img")), selector.value);
    else if (TIME.test(selector.value)) this.drawTime(mark, part, Number(TIME.exec(selector.value)[1]));
  }

  drawWords(mark, part, [quote, position]) {
    const field = textOf(part);
    if (!field) return;
    const text = wholeText(field);
    const first = [...text].slice(0, position.start).join("").length;
    const last = first + quote.exact.length;
    if (text.slice(first, last) !== quote.exact) return;
    let end = null;
    for (const [node, from] of textNodes(field)) {
      const [start, stop] = [Math.max(first - from, 0), Math.min(last - from, node.length)];
      if (stop <= start || !node.data.slice(start, stop).trim()) continue;
      const inside = start ? node.splitText(start) : node;
      if (stop - start < inside.length) inside.splitText(stop - start);
      const line = document.createElement("mark");
      line.className = "place-mark";
      line.dataset.mark = mark.uuid;
      inside.replaceWith(line);
      line.append(inside);
      end = line;
    }
    end?.after(this.pin(mark));
  }

  drawRegion(mark, stage, value) {
    if (!stage) return;
    const frame = this.pin(mark);
    frame.className = "place-box";
    place(frame, REGION.exec(value).slice(1).map(Number));
    stage.append(frame);
  }

  drawTime(mark, part, seconds) {
    const figure = part.querySelector("figure");
    let list = figure.querySelector(".place-times");
    if (!list) {
      list = document.createElement("p");
      list.className = "place-times";
      figure.append(list);
    }
    const link = this.pin(mark);
    link.className = "place-time";
    link.append(` ${mark.place}`);
    link.dataset.seconds = seconds;
    list.append(link);
  }

  drawPage(pdf) {
    const part = pdf.closest("[id^='part-']");
    const sheet = pdf.querySelector(".pdf-sheet");
    if (!part || !sheet) return;
    sheet.querySelectorAll(".place-box, .place-pin").forEach((element) => element.remove());
    for (const mark of this.marks.filter((each) => `part-${each.part}` === part.id)) {
      const [selector] = mark.selectors;
      if (PAGE.exec(selector?.value ?? "")?.[1] !== pdf.dataset.pdfPage) continue;
      if (selector.refinedBy) this.drawRegion(mark, overCanvas(sheet), selector.refinedBy.value);
      else {
        const pin = this.pin(mark);
        pin.classList.add("place-pin-page");
        overCanvas(sheet).append(pin);
      }
    }
  }

  pin(mark) {
    const link = document.createElement("a");
    link.className = "place-pin";
    link.href = `#comment-${mark.uuid}`;
    link.dataset.mark = mark.uuid;
    link.dataset.pin = "";
    link.setAttribute("aria-label", word("number", this.box).replace("{number}", mark.number));
    const number = document.createElement("span");
    number.textContent = mark.number;
    link.append(number);
    return link;
  }

  clicked(event) {
    const pin = event.target.closest("[data-pin], mark.place-mark");
    const back = event.target.closest("[data-to-mark]");
    if (pin) {
      const comment = document.getElementById(`comment-${pin.dataset.mark}`);
      if (!comment) return;
      event.preventDefault();
      show(comment, pin.dataset.mark);
    } else if (back && this.goTo(back.dataset.toMark)) event.preventDefault();
  }

  goTo(uuid) {
    const mark = this.marks.find((each) => each.uuid === uuid);
    const part = document.getElementById(`part-${mark?.part}`);
    const page = PAGE.exec(mark?.selectors[0]?.value ?? "")?.[1];
    const pdf = part?.querySelector("[data-pdf]");
    if (page && pdf) pdf.dispatchEvent(new CustomEvent("pdf:go", { detail: Number(page) }));
    const target = document.querySelector(`[data-pin][data-mark="${uuid}"]`);
    if (!target) return false;
    show(target, uuid);
    if (target.dataset.seconds) part.querySelector("audio, video").currentTime = Number(target.dataset.seconds);
    return true;
  }
}

/** Brings an element into view and focus, and lights up all that belongs to its comment. */
function show(element, uuid) {
  document.querySelectorAll("[data-lit]").forEach((each) => each.removeAttribute("data-lit"));
  document.querySelectorAll(`[data-mark="${uuid}"], [data-comment="${uuid}"]`).forEach((each) => each.setAttribute("data-lit", ""));
  element.scrollIntoView({ block: "center" });
  element.focus({ preventScroll: true });
}

export function place(frame, [x, y, width, height]) {
  Object.assign(frame.style, { insetInlineStart: "auto", left: `${x}%`, top: `${y}%`, width: `${width}%`, height: `${height}%` });
}

/** A box exactly over a picture, in which percents are those of the picture. */
export function stageOf(image) {
  if (!image) return null;
  const there = image.closest(".place-stage");
  if (there) return there;
  const stage = document.createElement("span");
  stage.className = "place-stage";
  const link = image.closest("a") ?? image;
  link.replaceWith(stage);
  stage.append(link);
  return stage;
}

/** The same over the canvas of a PDF page. */
export function overCanvas(sheet) {
  const there = sheet.querySelector(".place-over");
  if (there) return there;
  const canvas = sheet.querySelector("canvas");
  const over = sheet.appendChild(document.createElement("div"));
  over.className = "place-over";
  Object.assign(over.style, {
    left: `${canvas.offsetLeft}px`,
    top: `${canvas.offsetTop}px`,
    width: `${canvas.offsetWidth}px`,
    height: `${canvas.offsetHeight}px`,
  });
  return over;
}

