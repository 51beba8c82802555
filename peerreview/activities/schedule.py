# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The stages of an activity as one person meets them, for pages."""

from dataclasses import dataclass
from datetime import datetime

from peerreview.accounts.models import User
from peerreview.activities import queries, stages
from peerreview.activities.models import Activity
from peerreview.activities.stages import STAGED, Act
from peerreview.activities.words import STAGES, StageWords


@dataclass(frozen=True)
class StageRow:
    """A stage with its dates, this person's extension included. `state`: ahead, open, late or over."""

    act: str
    words: StageWords
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    state: str
    is_extended: bool


def of(activity: Activity, person: User, now: datetime) -> list[StageRow]:
    """The stages that are switched on, in their order."""
    general, own = queries.window_of(activity), queries.window_for(activity, person)
    if activity.author_sees == Activity.AuthorSees.RELEASED:
        # Without a date of their own results come when reviewing ends, and that is to be told.
        release = stages.released_at(own)
        general, own = (w.with_span(Act.SEE_RESULTS, opens_at=release) for w in (general, own))
    return [_row(general, own, act, now) for act in STAGED if own.has(act)]


def _row(general: stages.Window, own: stages.Window, act: Act, now: datetime) -> StageRow:
    opens_at, end = stages.opens_at(own, act), stages.closes_at(own, act)
    due = stages.due_at(own, act)
    shows_opening = own.span(act).opens_at or opens_at > now
    return StageRow(
        act=str(act),
        words=STAGES[act],
        opens_at=opens_at if shows_opening else None,
        due_at=due,
        closes_at=end if end != due else None,
        state=_state(opens_at, due, end, now),
        is_extended=own.span(act) != general.span(act),
    )


def _state(opens_at: datetime, due: datetime | None, end: datetime | None, now: datetime) -> str:
    if now < opens_at:
        return "ahead"
    if end is not None and now > end:
        return "over"
    return "late" if due is not None and now > due else "open"
