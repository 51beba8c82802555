# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people vouch for, in its signed form: each verifiable alone, embedded in the badges it
supports, and revocable."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from badges import bodies, keys, queries, services, signing, status
from badges.issuers.models import Cosignature
from badges.models import Award, Backing, Issuer, SignedEndorsement
from badges.openbadges.contents import find_endorsements
from badges.openbadges.world import MAX_ENDORSEMENTS
from badges.sources import endorsements
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids


@transaction.atomic
def sign_endorsement(about: uuid.UUID, *, now: datetime | None = None) -> SignedEndorsement | None:
    """Sign what somebody vouches for, once it may be read; None for what does not stand.

    Signing it again, after it was hidden and shown, serves the document there is.
    """
    _one_at_a_time()
    if endorsements.standing_fact(about) is None:
        return None
    there = queries.signed_about(about)
    if there is None:
        return _sign(about, now or clock.now())
    if not there.is_shown:
        there.is_shown = True
        there.save(update_fields=["is_shown"])
    return there


@transaction.atomic
def sign_backing(backing: Backing, *, now: datetime) -> SignedEndorsement:
    """Sign an accepted word for a badge's meaning, an issuer or a badge. Again gives the same."""
    _one_at_a_time()
    return queries.signed_about(backing.uuid) or _sign(backing.uuid, now)


def sign_what_counts(awards: Iterable[Award], *, now: datetime) -> None:
    """Sign what the awards' evidence counts and the worker has not come to yet."""
    counted = dict.fromkeys(about for award in awards for about in queries.counted_in(award))
    rows = SignedEndorsement.objects.filter(about__in=counted, is_shown=True)
    signed = set(rows.values_list("about", flat=True))
    for about in counted:
        if about not in signed:
            sign_endorsement(about, now=now)


@transaction.atomic
def cosign(award: Award, *, now: datetime) -> SignedEndorsement | None:
    """The assessing body's own signature for a claimed award, with the body's key; None where no body
    stands by it. Again gives the same."""
    standing = bodies.assessment_behind(award)
    if standing is None:
        return None
    _one_at_a_time()
    made, _is_new = Cosignature.objects.get_or_create(
        award=award, defaults={"assessment": standing, "made_at": now}
    )
    return queries.signed_about(made.uuid) or _sign(made.uuid, now, signer=standing.body)


def _one_at_a_time() -> None:
    """Signing takes its turn: the worker and a claim may come to the same endorsement at once."""
    Issuer.objects.select_for_update(no_key=True).get(pk=services.site_issuer().pk)


def _sign(about: uuid.UUID, at: datetime, *, signer: Issuer | None = None) -> SignedEndorsement:
    place = status.take_place(keys.current_key(signer or services.site_issuer()))
    own = ids.new_uuid()
    signed = signing.sign_statement(about, credential_uuid=own, place=place, now=at)
    return SignedEndorsement.objects.create(
        uuid=own,
        about=about,
        key=signed.key,
        credential_id=signed.credential_id,
        document=signed.document,
        status_place=place,
        signed_at=at,
    )


# --- taking back ---------------------------------------------------------------------------------
@transaction.atomic
def revoke(about: uuid.UUID, *, reason: str, now: datetime | None = None) -> None:
    """The word no longer stands, wherever its document went. Again changes nothing."""
    _revoke(SignedEndorsement.objects.filter(about=about), reason, now or clock.now())


def _revoke(rows: QuerySet[SignedEndorsement], reason: str, at: datetime) -> None:
    standing = rows.filter(revoked_at=None).select_related("status_place").select_for_update()
    for signed in standing.order_by("pk"):
        signed.revoked_at, signed.revocation_reason = at, reason
        signed.save(update_fields=["revoked_at", "revocation_reason"])
        status.set_bit(signed.status_place, at)


@transaction.atomic
def conceal(about: uuid.UUID) -> None:
    """Its recipient hides it: it is no longer served. Who has the document can still check it."""
    SignedEndorsement.objects.filter(about=about).update(is_shown=False)


@transaction.atomic
def forget(person: User, *, now: datetime) -> None:
    """Somebody deletes their account: documents that name them go, and are revoked wherever else
    they are; those about them are served no more."""
    given = endorsements.uuids_given_by(person.pk)
    given += Backing.objects.filter(endorser=person).values_list("uuid", flat=True)
    theirs = SignedEndorsement.objects.filter(about__in=given)
    _revoke(theirs, "left", now)
    theirs.update(is_shown=False, document="{}")
    received = endorsements.uuids_received_by(person.pk)
    SignedEndorsement.objects.filter(about__in=received).update(is_shown=False)
    Backing.objects.filter(endorser=person, withdrawn_at=None).update(withdrawn_at=now)


def signed_of(person: User) -> list[dict[str, Any]]:
    """What they gave and received in its signed form, for their own download."""
    given = endorsements.uuids_given_by(person.pk)
    received = endorsements.uuids_received_by(person.pk)
    rows = SignedEndorsement.objects.filter(about__in=[*given, *received], is_shown=True)
    return [{"about": row.about, "document": row.document} for row in rows.order_by("pk")]


# --- inside badges -------------------------------------------------------------------------------
def withdrawn_inside(document: Mapping[str, Any]) -> list[SignedEndorsement]:
    """Endorsements inside a badge that were signed here and have been revoked since."""
    return queries.revoked_with_ids(_ids(find_endorsements(document)))


def _ids(found: Iterable[Mapping[str, Any]]) -> list[str]:
    return [item["id"] for item in found if isinstance(item.get("id"), str)][:MAX_ENDORSEMENTS]
