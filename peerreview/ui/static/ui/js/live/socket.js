// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// A connection to a room that comes back by itself (docs/live.md).
// openRoom("/ws/…", { onMessage(message, isOld), onUp(), onDown(), onEnd(code) }) → { isUp, send, look, close }
// isOld: what the message says of the state is in what came before it already, the two crossed on their way.
const VERSION = 1;
const BEAT_EVERY = 20_000;
const ANSWER_WITHIN = 10_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;
const FINAL = new Set([4401, 4403, 4404]);

class Room {
  constructor(path, listener) {
    this.url = new URL(path, location.href);
    this.url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.listener = listener;
    this.failures = 0;
    this.isEnded = false;
    addEventListener("online", () => this.hurry());
    addEventListener("pageshow", (event) => { if (event.persisted) this.hurry(); });
    addEventListener("pagehide", () => this.socket?.close());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
    this.connect();
  }

  get isUp() { return this.socket?.readyState === WebSocket.OPEN && this.hasSnapshot; }

  /** Send now; false when there is no connection, and then nothing was sent. */
  send(type, fields = {}) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ v: VERSION, type, ...fields }));
    return true;
  }

  look() { this.send("look"); }

  close() {
    this.isEnded = true;
    this.socket?.close();
  }

  connect() {
    if (this.isEnded) return;
    this.hasSnapshot = false;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    // A network that swallows packets neither opens nor fails; do not wait for it.
    this.patience = setTimeout(() => this.drop(socket), ANSWER_WITHIN);
    socket.addEventListener("message", (event) => { if (socket === this.socket) this.hear(event.data); });
    socket.addEventListener("close", (event) => { if (socket === this.socket) this.lost(event.code); });
  }

  hear(data) {
    clearTimeout(this.patience);
    const message = JSON.parse(data);
    if (message.v !== VERSION) { location.reload(); return; }
    tell("message", message);
    if (message.type === "snapshot" && !this.hasSnapshot) {
      this.hasSnapshot = true;
      this.failures = 0;
      this.heart ??= setInterval(() => this.beat(), BEAT_EVERY);
      this.stamp = message.stamp;
      this.listener.onMessage(message, false);
      this.listener.onUp?.();
      tell("up");
    } else if (message.type !== "beat") {
      this.listener.onMessage(message, this.isOld(message));
    }
  }

  isOld({ type, stamp }) {
    if (!stamp) return false;
    if (type !== "snapshot" && stamp <= this.stamp) return true;
    this.stamp = stamp;
    return false;
  }

  beat() {
    if (!this.send("beat")) return;
    const { socket } = this;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.drop(socket), ANSWER_WITHIN);
  }

  /** Give a silent connection up without waiting for its goodbye. */
  drop(socket) {
    if (socket !== this.socket) return;
    socket.close();
    this.lost(1006);
  }

  lost(code) {
    clearTimeout(this.patience);
    clearInterval(this.heart);
    this.heart = undefined;
    this.socket = undefined;
    this.hasSnapshot = false;
    if (FINAL.has(code)) this.isEnded = true;
    this.listener.onDown?.(code);
    tell("down");
    if (this.isEnded) { this.listener.onEnd?.(code); return; }
    // Full jitter on a doubling wait: a thousand readers do not come back in the same second.
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.failures);
    this.failures += 1;
    this.retry = setTimeout(() => this.connect(), FIRST_WAIT / 2 + Math.random() * longest);
  }

  hurry() {
    if (this.isEnded || this.socket) return;
    clearTimeout(this.retry);
    this.connect();
  }
}

// For what stands on every page, whatever its room.
function tell(what, detail) { document.dispatchEvent(new CustomEvent(`room:${what}`, { detail })); }

export function openRoom(path, listener) {
  return new Room(path, listener);
}
