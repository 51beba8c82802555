# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How much one socket, and one person, may ask for. Seconds and counts; no clock of its own."""

from dataclasses import dataclass

# Sixty at once, for a return after hours offline; then ten a second, more than fingers can do.
BURST = 60
PER_SECOND = 10.0
SOCKETS_PER_PERSON = 20
# Frames waiting for a reader who does not read; then the socket is closed.
BACKLOG = 256
# Characters waiting likewise; a single longer frame, a large snapshot, is taken when nothing else waits.
BACKLOG_CHARS = 512 * 1024
CHECK_SECONDS = 30
# A check reads the whole room when it has changed, and after so long in any case.
LOOK_SECONDS = 80
# Over which the sockets of a room ask anew when a right may have ended.
RECHECK_SPREAD_SECONDS = 0.5
IDLE_SECONDS = 75


@dataclass
class Bucket:
    """A token bucket: `take` says whether another message at `at` (seconds) is within the rate."""

    filled_at: float
    tokens: float = BURST

    def take(self, *, at: float) -> bool:
        grown = self.tokens + (at - self.filled_at) * PER_SECOND
        self.filled_at, self.tokens = at, min(BURST, grown)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True
