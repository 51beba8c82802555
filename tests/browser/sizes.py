# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is too small on a page as it stands: text below 12 px, and what is to be hit below 24 (WCAG 2.5.8)."""

from playwright.sync_api import Page

TEXT_LEAST, TARGET_LEAST = 12, 24
# A link in a line of text is as high as its line.
TOO_SMALL = """([text, target]) => {
  const found = new Set();
  const isSeen = (node) => {
    const { width, height } = node.getBoundingClientRect();
    return width > 1 && height > 1 && node.checkVisibility({ visibilityProperty: true });
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const node = texts.currentNode.parentElement;
    const words = texts.currentNode.textContent.trim();
    if (!words || /^(SCRIPT|STYLE|OPTION)$/.test(node.tagName) || !isSeen(node)) continue;
    const scale = node.closest("svg") ? node.getScreenCTM().a : 1;
    const size = parseFloat(getComputedStyle(node).fontSize) * scale;
    if (size < text - 0.05) found.add(`${size.toFixed(1)} px: ${words.slice(0, 40)}`);
  }
  for (const node of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, textarea")) {
    if (!isSeen(node) || getComputedStyle(node).display === "inline") continue;
    const { width, height } = (node.closest("label") ?? node).getBoundingClientRect();
    if (Math.min(width, height) < target - 0.05) {
      found.add(`${width.toFixed(0)} by ${height.toFixed(0)}: ${node.outerHTML.slice(0, 80)}`);
    }
  }
  return [...found];
}"""


def too_small(page: Page) -> list[str]:
    """Each thing that is, with its size."""
    return page.evaluate(TOO_SMALL, [TEXT_LEAST, TARGET_LEAST])
