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
    endorsement_id: int
    recipient_id: int
