# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what can become of a claim, as data."""

WAITING, ASKED, APPROVED, PARTLY = "waiting", "asked", "approved", "partly"
DECLINED, WITHDRAWN, REVOKED = "declined", "withdrawn", "revoked"

MOVES: dict[str, dict[str, str]] = {
    "approve": {WAITING: APPROVED, ASKED: APPROVED},
    "part": {WAITING: PARTLY, ASKED: PARTLY},
    "ask": {WAITING: ASKED, ASKED: ASKED},
    "decline": {WAITING: DECLINED, ASKED: DECLINED},
    "answer": {ASKED: WAITING},
    "renew": {WAITING: WAITING, ASKED: ASKED},
    "withdraw": {WAITING: WITHDRAWN, ASKED: WITHDRAWN},
    "revoke": {APPROVED: REVOKED, PARTLY: REVOKED},
}
DECISIONS = ("approve", "part", "ask", "decline")
NEEDS_WORDS = frozenset({"part", "ask", "decline", "revoke", "answer"})
OPEN = frozenset({WAITING, ASKED})
STANDING = frozenset({APPROVED, PARTLY})


def after(state: str, act: str) -> str | None:
    """The state after an act; None when it is not possible now."""
    return MOVES.get(act, {}).get(state)
