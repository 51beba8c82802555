# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people vouch for, signed on their behalf as EndorsementCredentials: each verifiable alone,
embedded in the badges it supports, and revocable.

The site's issuer holds the key and is named as who signs; who vouches, how they know, and on what
they rest is said inside (docs/decisions/0007).
"""

import json
import secrets
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from badges import documents, keys, queries, services, words
from badges.models import Award, Backing, Issuer, SignedEndorsement, SigningKey
from badges.openbadges import model, statuslist
from badges.openbadges.contents import find_endorsements
from badges.openbadges.credential import build_endorsement, build_status_list
from badges.openbadges.proof import format_time
from badges.sources import endorsements
from badges.sources.endorsements import EndorsementFact
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids

# A verifier looks at no more of them, and a badge has to stay small enough to be sent.
MOST_EMBEDDED = 20
# A list is half full at most, so that a free place is found at random at once.
PER_LIST = statuslist.MIN_ENTRIES // 2
LIST_SECONDS = 300
ARTIFACT, REVIEW, RELATION = "artifact", "peer review", "relation"


@transaction.atomic
def sign_endorsement(about: uuid.UUID, *, now: datetime | None = None) -> SignedEndorsement | None:
    """Sign what somebody vouches for, once it may be read; None for what does not stand.

    Signing it again, after it was hidden and shown, serves the document there is.
    """
    _one_at_a_time()
    fact = endorsements.standing_fact(about)
    if fact is None:
        return None
    there = queries.signed_about(about)
    if there is None:
        return _sign_fact(fact, now or clock.now())
    if not there.is_shown:
        there.is_shown = True
        there.save(update_fields=["is_shown"])
    return there


def _one_at_a_time() -> None:
    """Signing takes its turn: the worker and a claim may come to the same endorsement at once."""
    Issuer.objects.select_for_update(no_key=True).get(pk=services.site_issuer().pk)


def _sign_fact(fact: EndorsementFact, at: datetime) -> SignedEndorsement:
    with translation.override(settings.LANGUAGE_CODE):
        given_by = words.given_by(
            fact.endorser_name if fact.endorser_is_public else "", fact.relation
        )
        said = {
            "name": _("Endorsement: %(skill)s") % {"skill": fact.skill_name},
            "subject_id": _subject_of(fact),
            "comment": fact.reason,
            "awarded": fact.given_at,
            "description": _("%(given_by)s Said on %(day)s; signed on their behalf by %(site)s.")
            % {
                "given_by": given_by,
                "day": fact.given_at.date().isoformat(),
                "site": settings.SITE_NAME,
            },
            "evidence": _evidence_of(fact),
        }
        return _sign(fact.endorsement_uuid, said, at)


def _subject_of(fact: EndorsementFact) -> str:
    """The work, where there is one; it can be named before any badge exists. Else the person."""
    if fact.version_uuid:
        return f"urn:uuid:{fact.version_uuid}"
    person = User.objects.values_list("uuid", flat=True).get(pk=fact.recipient_id)
    return documents.public_id("people", person)


def _evidence_of(fact: EndorsementFact) -> tuple[model.Evidence, ...]:
    found = [
        model.Evidence(
            id=_part(fact, RELATION),
            name=_("What the endorser is to them"),
            description=endorsements.relation_words(fact.relation),
            genre=RELATION,
        )
    ]
    if fact.evidence == 2:
        found.append(
            model.Evidence(
                id=_part(fact, REVIEW),
                name=_("Peer review"),
                description=_("The site assigned the review; the endorser was asked right after."),
                genre=REVIEW,
            )
        )
    if fact.version_uuid:
        # Its fingerprint, not its title: who shows the work can prove that it is the one.
        digest = fact.artifact_digest
        found.append(
            model.Evidence(
                id=f"urn:uuid:{fact.version_uuid}",
                name=_("The work it is about"),
                genre=ARTIFACT,
                sha256=bytes.fromhex(digest) if digest else None,
            )
        )
    return tuple(found)


def _part(fact: EndorsementFact, part: str) -> str:
    return f"urn:uuid:{uuid.uuid5(fact.endorsement_uuid, part)}"


@transaction.atomic
def sign_backing(backing: Backing, *, subject_id: str, now: datetime) -> SignedEndorsement:
    """Sign an accepted word for a badge's meaning, an issuer or a badge. Again gives the same."""
    _one_at_a_time()
    there = queries.signed_about(backing.uuid)
    if there:
        return there
    with translation.override(settings.LANGUAGE_CODE):
        who = backing.on_behalf_of or backing.endorser.display_name
        said = {
            "name": _("Endorsement by %(who)s") % {"who": who},
            "subject_id": subject_id,
            "comment": _backing_words(backing),
            "awarded": backing.given_at,
            "description": _("Said on %(day)s; signed on behalf of %(who)s by %(site)s.")
            % {"day": backing.given_at.date().isoformat(), "who": who, "site": settings.SITE_NAME},
        }
        return _sign(backing.uuid, said, now)


