// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// A studio's page: joins the room, sends what its forms ask for, and puts the parts marked data-region
// anew when something happened. Without a socket the same forms post, and the page asks every five seconds.
import { showNotice } from "../live/notice.js";
import { openRoom } from "../live/socket.js";
import { announce, toast, word } from "../toast.js";
import { Acts } from "./acts.js";
import { Ballots } from "./ballots.js";
import { hush } from "./hush.js";
import { Pointers } from "./pointers.js";
import { swap } from "./regions.js";
import { runTimers } from "./timer.js";

const GATHER = 120;
const POLL = 5000;
const NEWS = new Set(["snapshot", "scene", "here", "remarked", "sealed"]);

class Studio {
  constructor(root) {
    this.root = root;
    this.acts = new Acts(root, {
      send: (command) => this.room.isUp && this.room.send("act", command),
      onDone: () => this.soon(),
      onIncomplete: (form, data, otherwise) => this.ballots.mend(form, data, otherwise),
    });
    this.ballots = new Ballots(root);
    this.pointers = new Pointers(root, (place) => this.room.isUp && this.room.send("point", place));
    this.room = openRoom(root.dataset.socket, {
      onMessage: (message) => this.hear(message),
      onUp: () => this.up(),
      onDown: () => this.down(),
      onEnd: (code) => this.end(code),
    });
    runTimers(root);
  }

  hear(message) {
    if (message.type === "notice") showNotice(message);
    if (message.type === "link") this.poll(!message.is_up);
    if (message.type === "pointer") this.pointers.show(message);
    if (message.type === "ack") this.acts.done(message.id);
    if (message.type === "error") this.acts.refused(message.id, message);
    if (NEWS.has(message.type)) this.soon();
  }

  up() {
    this.poll(false);
    this.say("");
    this.acts.sendAgain();
  }

  down() {
    this.poll(true);
    this.say(word("offline", this.root));
  }

  end(code) {
    this.poll(false);
    toast(word(code === 4401 ? "signed_out" : "shut", this.root), { kind: "error" });
  }

  say(text) {
    const box = this.root.querySelector("[data-studio-link]");
    if (box && box.textContent !== text) box.textContent = text;
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.fetch(), GATHER);
  }

  async fetch() {
    const asked = (this.asked = (this.asked ?? 0) + 1);
    let answer;
    try {
      answer = await fetch("?fragment=1", { headers: { "X-Fragment": "1" } });
    } catch { return; /* offline: the next snapshot brings us here again */ }
    // The session has ended: what is left is its record.
    if (answer.redirected) { location.assign(answer.url); return; }
    if (!answer.ok || asked !== this.asked) return;
    this.put(await answer.text());
  }

  put(html) {
    const before = told(this.root);
    swap(this.root, new DOMParser().parseFromString(html, "text/html"));
    this.ballots.restore();
    this.pointers.look();
    hush(this.root);
    const now = told(this.root);
    const isNews = now.title !== before.title || ["timer", "offer"].some((name) => now[name] && now[name] !== before[name]);
    if (isNews) announce(`${now.title}. ${now.text} ${now.timer} ${now.offer}`);
  }

  poll(isNeeded) {
    clearInterval(this.polling);
    this.polling = isNeeded ? setInterval(() => this.fetch(), POLL) : undefined;
  }
}

// What everybody should hear of: what is to be done now, what happened to the timer, that nobody leads.
function told(root) {
  const title = root.querySelector("#now-title");
  const timer = root.querySelector("[data-timer-note]")?.textContent.trim() ?? "";
  const offer = root.querySelector(".studio-offer p")?.textContent ?? "";
  return { title: title.textContent, text: title.nextElementSibling?.textContent ?? "", timer, offer };
}

new Studio(document.querySelector("[data-studio]"));
