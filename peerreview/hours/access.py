# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to hours one may see."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.hours import links, queries, rules
from peerreview.hours.models import Claim, Entry
from peerreview.kernel.errors import Missing


def entry_for_owner(user: User, uuid: UUID) -> Entry:
    """One's own entry."""
    entry = Entry.objects.filter(uuid=uuid, person=user).first()
    if entry is None:
        raise Missing("no-entry", _("There is no such entry of yours."))
    return entry


def claim_for_owner(user: User, uuid: UUID) -> Claim:
    """One's own claim."""
    claim = queries.claims().filter(uuid=uuid, person=user).first()
    if claim is None:
        raise _no_claim()
    return claim


def claim_for_approver(user: User, uuid: UUID) -> Claim:
    """A claim put to a cohort one facilitates; what was withdrawn is none of theirs."""
    claim = queries.claims().filter(uuid=uuid).exclude(state=Claim.State.WITHDRAWN).first()
    if claim is None or not rules.may_decide(user, claim):
        raise _no_claim()
    return claim


def file_for_approver(user: User, uuid: UUID, number: int) -> Entry:
    """The file of a line in such a claim."""
    return _file(claim_for_approver(user, uuid), number)


def file_by_link(token: str, number: int, now: datetime) -> Entry:
    """The same by a link that is live."""
    opened = links.opened(token, now)
    if not opened.is_live:
        raise _no_claim()
    return _file(opened.claim, number)


def _file(claim: Claim, number: int) -> Entry:
    entry = Entry.objects.filter(lines__claim=claim, lines__pk=number).exclude(file_key="").first()
    if entry is None:
        raise Missing("no-file", _("There is no file here any more."))
    return entry


def approval_with_code(code: str) -> Claim:
    """What anybody with the code may check."""
    claim = queries.claim_with_code(code)
    if claim is None:
        message = _("There is nothing to check under this code. It may have been made private.")
        raise Missing("no-code", message)
    return claim


def _no_claim() -> Missing:
    return Missing("no-claim", _("There is no such claim, or it is not for you."))