def _backing_words(backing: Backing) -> str:
    if backing.hours is None:
        return backing.words
    counts = _("Counts as %(hours)s hours.") % {"hours": f"{backing.hours:f}"}
    return f"{backing.words}\n\n{counts}"


def _sign(about: uuid.UUID, said: Mapping[str, Any], at: datetime) -> SignedEndorsement:
    issuer = services.site_issuer()
    key = keys.current_key(issuer)
    own = ids.new_uuid()
    number, index = _place(issuer)
    unsigned = build_endorsement(
        model.Endorsement(
            id=documents.public_id("endorsements/signed", own),
            issuer=documents.issuer_profile(key),
            valid_from=at,
            status=_status(issuer, number, index),
            **said,
        )
    )
    signed = keys.sign(unsigned, key, created=at)
    return SignedEndorsement.objects.create(
        uuid=own,
        about=about,
        issuer=issuer,
        key=key,
        credential_id=signed["id"],
        document=json.dumps(signed, ensure_ascii=True, indent=1),
        list_number=number,
        list_index=index,
        signed_at=at,
    )


def _place(issuer: Issuer) -> tuple[int, int]:
    """A free place of the issuer's newest list, at random: its number tells nothing of the order."""
    number = SignedEndorsement.objects.filter(issuer=issuer).count() // PER_LIST
    while True:
        index = secrets.randbelow(statuslist.MIN_ENTRIES)
        taken = SignedEndorsement.objects.filter(
            issuer=issuer, list_number=number, list_index=index
        )
        if not taken.exists():
            return number, index


def _status(issuer: Issuer, number: int, index: int) -> model.StatusEntry | None:
    # Without a public name there is no address to look a status up at.
    if not settings.SITE_IS_PUBLIC:
        return None
    return model.StatusEntry(list_url=_list_url(issuer, number), index=index)


def _list_url(issuer: Issuer, number: int) -> str:
    return f"{keys.issuer_url(issuer)}/endorsement-status/{number}/"


# --- taking back ---------------------------------------------------------------------------------
@transaction.atomic
def revoke(about: uuid.UUID, *, reason: str, now: datetime | None = None) -> None:
    """The word no longer stands, wherever its document went. Again changes nothing."""
    standing = SignedEndorsement.objects.filter(about=about, revoked_at=None)
    standing.update(revoked_at=now or clock.now(), revocation_reason=reason)


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
    theirs.filter(revoked_at=None).update(revoked_at=now, revocation_reason="left")
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


def status_list(issuer: Issuer, number: int) -> dict[str, Any]:
    """The signed list of what was revoked, served to everyone alike."""
    key = keys.current_key(issuer)
    revoked = sorted(
        SignedEndorsement.objects.filter(
            issuer=issuer, list_number=number, revoked_at__isnull=False
        ).values_list("list_index", flat=True)
    )
    place = f"endorsement-status/{key.pk}/{number}/{hash(tuple(revoked))}"
    return cache.get_or_set(place, lambda: _signed_list(key, number, revoked), LIST_SECONDS)


def _signed_list(key: SigningKey, number: int, revoked: list[int]) -> dict[str, Any]:
    at = clock.now()
    unsigned = build_status_list(
        _list_url(key.issuer, number),
        issuer_id=keys.issuer_id(key),
        purpose="revocation",
        encoded=statuslist.encode(revoked),
        valid_from=format_time(at),
    )
    return keys.sign(unsigned, key, created=at)


def own_list_at(url: str) -> dict[str, Any] | None:
    """Our status list of that address, without the network; None for any other address."""
    head, _slash, number = url.rstrip("/").rpartition("/")
    site = services.site_issuer()
    if not number.isdigit() or len(number) > 6 or url != _list_url(site, int(number)):
        return None
    return status_list(site, int(number)) if head else None


# --- inside badges -------------------------------------------------------------------------------
def embedded_in(award: Award, *, now: datetime) -> list[dict[str, Any]]:
    """The signed endorsements that a badge carries: those its evidence counts and that stand, then
    words for what it means and for its issuer."""
    counted = [uuid.UUID(fact["endorsement_uuid"]) for fact in award.evidence.facts["endorsements"]]
    signed = [sign_endorsement(about, now=now) for about in counted[:MOST_EMBEDDED]]
    backing = queries.backings_of(award.achievement).values_list("uuid", flat=True)
    signed += queries.signed_standing(list(backing[:MOST_EMBEDDED]))
    standing = [item for item in signed if item and item.revoked_at is None]
    return [json.loads(item.document) for item in standing[:MOST_EMBEDDED]]


def withdrawn_inside(document: Mapping[str, Any]) -> list[SignedEndorsement]:
    """Endorsements inside a badge that were signed here and have been revoked since."""
    return queries.revoked_with_ids(_ids(find_endorsements(document)))


def _ids(found: Iterable[Mapping[str, Any]]) -> list[str]:
    return [item["id"] for item in found if isinstance(item.get("id"), str)][:MOST_EMBEDDED]
