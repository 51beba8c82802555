// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The way around a missing socket: changes are posted one by one, with the command ids they have.
const SOON = 1500;
const RETRY = 4000;

export class Detour {
  constructor(sync, post) {
    this.sync = sync;
    this.post = post;
    this.isReachable = true;
  }

  soon(wait = SOON) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), wait);
  }

  cancel() {
    clearTimeout(this.timer);
    this.isReachable = true;
  }

  /** After a while without a socket and with nothing to send, nobody knows; say so. */
  admitBeingAway() {
    setTimeout(() => {
      if (this.sync.room?.isUp) return;
      if (!this.sync.sendable().length) this.isReachable = false;
      this.sync.tellState();
    }, SOON * 2);
  }

  async go() {
    if (this.isPosting || this.sync.room?.isUp) return;
    this.isPosting = true;
    for (const [field, entry] of this.sync.sendable()) {
      if (!await this.send(field, entry)) break;
    }
    this.isPosting = false;
    this.sync.sent.clear();
    this.sync.tellState();
    if (this.sync.room?.isUp) this.sync.flush();
    else if (this.sync.sendable().length) this.soon(this.isReachable ? SOON : RETRY);
  }

  async send(field, { id, value, revision }) {
    this.sync.note(id, field, value);
    const answer = await this.post({ id, field, value, base: revision });
    this.isReachable = answer !== null;
    if (!answer) return false;
    if (answer.overtaken) this.sync.overtaken({ id, ...answer.overtaken });
    else if (answer.error) this.sync.error({ id, ...answer.error });
    else this.sync.ack({ id, revision: answer.revision });
    return true;
  }
}
