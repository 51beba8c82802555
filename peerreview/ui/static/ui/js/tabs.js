// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// .tabs in a narrow window: the current one is brought into view, and data-more says on which sides
// ("left right") there are others, for the style to fade the edge there.
export const selector = ".tabs";

export function attach(tabs) {
  const mark = () => {
    const left = tabs.scrollLeft > 1;
    const right = tabs.scrollLeft + tabs.clientWidth < tabs.scrollWidth - 1;
    tabs.dataset.more = [left && "left", right && "right"].filter(Boolean).join(" ");
  };
  const current = tabs.querySelector("[aria-current]");
  if (current) {
    const box = tabs.getBoundingClientRect();
    const own = current.getBoundingClientRect();
    tabs.scrollLeft += own.left + own.width / 2 - (box.left + box.width / 2);
  }
  tabs.addEventListener("scroll", mark, { passive: true });
  new ResizeObserver(mark).observe(tabs);
  mark();
}
