# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What calibration announces."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class ExemplarPublished(Event):
    exemplar_id: int
    activity_id: int
    version_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ExemplarRemoved(Event):
    exemplar_id: int
    activity_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ExemplarConsentAsked(Event):
    exemplar_id: int
    activity_id: int
    author_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ExemplarConsentAnswered(Event):
    exemplar_id: int
    activity_id: int
    author_id: int
    agreed: bool


@dataclass(frozen=True, kw_only=True)
class CalibrationAttempted(Event):
    attempt_id: int
    exemplar_id: int
    activity_id: int
    person_id: int
    number: int
    is_passed: bool


@dataclass(frozen=True, kw_only=True)
class CalibrationHelpAsked(Event):
    activity_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewerCleared(Event):
    """Somebody may go on to review; `state` says how they came to: calibrated, went_on, waived."""

    activity_id: int
    person_id: int
    state: str
    by_id: int
