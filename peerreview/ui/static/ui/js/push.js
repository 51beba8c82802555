// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Has this browser show notices while the site is closed: asks it for an address, gives that to the server.
import { announce, toast } from "./toast.js";

const card = document.querySelector("[data-push]");
const button = card.querySelector("[data-push-on]");
const never = card.querySelector("[data-push-never]");
const word = (name) => card.getAttribute(`data-word-${name}`);

const isAble = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
button.hidden = !isAble;
never.hidden = isAble;

button.addEventListener("click", async () => {
  if (await Notification.requestPermission() !== "granted") { toast(word("blocked"), { kind: "error" }); return; }
  try {
    await turnOn();
    announce(word("on"));
    location.hash = "devices";
    location.reload();
  } catch {
    toast(word("failed"), { kind: "error" });
  }
});

async function turnOn() {
  const registration = await navigator.serviceWorker.register(card.dataset.pushWorker);
  await active(registration);
  const key = bytes(card.dataset.push);
  const before = await registration.pushManager.getSubscription();
  // One made for another key of the site hears nothing.
  if (before && !isSame(before.options.applicationServerKey, key)) await before.unsubscribe();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  const answer = await fetch(card.dataset.pushUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers")) },
    body: JSON.stringify({ endpoint, public_key: keys.p256dh, auth_secret: keys.auth, label: nameOfBrowser() }),
  });
  if (!answer.ok) throw new Error("refused");
}

function active(registration) {
  const worker = registration.installing ?? registration.waiting;
  if (!worker || registration.active) return null;
  return new Promise((done) => {
    worker.addEventListener("statechange", () => { if (worker.state === "activated") done(); });
  });
}

function isSame(buffer, key) {
  const there = new Uint8Array(buffer ?? []);
  return there.length === key.length && there.every((each, index) => each === key[index]);
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (each) => each.charCodeAt(0));
}

function nameOfBrowser() {
  const { userAgentData, userAgent } = navigator;
  const brand = ["Edg", "Firefox", "Chrome", "Safari"].find((each) => userAgent.includes(each)) ?? "";
  const system = userAgentData?.platform ?? ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find((each) => userAgent.includes(each)) ?? "";
  return [brand.replace("Edg", "Edge"), system].filter(Boolean).join(" · ");
}
