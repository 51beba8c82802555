# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one door to the issuers' keys: nothing is signed that the database does not bear out.

A caller names an award, or what somebody vouches for, and gives no content. What a broken or taken-over worker asks for is looked up
here again; without the award, the claim, the unchanged evidence and the met rule there is no signature.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from badges import documents, keys, queries, services, statements, things, validity
from badges.life_models import Turn
from badges.models import (
    Award,
    Backing,
    Credential,
    Issuer,
    Progress,
    SignedEndorsement,
    SigningKey,
    StatusList,
    StatusPlace,
)
from badges.openbadges.statuslist import ENTRY_TYPE
from badges.openbadges.strictjson import dump_ascii
from badges.sources import endorsements
from peerreview.kernel import hashing
from peerreview.kernel.errors import Conflict

LIST_TYPE = "BitstringStatusListCredential"
REISSUED = {Turn.Kind.RENAMED, Turn.Kind.RENEWED, Turn.Kind.REINSTATED}


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A credential in both forms, its id, and the record of the decision it refers to."""

    key: SigningKey
    credential_id: str
    content: dict[str, Any]
    document: str
    token: str
    decision: str
    valid_until: datetime | None


def sign_award(
    award_id: int,
    *,
    credential_uuid: UUID,
    salt: str,
    place: StatusPlace,
    now: datetime,
    turn: Turn | None = None,
) -> Signed:
    """Sign the credential of a claimed award; once more only for a `turn` that says why. Raises
    Conflict for one that is not borne out."""
    award = Award.objects.select_related(
        "achievement__issuer", "criteria", "recipient", "evidence"
    ).get(pk=award_id)
    progress = _borne_out(award, turn)
    issuer = award.achievement.issuer
    key = _key_of_place(issuer, place)
    decision = documents.decision_text(award, progress, turn)
    until = _end(award, turn, now)
    # A badge speaks the language of the site, whoever's request it is signed in.
    with translation.override(settings.LANGUAGE_CODE):
        unsigned = documents.build(
            award=award,
            key=key,
            credential_uuid=credential_uuid,
            salt=salt,
            now=now,
            place=place,
            decision=decision,
            valid_until=until,
            endorsements=_standing_words(award),
        )
    signed = keys.sign(unsigned, key, created=now)
    return Signed(
        key=key,
        credential_id=signed["id"],
        content=signed,
        document=dump_ascii(signed, indent=1),
        token=keys.sign_token(signed, keys.token_key(issuer)),
        decision=decision,
        valid_until=until,
    )


def _end(award: Award, turn: Turn | None, now: datetime) -> datetime | None:
    """How long it is valid; a corrected or reinstated one no longer than the one before."""
    if turn is None:
        return validity.end(award.criteria.validity, now)
    standing = turn.credential.valid_until
    if turn.kind != Turn.Kind.RENEWED:
        return standing
    return validity.end(award.criteria.validity, max(now, standing) if standing else now)


def _refuse_again(award: Award, turn: Turn | None) -> None:
    """Signed already, unless the turn is the latest, of the credential that counted until now."""
    signed = list(Credential.objects.filter(award=award).values_list("pk", "is_current"))
    if turn is None:
        if signed:
            raise Conflict("signed", _("This badge is signed already."))
        return
    latest = Turn.objects.filter(award=award).order_by("-pk").first()
    old = turn.credential_id
    taken = Credential.objects.filter(replaces=old).exists()
    if latest != turn or turn.kind not in REISSUED or taken or old not in dict(signed):
        raise Conflict("signed", _("This badge is signed already."))
    is_met = turn.record.get("verdict", {}).get("state") == "met"
    if turn.kind == Turn.Kind.RENEWED and not is_met:
        raise Conflict("not-met", _("What renews the badge is not met."))


def _borne_out(award: Award, turn: Turn | None) -> Progress | None:
    """The met rule behind an award, which is claimed and not yet signed; none for what was borne out
    when it was signed first. Raises Conflict."""
    if award.state != Award.State.CLAIMED:
        raise Conflict("not-claimed", _("Only a claimed badge is signed."))
    _refuse_again(award, turn)
    rule, evidence = award.criteria, award.evidence
    activity = str(rule.activity_uuid) if rule.activity_uuid else None
    if rule.digest != hashing.digest(validity.content(rule.tree, activity, rule.validity)):
        raise Conflict("rule-changed", _("The badge's rule is not the one that was published."))
    if evidence.digest != hashing.digest(evidence.facts):
        raise Conflict("evidence-changed", _("The evidence is not the one that was kept."))
    if turn is not None:
        return None
    progress = Progress.objects.filter(
        achievement=award.achievement, person=award.recipient, criteria=rule, is_met=True
    ).first()
    if progress is None:
        raise Conflict("not-met", _("The badge's rule is not met."))
    return progress


def _key_of_place(issuer: Issuer, place: StatusPlace) -> SigningKey:
    key = keys.current_key(issuer)
    if place.status_list.issuer_did != keys.issuer_id(key):
        raise Conflict("place", _("The badge's place belongs to another issuer."))
    return key


def _standing_words(award: Award) -> list[dict[str, Any]]:
    """The signed endorsements a badge carries: those its evidence counts, then words for what it
    means and for its issuer. What was withdrawn a moment ago may not be revoked yet."""
    signed = [
        item
        for item in queries.signed_standing(queries.counted_in(award))
        if endorsements.standing_fact(item.about)
    ]
    backing = queries.backings_of(award.achievement).values_list("uuid", flat=True)
    signed += queries.signed_standing(list(backing[: queries.MOST_EMBEDDED]))
    return [json.loads(item.document) for item in signed[: queries.MOST_EMBEDDED]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A signed EndorsementCredential and its id."""

    key: SigningKey
    credential_id: str
    document: str


