# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A word for a badge's meaning ("counts as 12 hours with us"), for an issuer, or for a badge held."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import attesting, notices, rules
from badges.issuers import queries as issuers
from badges.models import Backing
from badges.things import Thing, thing_of
from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Invalid, NotAllowed
from peerreview.notifications.services import notify

WORDS_FEWEST, WORDS_MOST = 20, 2000
NAME_MOST = 120
HOURS_MOST = Decimal(1000)
MOST_PER_DAY = 3
DAY = timedelta(hours=24)
Kind = Backing.Kind


@transaction.atomic
def back(
    *,
    thing: Thing,
    by: User,
    words: str,
    on_behalf_of: str = "",
    hours: Decimal | None = None,
    now: datetime | None = None,
) -> Backing:
    """Say it. It waits for who answers for the thing. A repeated click gives the same.

    Raises NotAllowed for one's own, Invalid by field, Closed after MOST_PER_DAY in 24 hours.
    """
    at = now or clock.now()
    refuse_own(thing, by)
    said = _checked(words, on_behalf_of, hours if thing.kind == Kind.ACHIEVEMENT else None)
    User.objects.select_for_update().get(pk=by.pk)
    own = Backing.objects.filter(endorser=by)
    there = own.filter(kind=thing.kind, target=thing.row.uuid, withdrawn_at=None).first()
    if there:
        return there
    if own.filter(given_at__gt=at - DAY).count() >= MOST_PER_DAY:
        message = _("You gave %(most)d of these in the last 24 hours. Come back tomorrow.")
        raise Closed("daily-limit", message % {"most": MOST_PER_DAY})
    made = Backing.objects.create(
        endorser=by, kind=thing.kind, target=thing.row.uuid, given_at=at, **said
    )
    _tell(made, thing, at)
    return made


def refuse_own(thing: Thing, by: User) -> None:
    """Raises NotAllowed for who answers for the thing, or holds it."""
    made_by = getattr(thing.row, "created_by_id", None)
    owns = thing.issuer is not None and by.pk in issuers.owner_ids(thing.issuer)
    if owns or thing.tended_by == by or made_by == by.pk:
        raise NotAllowed("self", _("You answer for this yourself. Others vouch for it."))


def _checked(words: str, on_behalf_of: str, hours: Decimal | None) -> dict[str, Any]:
    words, name = text.plain(words).strip(), text.one_line(on_behalf_of)
    if not WORDS_FEWEST <= len(words) <= WORDS_MOST:
        message = _("Say in 20 to 2000 characters what you vouch for.")
        raise Invalid("words", message, field="words")
    if len(name) > NAME_MOST:
        message = _("Keep the name to 120 characters.")
        raise Invalid("long", message, field="on_behalf_of")
    if hours is not None and not (hours.is_finite() and 0 < hours <= HOURS_MOST):
        raise Invalid("hours", _("Between 0.5 and 1000 hours, or leave it empty."), field="hours")
    return {"words": words, "on_behalf_of": name, "hours": hours}


def _tell(made: Backing, thing: Thing, at: datetime) -> None:
    people = issuers.owner_ids(thing.issuer) if thing.issuer else []
    if thing.tended_by:
        people.append(thing.tended_by.pk)
    notify(
        to=people,
        kind=notices.BACKED,
        key=str(made.uuid),
        params={"badge": thing.name},
        link=reverse("backings"),
        now=at,
    )


@transaction.atomic
def accept(*, backing: Backing, by: User, now: datetime | None = None) -> None:
    """Let it be read, and sign it. Again changes nothing."""
    at = now or clock.now()
    held, thing = _held(backing, by)
    if held.accepted_at or held.withdrawn_at or thing is None:
        return
    held.accepted_at, held.declined_at = at, None
    held.save(update_fields=["accepted_at", "declined_at"])
    attesting.sign_backing(held, now=at)


@transaction.atomic
def decline(*, backing: Backing, by: User, now: datetime | None = None) -> None:
    """Not for others to read. Who gave it is not told."""
    held, _thing = _held(backing, by)
    if held.accepted_at is None and held.declined_at is None:
        held.declined_at = now or clock.now()
        held.save(update_fields=["declined_at"])


def _held(backing: Backing, by: User) -> tuple[Backing, Thing | None]:
    held = Backing.objects.select_for_update().get(pk=backing.pk)
    thing = thing_of(held)
    may = thing is not None and rules.may_accept(by, thing.tended_by, thing.issuer)
    if held.endorser_id == by.pk or not may:
        raise NotAllowed("not-yours", _("Only who answers for it decides what others read of it."))
    return held, thing


@transaction.atomic
def withdraw(*, backing: Backing, by: User, now: datetime | None = None) -> None:
    """Take it back; its signed form is revoked. Again changes nothing."""
    at = now or clock.now()
    if backing.endorser_id != by.pk:
        raise NotAllowed("not-yours", _("Only who gave an endorsement can withdraw it."))
    standing = Backing.objects.filter(pk=backing.pk, withdrawn_at=None)
    if standing.update(withdrawn_at=at):
        attesting.revoke(backing.uuid, reason="withdrawn", now=at)
