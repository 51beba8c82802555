// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Shows what is pushed, and opens what it is about. Keeps nothing and answers no request of a page.
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  let said;
  try { said = event.data.json(); } catch { return; }
  // The same notice pushed twice replaces itself.
  event.waitUntil(self.registration.showNotification(said.title, { tag: said.tag, data: { url: said.url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(event.notification.data.url, self.location.origin);
  if (address.origin === self.location.origin) event.waitUntil(show(address.href));
});

async function show(href) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => page.url === href);
  return there ? there.focus() : self.clients.openWindow(href);
}
