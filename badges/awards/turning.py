# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Turns in the life of a claimed badge: its name corrected, suspended, in force again, issued anew.

The award is locked first, in every act: of two at once the second sees what the first did.
"""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import issuing, log, rules
from badges.awards import notices
from badges.events import CredentialSuspended
from badges.life_models import Turn
from badges.models import Award, Credential
from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

MOST_NAMES = 3
IN = timedelta(days=365)
LONGEST_NAME = 120
LONGEST_REASON = 1000
State = Award.State


def locked(award: Award) -> tuple[Award, Credential]:
    """The award under its lock, and the credential that counts. Raises Conflict while there is none."""
    held = Award.objects.select_for_update().get(pk=award.pk)
    found = Credential.objects.select_for_update().filter(award=held, is_current=True).first()
    if found is None:
        raise Conflict("not-claimed", _("This badge is not claimed yet."))
    return held, found


def append(credential: Credential, kind: str, at: datetime, **fields: Any) -> Turn:
    """Put a turn down, in the caller's transaction."""
    return Turn.objects.create(
        award=credential.award, credential=credential, kind=kind, at=at, **fields
    )


@transaction.atomic
def rename(*, award: Award, by: User, name: str, now: datetime | None = None) -> Credential:
    """Correct the printed name: the badge is signed anew with its first date, the edition before is
    withdrawn as replaced. The name it has already changes nothing.

    Raises NotAllowed for anybody but the owner, Invalid by field, Conflict where it does not stand.
    """
    at = now or clock.now()
    if award.recipient_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge corrects the name on it."))
    clean = checked_name(name)
    held, found = locked(award)
    _refuse_unless_standing(held)
    if clean == held.printed_name:
        return found
    refuse_too_many(held, at)
    held.printed_name = clean
    held.save(update_fields=["printed_name"])
    found.award = held
    return issuing.reissue(append(found, Turn.Kind.RENAMED, at, by=by), now=at)


def checked_name(name: str) -> str:
    """A name as it can be printed. Raises Invalid."""
    clean = text.one_line(name)
    if len(clean) > LONGEST_NAME:
        raise Invalid("long", _("Keep the name to 120 characters."), field="printed_name")
    return clean


def refuse_too_many(award: Award, at: datetime) -> None:
    """Raises Conflict when the name was corrected as often as it may be."""
    done = Turn.objects.filter(award=award, kind=Turn.Kind.RENAMED, at__gt=at - IN)
    if done.count() >= MOST_NAMES:
        message = _(
            "The name was corrected three times within a year. Try again later, or write to who issued it."
        )
        raise Conflict("too-many", message)


def _refuse_unless_standing(award: Award) -> None:
    if award.state != State.CLAIMED:
        raise Conflict(
            "not-standing", _("This badge does not stand now: it is suspended or revoked.")
        )


@transaction.atomic
def suspend(*, award: Award, by: User, reason: str, now: datetime | None = None) -> Credential:
    """Put a badge out of force for the time being. `reason` is for its owner. Repeated, it changes
    nothing."""
    at = now or clock.now()
    why = _checked(award, by, reason)
    held, found = locked(award)
    if held.state == State.SUSPENDED:
        return found
    _refuse_unless_standing(held)
    _set(held, found, State.SUSPENDED, at)
    append(found, Turn.Kind.SUSPENDED, at, by=by, detail=why)
    _say(found, log.Act.SUSPENDED, by, at)
    _tell(found, notices.SUSPENDED, at)
    return found


@transaction.atomic
def resume(*, award: Award, by: User, reason: str, now: datetime | None = None) -> Credential:
    """A suspended badge is in force again, the very same one."""
    at = now or clock.now()
    why = _checked(award, by, reason)
    held, found = locked(award)
    if held.state == State.CLAIMED:
        return found
    if held.state != State.SUSPENDED:
        raise Conflict("not-suspended", _("This badge is not suspended."))
    _set(held, found, State.CLAIMED, None)
    append(found, Turn.Kind.RESUMED, at, by=by, detail=why)
    _say(found, log.Act.RESUMED, by, at)
    _tell(found, notices.RESUMED, at)
    return found


@transaction.atomic
def reinstate(*, award: Award, by: User, reason: str, now: datetime | None = None) -> Credential:
    """Issue a revoked badge anew. What was revoked stays so, wherever it went; a new credential of the
    same award takes its place."""
    at = now or clock.now()
    why = _checked(award, by, reason)
    held, found = locked(award)
    if held.state == State.CLAIMED and found.replaces_id:
        return found
    if held.state != State.REVOKED:
        raise Conflict("not-revoked", _("This badge is not revoked."))
    if not held.recipient.is_active:
        raise Conflict("left", _("Who held this badge has left."))
    held.state = State.CLAIMED
    held.save(update_fields=["state"])
    found.award = held
    made = issuing.reissue(append(found, Turn.Kind.REINSTATED, at, by=by, detail=why), now=at)
    _tell(made, notices.REINSTATED, at)
    return made


def _checked(award: Award, by: User, reason: str) -> str:
    if not rules.may_issue(by, award.achievement):
        raise NotAllowed("not-issuer", _("Only who answers for this badge does this."))
    return checked_reason(reason)


def checked_reason(reason: str) -> str:
    """A reason somebody will read. Raises Invalid."""
    why = text.plain(reason).strip()
    if not why:
        raise Invalid("empty", _("Say why."), field="reason")
    if len(why) > LONGEST_REASON:
        raise Invalid("long", _("Keep the reason to 1000 characters."), field="reason")
    return why


def _set(award: Award, credential: Credential, state: str, since: datetime | None) -> None:
    award.state = state
    award.save(update_fields=["state"])
    credential.award = award
    credential.suspended_at = since
    credential.save(update_fields=["suspended_at"])


def _say(credential: Credential, act: str, by: User, at: datetime) -> None:
    if credential.decision:
        document = json.loads(credential.document)
        log.append(act, issuer=document["issuer"]["id"], subject=log.subject_of(document), at=at)
    emit(
        CredentialSuspended(
            credential_id=credential.pk,
            award_id=credential.award_id,
            recipient_id=credential.award.recipient_id,
            by_id=by.pk,
            is_suspended=act == log.Act.SUSPENDED,
        ),
        now=at,
    )


def _tell(credential: Credential, kind: Kind, now: datetime) -> None:
    award = credential.award
    notify(
        to=[award.recipient_id],
        kind=kind,
        key=f"{credential.uuid}-{now.isoformat()}",
        params={"badge": award.achievement.name},
        link=reverse("award-life", args=[award.uuid]),
        now=now,
    )
