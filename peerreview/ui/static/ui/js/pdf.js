// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-pdf: shows a PDF page by page on a canvas with selectable text; the library comes only when it is seen.
import { word } from "./toast.js";

const LARGEST_SIDE = 4096;

class Viewer {
  constructor(box) {
    this.box = box;
    this.pages = box.querySelector("[data-pdf-pages]");
    this.tools = box.querySelector("[data-pdf-tools]");
    this.number = 1;
    this.zoom = 1;
  }

  async open() {
    this.pages.hidden = false;
    this.pages.textContent = word("loading", this.box);
    try {
      const { pdfLibrary, pdfWorker, pdf } = this.box.dataset;
      this.library = await import(pdfLibrary);
      this.library.GlobalWorkerOptions.workerSrc = pdfWorker;
      this.document = await this.library.getDocument({ url: pdf, isEvalSupported: false, enableXfa: false, stopAtErrors: false }).promise;
      this.listen();
      await this.draw();
    } catch {
      this.pages.textContent = word("failed", this.box);
    }
  }

  listen() {
    this.tools.hidden = false;
    this.tools.addEventListener("click", (event) => {
      const wanted = event.target.closest("button")?.value;
      if (wanted) this.go(wanted);
    });
    this.box.addEventListener("pdf:go", (event) => {
      this.number = Math.min(this.document.numPages, Math.max(1, event.detail));
      this.draw();
    });
    this.pages.addEventListener("keydown", (event) => {
      const wanted = { PageDown: "next", PageUp: "previous", "+": "larger", "-": "smaller" }[event.key];
      if (!wanted) return;
      event.preventDefault();
      this.go(wanted);
    });
    let width = this.pages.clientWidth;
    new ResizeObserver(() => {
      if (Math.abs(this.pages.clientWidth - width) < 8) return;
      width = this.pages.clientWidth;
      this.draw();
    }).observe(this.pages);
  }

  go(wanted) {
    const steps = { next: 1, previous: -1 };
    const zooms = { larger: 1.25, smaller: 0.8 };
    if (wanted in steps) this.number = Math.min(this.document.numPages, Math.max(1, this.number + steps[wanted]));
    if (wanted in zooms) this.zoom = Math.min(4, Math.max(0.4, this.zoom * zooms[wanted]));
    this.draw();
  }

  async draw() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const page = await this.document.getPage(this.number);
    const plain = page.getViewport({ scale: 1 });
    const scale = (Math.max(200, this.pages.clientWidth - 32) / plain.width) * this.zoom;
    const viewport = page.getViewport({ scale: Math.min(scale, LARGEST_SIDE / Math.max(plain.width, plain.height)) });
    const sheet = document.createElement("div");
    sheet.className = "pdf-sheet";
    const canvas = sheet.appendChild(document.createElement("canvas"));
    const sharpness = Math.min(devicePixelRatio || 1, LARGEST_SIDE / Math.max(viewport.width, viewport.height));
    canvas.width = Math.floor(viewport.width * sharpness);
    canvas.height = Math.floor(viewport.height * sharpness);
    canvas.style.width = `${viewport.width}px`;
    await page.render({ canvas, viewport, transform: [sharpness, 0, 0, sharpness, 0, 0] }).promise;
    const text = await page.getTextContent();
    if (turn !== this.turn) return;
    sheet.append(this.readable(text));
    this.pages.replaceChildren(sheet);
    this.pages.scrollTo(0, 0);
    this.place();
    this.box.dataset.pdfPage = this.number;
    this.box.dispatchEvent(new CustomEvent("pdf:drawn", { bubbles: true }));
  }

  // Screen readers get the page as text; the canvas is a picture to them.
  readable(text) {
    const words = document.createElement("div");
    words.className = "visually-hidden";
    words.textContent = text.items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("");
    return words;
  }

  place() {
    const total = this.document.numPages;
    const words = word("page", this.box).replace("{number}", this.number).replace("{total}", total);
    this.tools.querySelector("[data-pdf-place]").textContent = words;
    this.tools.querySelector("[value=previous]").disabled = this.number === 1;
    this.tools.querySelector("[value=next]").disabled = this.number === total;
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    seen.unobserve(entry.target);
    new Viewer(entry.target).open();
  }
}, { rootMargin: "200px" });

document.querySelectorAll("[data-pdf]").forEach((box) => seen.observe(box));
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelectorAll("[data-pdf]").forEach((box) => seen.observe(box));
});
