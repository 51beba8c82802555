# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address to a person one may endorse, or an endorsement one is part of."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.models import Endorsement, Request
from peerreview.accounts.access import person_for_reader
from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing, NotAllowed


def recipient_for_endorser(user: Any, uuid: UUID) -> User:
    """A person the user may endorse."""
    person = person_for_reader(user, uuid)
    if person == user:
        raise NotAllowed("self", _("You cannot endorse yourself. Ask somebody who saw your work."))
    if not rules.may_endorse(user, person):
        message = _("You can endorse people with whom you share a cohort or study group.")
        raise NotAllowed("no-tie", message)
    return person


def endorsement_of_party(user: Any, uuid: UUID) -> Endorsement:
    """One the user gave or received; for everybody else there is none."""
    party = Q(endorser=user) | Q(recipient=user, withdrawn_at=None, opened_at__isnull=False)
    rows = Endorsement.objects.filter(party, uuid=uuid)
    endorsement = rows.select_related("endorser", "recipient", "skill", "version").first()
    if endorsement is None:
        raise Missing("no-endorsement", _("There is no endorsement here that you may see."))
    return endorsement


def endorsement_to_withdraw(user: Any, uuid: UUID) -> Endorsement:
    """One the user gave."""
    endorsement = endorsement_of_party(user, uuid)
    if not rules.may_withdraw(user, endorsement):
        raise NotAllowed("not-yours", _("Only who gave an endorsement can withdraw it."))
    return endorsement


def endorsement_to_hide(user: Any, uuid: UUID) -> Endorsement:
    """One the user received."""
    endorsement = endorsement_of_party(user, uuid)
    if not rules.may_hide(user, endorsement):
        raise NotAllowed("not-yours", _("Only who received an endorsement can hide or show it."))
    return endorsement


def person_to_ask(user: Any, uuid: UUID) -> User:
    """A person the user may ask to vouch for them."""
    person = person_for_reader(user, uuid)
    if person == user:
        raise NotAllowed("self", _("You cannot endorse yourself. Ask somebody who saw your work."))
    if not rules.may_ask(user, person):
        message = _("You can ask people with whom you share a cohort or study group.")
        raise NotAllowed("no-tie", message)
    return person


def request_to_answer(user: Any, uuid: UUID) -> Request:
    """One that was put to the user, answered or not."""
    return _request(uuid, asked=user)


def request_to_take_back(user: Any, uuid: UUID) -> Request:
    """One that the user put to somebody."""
    return _request(uuid, asker=user)


def _request(uuid: UUID, **whose: Any) -> Request:
    rows = Request.objects.filter(uuid=uuid, **whose)
    found = rows.select_related("asker", "asked", "skill", "version").first()
    if found is None:
        raise Missing("no-request", _("There is no question here that you may see."))
    return found
