# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviews announce."""

from dataclasses import dataclass
from typing import Any, ClassVar

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewStarted(Event):
    review_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class DraftChanged(Event):
    """A change of a draft, told to the reviewer's own tabs only; the row itself is the record."""

    RECORDED: ClassVar[bool] = False

    review_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    field: str
    value: Any
    revision: int
    command_id: str


@dataclass(frozen=True, kw_only=True)
class ReviewSubmitted(Event):
    review_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewSetAside(Event):
    review_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    author_id: int
    by_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReviewAmended(Event):
    """A handed-in review was changed by its writer; `fields` by name, what they hold is in the rows."""

    review_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    author_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class SelfAssessed(Event):
    """An author rated their own work. How, is not told: it never counts."""

    submission_id: int
    activity_id: int
    person_id: int
