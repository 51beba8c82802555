# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the dialogue announces: that something was said, never what."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class AnnotationChanged(Event):
    """An annotation was made, changed or removed (`act`)."""

    annotation_uuid: str
    review_id: int
    reviewer_id: int
    act: str


@dataclass(frozen=True, kw_only=True)
class RecordingDropped(Event):
    """A recording's row is gone; its bytes may go too."""

    storage_key: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    message_id: int
    review_id: int
    writer_id: int
    side: str


@dataclass(frozen=True, kw_only=True)
class ReviewRated(Event):
    review_id: int
    by_id: int
    is_disrespectful: bool


@dataclass(frozen=True, kw_only=True)
class RatingsTold(Event):
    """A batch of evaluations may now be read by the reviewer."""

    reviewer_id: int
    activity_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class TaskDecided(Event):
    """The author accepted, declined or finished a remark (`state`)."""

    task_id: int
    review_id: int
    author_id: int
    reviewer_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class UptakeConfirmed(Event):
    """A remark was acted upon in a later version that is handed in or frozen."""

    task_id: int
    review_id: int
    author_id: int
    reviewer_id: int


@dataclass(frozen=True, kw_only=True)
class SecondLookOffered(Event):
    second_look_id: int
    submission_id: int
    reviewer_id: int


@dataclass(frozen=True, kw_only=True)
class SecondLookAnswered(Event):
    second_look_id: int
    submission_id: int
    reviewer_id: int
    state: str
