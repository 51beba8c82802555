# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the states of a review and the moves between them."""

# state → {act: next state}. An act that is not here is not possible in that state.
MOVES: dict[str, dict[str, str]] = {
    "draft": {"change": "draft", "submit": "submitted"},
    "submitted": {"amend": "submitted", "set_aside": "set_aside"},
    "set_aside": {},
}
# What counts towards an outcome, and what others may come to see.
COUNTED = frozenset({"submitted"})
HANDED_IN = frozenset({"submitted", "set_aside"})


def after(state: str, act: str) -> str | None:
    """The state after the act, or None when it is not possible."""
    return MOVES[state].get(act)
