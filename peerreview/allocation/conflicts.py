# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: who may not review whom.

Never oneself, never the same author twice in an activity, and never somebody who reviews or may
still review oneself: with mutual reviews impossible, two people cannot trade praise.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# A declined duty never becomes a review; a lapsed one still may.
BINDING_STATES = frozenset({"planned", "leased", "done", "expired"})


@dataclass(frozen=True)
class Tie:
    """An assignment that exists: who reviews whom, in which state, and whether in this activity."""

    reviewer_id: int
    author_id: int
    state: str
    is_here: bool = True


def authors_out_of_reach(
    reviewer_id: int, ties: Iterable[Tie], teams: Iterable[frozenset[int]] = ()
) -> frozenset[int]:
    """Authors whose work this reviewer may not be given, among them always the reviewer.

    Pairs count once per activity; reciprocity counts across all `ties`, so the caller decides how
    far back it looks by what it passes. The people of one of `teams` stand for each other: whoever
    may not be reviewed takes the others along, and who reviews one of mine reviews me.
    """
    team_of = {person: team for team in teams for person in team}

    def with_team(person_id: int) -> frozenset[int]:
        return team_of.get(person_id, frozenset({person_id}))

    ours = with_team(reviewer_id)
    barred = set(ours)
    for tie in ties:
        if tie.reviewer_id == reviewer_id and tie.is_here:
            barred |= with_team(tie.author_id)
        if tie.author_id in ours and tie.state in BINDING_STATES:
            barred |= with_team(tie.reviewer_id)
    return frozenset(barred)
