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

from badges import bodies, documents, keys, queries, services, statements, things
from badges.issuers import queries as issuers
from badges.issuers.models import Assessment, Cosignature
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


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A credential in both forms, its id, and the record of the decision it refers to."""

    key: SigningKey
    credential_id: str
    content: dict[str, Any]
    document: str
    token: str
    decision: str


def sign_award(
    award_id: int, *, credential_uuid: UUID, salt: str, place: StatusPlace, now: datetime
) -> Signed:
    """Sign the credential of a claimed award. Raises Conflict for one that is not borne out."""
    award = Award.objects.select_related(
        "achievement__issuer", "criteria", "recipient", "evidence"
    ).get(pk=award_id)
    progress = _borne_out(award)
    issuer = award.achievement.issuer
    key = _key_of_place(issuer, place)
    standing = bodies.assessment_behind(award)
    decision = hashing.canonical(documents.decision(award, progress)).decode()
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
            endorsements=_standing_words(award, standing),
            source=documents.issuer_profile(keys.current_key(standing.body)) if standing else None,
        )
    signed = keys.sign(unsigned, key, created=now)
    return Signed(
        key=key,
        credential_id=signed["id"],
        content=signed,
        document=dump_ascii(signed, indent=1),
        token=keys.sign_token(signed, keys.token_key(issuer)),
        decision=decision,
    )


def _borne_out(award: Award) -> Progress:
    """The met rule behind an award, which is claimed and not yet signed. Raises Conflict."""
    if award.state != Award.State.CLAIMED:
        raise Conflict("not-claimed", _("Only a claimed badge is signed."))
    if Credential.objects.filter(award=award).exists():
        raise Conflict("signed", _("This badge is signed already."))
    rule, evidence = award.criteria, award.evidence
    activity = str(rule.activity_uuid) if rule.activity_uuid else None
    if rule.digest != hashing.digest({"tree": rule.tree, "activity": activity}):
        raise Conflict("rule-changed", _("The badge's rule is not the one that was published."))
    if evidence.digest != hashing.digest(evidence.facts):
        raise Conflict("evidence-changed", _("The evidence is not the one that was kept."))
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


def _standing_words(award: Award, standing: Assessment | None) -> list[dict[str, Any]]:
    """The signed endorsements a badge carries: the assessing body's, those its evidence counts, then
    words for what it means and for its issuer. What was withdrawn a moment ago may not be revoked yet."""
    cosigned = issuers.cosignature_of(award.pk) if standing else None
    signed = queries.signed_standing([cosigned.uuid]) if cosigned else []
    signed += [
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
    """Sign what somebody vouches for, which may be read by everyone, or that an assessing body stands by
    an award: that with the body's own key. Raises Conflict for other words."""
    if SignedEndorsement.objects.filter(about=about).exists():
        raise Conflict("signed", _("This endorsement is signed already."))
    cosigned = issuers.cosignature(about)
    signer = cosigned.assessment.body if cosigned else services.site_issuer()
    key = _key_of_place(signer, place)
    with translation.override(settings.LANGUAGE_CODE):
        unsigned = statements.build(
            _said(about), key=key, credential_uuid=credential_uuid, place=place, now=now
        )
    signed = keys.sign(unsigned, key, created=now)
    return Statement(key=key, credential_id=signed["id"], document=dump_ascii(signed, indent=1))


def _said(about: UUID) -> dict[str, Any]:
    if cosigned := issuers.cosignature(about):
        return statements.said_of_award(_assessed(cosigned))
    if fact := endorsements.standing_fact(about):
        return statements.said_of_person(fact)
    accepted = Backing.objects.filter(uuid=about, accepted_at__isnull=False, withdrawn_at=None)
    backing = accepted.select_related("endorser").first()
    thing = backing and things.thing_of(backing)
    if not backing or not thing:
        raise Conflict("not-standing", _("Only what is accepted and stands is signed."))
    return statements.said_of_thing(backing, thing)


def _assessed(cosigned: Cosignature) -> Cosignature:
    """A co-signature the body stands by now: it accepted, its people approved where the rule asks for
    that, and the badge is being issued. Raises Conflict."""
    award = Award.objects.select_related("achievement", "criteria").get(pk=cosigned.award_id)
    standing = bodies.assessment_behind(award)
    if award.state != Award.State.CLAIMED or cosigned.revoked_at:
        raise Conflict("not-standing", _("Only a badge that is being issued is co-signed."))
    if standing is None or standing.pk != cosigned.assessment_id:
        raise Conflict("not-assessed", _("No body that accepted to assess this stands by it."))
    return cosigned


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
