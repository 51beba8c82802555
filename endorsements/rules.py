# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may endorse, withdraw, hide."""

from typing import Any

from endorsements.models import Endorsement
from peerreview.accounts.models import User
from peerreview.artifacts.attribution import knows_owner
from peerreview.artifacts.models import Version
from peerreview.cohorts.queries import shared_cohort_relation


def relation_to(endorser: Any, recipient: User) -> str | None:
    """What the endorser is to the other, or None when they may not endorse them."""
    if not endorser.is_authenticated or endorser.pk == recipient.pk or not recipient.is_active:
        return None
    return shared_cohort_relation(endorser, recipient)


def may_endorse(endorser: Any, recipient: User) -> bool:
    """Only people who learn together, and nobody themselves."""
    return relation_to(endorser, recipient) is not None


def may_read_names(reader: Any, recipient: User) -> bool:
    """Whether private people who endorsed are named to the reader: not to strangers of the recipient."""
    return reader == recipient or may_endorse(reader, recipient)


def may_point_at(endorser: Any, recipient: User, version: Version) -> bool:
    """At finished work of the recipient that the endorser may see and may know to be theirs."""
    is_theirs = version.artifact.owner_id == recipient.pk and version.is_frozen
    return is_theirs and knows_owner(endorser, version.pk)


def may_withdraw(user: Any, endorsement: Endorsement) -> bool:
    """Only who gave it."""
    return user.is_authenticated and endorsement.endorser_id == user.pk


def may_hide(user: Any, endorsement: Endorsement) -> bool:
    """Only who received it."""
    return user.is_authenticated and endorsement.recipient_id == user.pk
