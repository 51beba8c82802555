# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What moderation announces."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class ThingFlagged(Event):
    flag_id: int
    case_id: int
    activity_id: int | None
    kind: str
    thing: str
    category: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAnswered(Event):
    case_id: int
    activity_id: int | None
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ThingHidden(Event):
    """A moderator hid it, or (`is_hidden` false) showed it again, while the case is open."""

    case_id: int
    activity_id: int | None
    is_hidden: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class CaseRuled(Event):
    case_id: int
    activity_id: int | None
    ruling: str
    by_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppealMade(Event):
    appeal_id: int
    submission_id: int
    activity_id: int
    author_id: int
    criterion: str


@dataclass(frozen=True, kw_only=True)
class AppealWithdrawn(Event):
    """Its author took it back before anybody had taken it up."""

    appeal_id: int
    submission_id: int
    activity_id: int
    author_id: int
    criterion: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class AppealSentOn(Event):
    """Fresh reviewers were called in."""

    appeal_id: int
    submission_id: int
    activity_id: int
    author_id: int
    reviewers: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    """`state` is upheld, partly or rejected."""

    appeal_id: int
    submission_id: int
    activity_id: int
    author_id: int
    criterion: str
    state: str
    by_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SignalSettled(Event):
    """Somebody looked: `state` is dismissed or case."""

    signal_id: int
    activity_id: int
    state: str
    by_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class FacilitatorsDue(Event):
    """There is new on the list of an activity for its facilitators, who had no mail since a day."""

    activity_id: int
    new: int


@dataclass(frozen=True, kw_only=True)
class CaseReinstated(Event):
    """What a ruling had set aside is back."""

    case_id: int
    by_id: int
    reason: str