def sign_statement(
    about: UUID, *, credential_uuid: UUID, place: StatusPlace, now: datetime
) -> Statement:
    """Sign what somebody vouches for, which may be read by everyone. Raises Conflict for other words."""
    if SignedEndorsement.objects.filter(about=about).exists():
        raise Conflict("signed", _("This endorsement is signed already."))
    key = _key_of_place(services.site_issuer(), place)
    with translation.override(settings.LANGUAGE_CODE):
        unsigned = statements.build(
            _said(about), key=key, credential_uuid=credential_uuid, place=place, now=now
        )
    signed = keys.sign(unsigned, key, created=now)
    return Statement(key=key, credential_id=signed["id"], document=dump_ascii(signed, indent=1))


def _said(about: UUID) -> dict[str, Any]:
    if fact := endorsements.standing_fact(about):
        return statements.said_of_person(fact)
    accepted = Backing.objects.filter(uuid=about, accepted_at__isnull=False, withdrawn_at=None)
    backing = accepted.select_related("endorser").first()
    thing = backing and things.thing_of(backing)
    if not backing or not thing:
        raise Conflict("not-standing", _("Only what is accepted and stands is signed."))
    return statements.said_of_thing(backing, thing)


def sign_status_list(
    document: dict[str, Any], status_list: StatusList, *, at: datetime
) -> dict[str, Any]:
    """Sign a list of one of our issuers; nothing that is not a status list under its own name."""
    entry_types = (document["type"][-1], document["credentialSubject"]["type"])
    own = keys.did_web(status_list.key.issuer) if settings.SITE_IS_PUBLIC else ""
    if entry_types != (LIST_TYPE, ENTRY_TYPE.removesuffix("Entry")):
        raise Conflict("not-a-list", _("Only status lists are signed here."))
    if document["issuer"] != status_list.issuer_did:
        raise Conflict("place", _("The list belongs to another issuer."))
    # Under a did:key the list must be signed by that very key, though it signs no badges any more.
    is_current = status_list.issuer_did == own
    key = keys.current_key(status_list.key.issuer) if is_current else status_list.key
    return keys.sign(document, key, created=at)
