# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What activities announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityOpened(Event):
    activity_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class StageSet(Event):
    """A stage was switched or its dates were moved; dates are ISO 8601, empty for none."""

    activity_id: int
    act: str
    is_on: bool
    opens_at: str
    due_at: str
    closes_at: str
    grace_seconds: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SubmissionMade(Event):
    submission_id: int
    activity_id: int
    author_id: int
    version_id: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class SubmissionRevised(Event):
    """A later round was handed in; SubmissionMade tells of it, too."""

    submission_id: int
    revises_id: int
    activity_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class SubmissionWithdrawn(Event):
    submission_id: int
    activity_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(Event):
    """What an activity asks was changed; `fields` names what, `rubric_version_id` is the one in use."""

    activity_id: int
    fields: tuple[str, ...]
    rubric_version_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ResultsReleased(Event):
    """The moment has come at which results of an activity are open to all their authors."""

    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ExtensionGiven(Event):
    activity_id: int
    person_id: int
    act: str
    until: str
    reason: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SubmissionReopened(Event):
    """A facilitator gave work back to its author, who may change it and hand it in again."""

    submission_id: int
    activity_id: int
    author_id: int
    reason: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class SubmissionUnsealed(Event):
    """The author may read their reviews though they owe some."""

    submission_id: int
    activity_id: int
    author_id: int
    reason: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PurposeChosen(Event):
    """Whether a submission is to count towards a badge, or asks for feedback alone."""

    submission_id: int
    activity_id: int
    author_id: int
    counts_for_badge: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class TeammateNamed(Event):
    activity_id: int
    entry_id: int
    person_id: int
    is_confirmed: bool
    by_id: int


@dataclass(frozen=True, kw_only=True)
class TeammateConfirmed(Event):
    activity_id: int
    entry_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class TeammateLeft(Event):
    activity_id: int
    entry_id: int
    person_id: int
    by_id: int
