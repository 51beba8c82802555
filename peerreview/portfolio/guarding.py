# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A guardian's consent that something of a person under age may be public: asked by letter, kept,
taken back by the same letter. With it all public doors open, without it all are closed at once."""

from datetime import datetime, timedelta

from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing, ids, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.services import emit
from peerreview.portfolio import queries
from peerreview.portfolio.events import GuardianAsked
from peerreview.portfolio.models import Consent

LETTERS_A_DAY = 3
SALT = "peerreview.portfolio.guardian"


def token_of(consent: Consent) -> str:
    """The secret in the letter, which is kept nowhere."""
    return salted_hmac(SALT, str(consent.uuid), algorithm="sha256").hexdigest()[:48]


@transaction.atomic
def ask_guardian(
    *, person: User, guardian_name: str, guardian_email: str, now: datetime | None = None
) -> Consent:
    """Ask a guardian; what was asked before, or agreed, ends with it.

    Raises Invalid, and Conflict for who is of age or has sent many letters today.
    """
    at = now or clock.now()
    name, email = text.one_line(guardian_name)[:80], _address(guardian_email, person)
    if not name:
        message = _("Write the name your guardian goes by.")
        raise Invalid("no-name", message, field="guardian_name")
    if not person.is_under_age:
        raise Conflict("of-age", _("Only people under age need a guardian’s consent."))
    if queries.asked_since(person.pk, at - timedelta(days=1)) >= LETTERS_A_DAY:
        raise Conflict("enough-letters", _("That is enough letters for today. Try again tomorrow."))
    _end(person, at)
    consent = Consent(
        uuid=ids.new_uuid(),
        person=person,
        guardian_name=name,
        guardian_email=email,
        asked_at=at,
    )
    consent.token_digest = hashing.digest_bytes(token_of(consent).encode())
    consent.save()
    emit(GuardianAsked(person_id=person.pk, consent_id=consent.pk), now=at)
    return consent


def _address(typed: str, person: User) -> str:
    email = typed.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        message = _("Write your guardian’s e-mail address, such as name@example.org.")
        raise Invalid("bad-address", message, field="guardian_email") from None
    if email == person.email.lower():
        message = _("This is your own address. Your guardian has to answer themselves.")
        raise Invalid("own-address", message, field="guardian_email")
    return email


def _end(person: User, at: datetime) -> None:
    ended = Consent.objects.filter(person=person, ended_at=None).update(ended_at=at)
    if ended and person.guardian_agreed_at:
        accounts.note_guardian(user=person, agreed_at=None, now=at)


@transaction.atomic
def agree(*, consent: Consent, now: datetime | None = None) -> Consent:
    """The guardian agrees. Again changes nothing. Raises Conflict once it has ended."""
    at = now or clock.now()
    consent = (
        Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
    )
    if consent.ended_at:
        message = _("This letter no longer counts. Ask for a new one if you want to agree.")
        raise Conflict("ended", message)
    if consent.given_at is None:
        consent.given_at = at
        consent.save(update_fields=["given_at"])
        accounts.note_guardian(user=consent.person, agreed_at=at, now=at)
    return consent


@transaction.atomic
def refuse(*, consent: Consent, now: datetime | None = None) -> Consent:
    """The guardian does not agree, or not any more. Again changes nothing."""
    at = now or clock.now()
    consent = (
        Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
    )
    if consent.ended_at is None:
        consent.ended_at = at
        consent.save(update_fields=["ended_at"])
        if consent.person.guardian_agreed_at:
            accounts.note_guardian(user=consent.person, agreed_at=None, now=at)
    return consent


def letter_to_send(consent_id: int, now: datetime | None = None) -> Consent | None:
    """The letter, marked as sent; None when it was, or is not wanted any more."""
    waiting = Consent.objects.filter(pk=consent_id, mailed_at=None, ended_at=None)
    if not waiting.update(mailed_at=now or clock.now()):
        return None
    return Consent.objects.select_related("person").get(pk=consent_id)
