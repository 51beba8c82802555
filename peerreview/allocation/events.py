# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What allocation announces."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class AssignmentMade(Event):
    assignment_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    author_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignmentEnded(Event):
    """The duty ended without a review: `state` is expired or declined."""

    assignment_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    author_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class WorkUnreadable(Event):
    """As many reviewers as count gave it back since they could not open it or a link in it."""

    submission_id: int
    activity_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class RuleMade(Event):
    rule_uuid: str
    kind: str
    activity_id: int | None
    cohort_id: int | None
    submission_id: int | None
    reviewer_id: int
    author_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class RuleRemoved(Event):
    rule_uuid: str
    kind: str
    activity_id: int | None
    cohort_id: int | None
    reviewer_id: int
    author_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ConflictChanged(Event):
    """A person declared a conflict or took one back. With whom is theirs to know, not the trail's."""

    person_id: int
    is_declared: bool


@dataclass(frozen=True, kw_only=True)
class MethodChosen(Event):
    activity_id: int
    method: str
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PlanPublished(Event):
    """`by_id` is None when the clock did it."""

    plan_uuid: str
    activity_id: int
    kind: str
    seed: int
    inputs_digest: str
    assignments: int
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class PlanReassigned(Event):
    """Half time: what was kept for people who have not begun went to people who have finished."""

    plan_uuid: str
    activity_id: int
    released: int
    given: int


@dataclass(frozen=True, kw_only=True)
class AssignedByHand(Event):
    assignment_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class AssignmentTakenBack(Event):
    assignment_id: int
    submission_id: int
    activity_id: int
    reviewer_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class Volunteered(Event):
    """A person may be asked for `up_to` reviews more than their own; 0: no longer."""

    activity_id: int
    person_id: int
    up_to: int


@dataclass(frozen=True, kw_only=True)
class ReviewsForecast(Event):
    activity_id: int
    supply: float
    deficit: int
    mode: str
    invited: int
    asks_facilitators: bool


@dataclass(frozen=True, kw_only=True)
class FinisherInvited(Event):
    activity_id: int
    person_id: int
