# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class SkillAdded(Event):
    skill_id: int
    skill_name: str
    by_id: int | None


@dataclass(frozen=True, kw_only=True)
class StandingChanged(Event):
    """What a person's endorsements in a skill weigh together is another than before."""

    person_id: int
    skill_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementGiven(Event):
    """It was given. Nobody but the two reads it, and it is no evidence, until it is shown."""

    endorsement_id: int
    endorser_id: int
    recipient_id: int
    skill_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementWithdrawn(Event):
    endorsement_id: int
    endorser_id: int
    recipient_id: int
    skill_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementHidden(Event):
    endorsement_id: int
    recipient_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementShown(Event):
    """Its recipient lets it be seen: accepted when it came, or shown again after it was hidden."""

    endorsement_id: int
    recipient_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementAsked(Event):
    request_id: int
    asker_id: int
    asked_id: int
    skill_id: int


@dataclass(frozen=True, kw_only=True)
class EndorsementPassed(Event):
    """Who was asked for an endorsement does not give one this time."""

    request_id: int
    asker_id: int
    asked_id: int


@dataclass(frozen=True, kw_only=True)
class SkillsMerged(Event):
    source_id: int
    target_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    source_id: int
    target_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class FrameworkImported(Event):
    framework_id: int
    added: int
    changed: int
    by_id: int
