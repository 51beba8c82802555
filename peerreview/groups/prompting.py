# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: which gentle word a person gets today, out of those that fit.

One a day at most. What was sent away never comes again, and what was said lately gives way to what was
not. Never about vouching: nobody is told whom to praise.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Word(StrEnum):
    """What can be said, most pressing first."""

    MEETING = "meeting"
    HAND_IN = "hand_in"
    UNREAD = "unread"
    REMOVAL = "removal"
    PLACE = "place"
    SHARED = "shared"
    INVITE = "invite"
    OUTSIDE = "outside"


ORDER = tuple(Word)
MEETING_NEAR = timedelta(days=2)
DUE_NEAR = timedelta(days=3)
FRESH = timedelta(days=7)


@dataclass(frozen=True)
class Candidate:
    """Something that could be said: about what, with which words and where it leads."""

    word: Word
    about: str
    link: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What is sent away for good."""
        return self.word.value, self.about


def choose(
    candidates: Collection[Candidate],
    *,
    dismissed: Collection[tuple[str, str]] = (),
    lately: Collection[tuple[str, str]] = (),
    had_one_today: bool = False,
) -> Candidate | None:
    """The one word of the day, or none."""
    if had_one_today:
        return None
    left = [each for each in candidates if each.key not in dismissed]
    if not left:
        return None
    return min(left, key=lambda each: (each.key in lately, ORDER.index(each.word), each.about))


@dataclass(frozen=True)
class Scene:
    """What a member could be told about one group, as plain facts. Dates are (about, words, link, at)."""

    group: str
    link: str
    members: int
    meetings: Collection[tuple[str, str, str, datetime]] = ()
    owed: Collection[tuple[str, str, str, datetime]] = ()
    unread: Collection[tuple[str, str, str]] = ()
    removals: Collection[tuple[str, str]] = ()
    places: Collection[tuple[str, str, str]] = ()
    shares: Collection[tuple[str, str, str, datetime]] = ()
    has_swapped: bool = True
    swap_link: str = ""


def candidates(scene: Scene, *, now: datetime) -> list[Candidate]:
    """All that would fit, in no order."""
    return [*_dates(scene, now), *_work(scene, now), *_people(scene)]


def _dates(scene: Scene, now: datetime) -> list[Candidate]:
    soon = [
        Candidate(Word.MEETING, about, link, {"words": words})
        for about, words, link, at in scene.meetings
        if now < at <= now + MEETING_NEAR
    ]
    due = [
        Candidate(Word.HAND_IN, about, link, {"words": words})
        for about, words, link, at in scene.owed
        if now < at <= now + DUE_NEAR
    ]
    return soon + due


def _work(scene: Scene, now: datetime) -> list[Candidate]:
    unread = [
        Candidate(Word.UNREAD, about, link, {"words": words}) for about, words, link in scene.unread
    ]
    places = [
        Candidate(Word.PLACE, about, link, {"words": words}) for about, words, link in scene.places
    ]
    shared = [
        Candidate(Word.SHARED, about, link, {"words": words})
        for about, words, link, at in scene.shares
        if now - FRESH <= at <= now
    ]
    return unread + places + shared


def _people(scene: Scene) -> list[Candidate]:
    said = [Candidate(Word.REMOVAL, about, link) for about, link in scene.removals]
    if scene.members < 3:
        said.append(Candidate(Word.INVITE, scene.group, scene.link, {"wanted": 3 - scene.members}))
    elif not scene.has_swapped:
        said.append(Candidate(Word.OUTSIDE, scene.group, scene.swap_link))
    return said
