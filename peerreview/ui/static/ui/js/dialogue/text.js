// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The text of a part as the server has it: without the numbers that marks add to it.

/** The element whose text is the part's text; null for other parts. */
export function textOf(part) {
  return part.querySelector(".prose, .code-scroll");
}

/** Each text node with how many code units come before it. */
export function textNodes(field) {
  const walker = document.createTreeWalker(field, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement.closest(".place-pin") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
  });
  const found = [];
  let before = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    found.push([node, before]);
    before += node.length;
  }
  return found;
}

export function wholeText(field) {
  return textNodes(field).map(([node]) => node.data).join("");
}

/** How many code units of the field's text come before a point of a range. */
export function pointIn(field, container, offset) {
  const upTo = document.createRange();
  upTo.setStart(field, 0);
  upTo.setEnd(container, offset);
  let before = 0;
  for (const [node] of textNodes(field)) {
    if (!upTo.intersectsNode(node)) break;
    before += node === container ? offset : node.length;
    if (node === container) break;
  }
  return before;
}

/** What is selected inside one text of the work: the words, what is around them, where they begin. */
export function selectedWords() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const part = range.commonAncestorContainer.parentElement?.closest(".artifact-part");
  const field = part && textOf(part);
  if (!field?.contains(range.startContainer) || !field.contains(range.endContainer)) return null;
  const text = wholeText(field);
  const [first, last] = [pointIn(field, range.startContainer, range.startOffset), pointIn(field, range.endContainer, range.endOffset)];
  if (!text.slice(first, last).trim()) return null;
  return {
    part: part.id.slice(5),
    range,
    quote: text.slice(first, last),
    prefix: text.slice(Math.max(0, first - 32), first),
    suffix: text.slice(last, last + 32),
    near: [...text.slice(0, first)].length,
  };
}
