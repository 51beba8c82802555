# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What aggregation announces."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class OutcomeComputed(Event):
    outcome_id: int
    submission_id: int
    activity_id: int
    author_id: int
    reviews_counted: int


@dataclass(frozen=True, kw_only=True)
class FitDue(Event):
    """So many reviews came that what they say of criteria and reviewers is to be learnt anew."""

    activity_id: int


@dataclass(frozen=True, kw_only=True)
class FitMade(Event):
    fit_id: int
    activity_id: int
    reviews: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class OutcomeOverridden(Event):
    """A facilitator set a level in the place of the peers'."""

    override_id: int
    submission_id: int
    activity_id: int
    author_id: int
    criterion: str
    level: int
    by_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class OverrideWithdrawn(Event):
    override_id: int
    submission_id: int
    activity_id: int
    author_id: int
    by_id: int
