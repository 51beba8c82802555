# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the phases of a studio session, and which acts are possible in each.

Two rounds of rating: each is sealed, then revealed to all at once. What was rated first is the
evidence; what differs the second time is the learning. Neither replaces the other.
"""

GATHERING = "gathering"
FIRST = "first"
DISCUSSING = "discussing"
SECOND = "second"
CLOSING = "closing"
ENDED = "ended"
PHASES = (GATHERING, FIRST, DISCUSSING, SECOND, CLOSING, ENDED)
ROUNDS = (1, 2)

_ANY_TIME = ("present", "timer", "agenda", "hand_over", "take_over")
# Not while everybody rates alone: what is said would sway the ballots.
TALK = ("say", "note")
# phase → {act: next phase}. An act that is not here is not possible in that phase.
MOVES: dict[str, dict[str, str]] = {
    GATHERING: {"open": FIRST, "end": ENDED},
    FIRST: {"seal": FIRST, "reveal": DISCUSSING, "end": ENDED},
    DISCUSSING: {"seal": DISCUSSING, "open": SECOND, "end": ENDED},
    SECOND: {"seal": SECOND, "reveal": CLOSING, "end": ENDED},
    CLOSING: {"seal": CLOSING, "end": ENDED},
    ENDED: {},
}
for _phase, _moves in MOVES.items():
    if _phase != ENDED:
        _moves.update(dict.fromkeys(_ANY_TIME, _phase))
    if _phase not in (FIRST, SECOND, ENDED):
        _moves.update(dict.fromkeys(TALK, _phase))
# Acts of the facilitator alone; all others are everybody's.
LED = frozenset({"open", "reveal", "end", "timer", "agenda", "hand_over"})
ACTS = frozenset(act for moves in MOVES.values() for act in moves)
_ROUND = {FIRST: 1, DISCUSSING: 1, SECOND: 2, CLOSING: 2}


def after(phase: str, act: str) -> str | None:
    """The phase after the act, or None when it is not possible."""
    return MOVES[phase].get(act)


def round_of(phase: str) -> int:
    """The round of rating that is on or was last; 0 before the first and after the end."""
    return _ROUND.get(phase, 0)


def is_sealed(phase: str) -> bool:
    """Whether ballots are being written that nobody may see yet."""
    return phase in (FIRST, SECOND)


def may_rate(phase: str, *, came_in: str) -> bool:
    """Whether a ballot of the current round is still taken from who came in that phase.

    Once it is revealed, only from those who were there before: it is marked late. Who came after has
    seen what the others said, and rates in the next round.
    """
    if is_sealed(phase):
        return True
    return round_of(phase) > 0 and PHASES.index(came_in) < PHASES.index(phase)
