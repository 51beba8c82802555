// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The count of unread notices: told over whatever room is open, asked for while none is. Being on
// the page that a notice leads to counts as having read it.
const ASK_EVERY = 30_000;
const bell = document.querySelector("[data-bell]");

async function ask(url, options = {}) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "error", ...options });
    if (answer.ok) show((await answer.json()).unread);
  } catch { /* offline: it is asked again */ }
}

function show(count) {
  const words = bell.getAttribute(count ? "data-word-some" : "data-word-none");
  const shown = count >= Number(bell.dataset.most) ? `${count}+` : String(count);
  const box = bell.querySelector("[data-bell-count]");
  bell.dataset.count = count;
  box.textContent = shown;
  box.hidden = !count;
  bell.querySelector("[data-bell-words]").textContent = words.replace("{count}", shown);
}

function sawThisPage() {
  const headers = { Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) };
  ask(bell.dataset.seenUrl, { method: "POST", headers, body: new URLSearchParams({ path: location.pathname }) });
}

function hear(message) {
  if (message.type === "unread") show(message.count);
  if (message.type === "notice" && message.url.split("#")[0] === location.pathname && !document.hidden) sawThisPage();
}

if (bell) {
  let asking = setInterval(() => ask(bell.dataset.unreadUrl), ASK_EVERY);
  let wasDown = false;
  document.addEventListener("room:message", (event) => hear(event.detail));
  document.addEventListener("room:up", () => {
    clearInterval(asking);
    if (wasDown) ask(bell.dataset.unreadUrl);
  });
  document.addEventListener("room:down", () => {
    wasDown = true;
    clearInterval(asking);
    asking = setInterval(() => ask(bell.dataset.unreadUrl), ASK_EVERY);
  });
  // From the back-forward cache a page comes as it was left.
  addEventListener("pageshow", (event) => { if (event.persisted) ask(bell.dataset.unreadUrl); });
  if (Number(bell.dataset.count) && !document.hidden) sawThisPage();
}
