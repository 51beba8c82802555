# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What badges announce."""

from dataclasses import dataclass

from peerreview.outbox.events import Event


@dataclass(frozen=True, kw_only=True)
class CriteriaPublished(Event):
    achievement_id: int
    criteria_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class AwardOffered(Event):
    award_id: int
    achievement_id: int
    recipient_id: int


@dataclass(frozen=True, kw_only=True)
class AwardClaimed(Event):
    award_id: int
    achievement_id: int
    recipient_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialIssued(Event):
    credential_id: int
    award_id: int
    achievement_id: int
    recipient_id: int


@dataclass(frozen=True, kw_only=True)
class CredentialRevoked(Event):
    credential_id: int
    award_id: int
    recipient_id: int
    by_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CredentialReplaced(Event):
    """A badge was signed once more; `kind` says why."""

    credential_id: int
    earlier_id: int
    award_id: int
    recipient_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class CredentialSuspended(Event):
    """A badge is suspended for the time being, or in force again."""

    credential_id: int
    award_id: int
    recipient_id: int
    by_id: int
    is_suspended: bool


@dataclass(frozen=True, kw_only=True)
class BadgeOwed(Event):
    """An issuer gives a badge to somebody among many; a worker is to issue it."""

    item_id: int
    batch_id: int


@dataclass(frozen=True, kw_only=True)
class TrialDue(Event):
    """A rule is to be tried on the people from `begin` on."""

    trial_id: int
    begin: int


@dataclass(frozen=True, kw_only=True)
class AssessorChanged(Event):
    """Whose approvals count for an achievement is another than before."""

    achievement_id: int
    assessment_id: int
    state: str
