# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Facts about study groups."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkShared(Event):
    share_uuid: str
    cohort_id: int
    version_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ShareTakenBack(Event):
    share_uuid: str
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ExchangeStarted(Event):
    cohort_id: int
    activity_id: int
    expected: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    meeting_uuid: str
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    meeting_uuid: str
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class RemovalAsked(Event):
    removal_uuid: str
    cohort_id: int
    person_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class RemovalSettled(Event):
    removal_uuid: str
    cohort_id: int
    person_id: int
    is_done: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ShareWithheld(Event):
    """A moderator keeps a share from the group, or lets it be read again."""

    share_uuid: str
    cohort_id: int
    is_withheld: bool


@dataclass(frozen=True, kw_only=True)
class RemovalSetAside(Event):
    """A second look put somebody back, or (not `is_set_aside`) took that back."""

    removal_uuid: str
    cohort_id: int
    person_id: int
    is_set_aside: bool


@dataclass(frozen=True, kw_only=True)
class SwapOffered(Event):
    offer_uuid: str
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SwapAsked(Event):
    swap_uuid: str
    cohort_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SwapSettled(Event):
    swap_uuid: str
    is_agreed: bool
    activity_id: int | None
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceTaken(Event):
    swap_uuid: str
    cohort_id: int
    person_id: int
