# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one door to the issuers' keys: nothing is signed that the database does not bear out.

A caller names an award, or what somebody vouches for, and gives no content. What a broken or taken-over worker asks for is looked up
here again; without the award, the claim, the unchanged evidence and the met rule there is no signature.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from badges import (
    backing_queries,
    bodies,
    deciding,
    documents,
    keys,
    queries,
    services,
    statements,
    things,
    validity,
)
from badges.issuers import queries as issuers
from badges.issuers.models import Assessment, Cosignature
from badges.keys import Opened
from badges.life_models import Turn
from badges.models import (
    Award,
    Backing,
    Credential,
    CriteriaVersion,
    Progress,
    SignedEndorsement,
    SigningKey,
    StatusList,
    StatusPlace,
)
from badges.openbadges.statuslist import ENTRY_TYPE
from badges.openbadges.strictjson import dump_ascii
from badges.rule_models import Decision
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


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which award is to be signed, under which id and at which place; nothing of what it says."""

    award_id: int
    credential_uuid: UUID
    salt: str
    place: StatusPlace
    turn: Turn | None = None


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
    asked = Asked(
        award_id=award_id, credential_uuid=credential_uuid, salt=salt, place=place, turn=turn
    )
    [signed] = sign_awards([asked], now=now)
    return signed


def sign_awards(asked: Sequence[Asked], *, now: datetime) -> list[Signed]:
    """Sign the credentials of claimed awards of one achievement, in their order.

    Each is looked up and checked for itself. Raises Conflict, and signs nothing, when one of them is
    not borne out.
    """
    grounds = _borne_out(asked)
    issuer = grounds[0].award.achievement.issuer
    key = keys.current_key(issuer)
    for each in asked:
        _check_place(each.place, key)
    hands = keys.opened(key), keys.opened(keys.token_key(issuer))
    # A badge speaks the language of the site, whoever's request it is signed in.
    with translation.override(settings.LANGUAGE_CODE):
        return [
            _sign_award(each, ground, key, hands, now)
            for each, ground in zip(asked, grounds, strict=True)
        ]


@dataclass(frozen=True, kw_only=True)
class _Grounds:
    """What the database has on an award: why it was made, and the endorsements it carries. There is no
    progress where a turn has it signed again: it was borne out when it was signed first."""

    award: Award
    progress: Progress | None
    record: Decision | None
    body: Assessment | None
    words: list[dict[str, Any]]


def _sign_award(
    asked: Asked, grounds: _Grounds, key: SigningKey, hands: tuple[Opened, Opened], now: datetime
) -> Signed:
    award, body = grounds.award, grounds.body
    decision = documents.decision_text(award, grounds.progress, grounds.record, asked.turn)
    until = _end(award, asked.turn, now)
    unsigned = documents.build(
        award=award,
        key=key,
        credential_uuid=asked.credential_uuid,
        salt=asked.salt,
        now=now,
        place=asked.place,
        decision=decision,
        valid_until=until,
        endorsements=grounds.words,
        source=documents.issuer_profile(keys.current_key(body.body)) if body else None,
    )
    signed = keys.sign(unsigned, hands[0], created=now)
    return Signed(
        key=key,
        credential_id=signed["id"],
        content=signed,
        document=dump_ascii(signed, indent=1),
        token=keys.sign_token(signed, hands[1]),
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


def _borne_out(asked: Sequence[Asked]) -> list[_Grounds]:
    """The grounds of awards of one achievement, each claimed and not yet signed, its rule met, or to be
    signed again for a turn. Raises Conflict."""
    rows = Award.objects.select_related("achievement__issuer", "criteria", "recipient", "evidence")
    found = rows.in_bulk([each.award_id for each in asked])
    awards = [found[each.award_id] for each in asked]
    if len({award.achievement_id for award in awards}) != 1:
        raise Conflict("achievements", _("Badges of one kind are signed together, not of several."))
    for rule in {award.criteria_id: award.criteria for award in awards}.values():
        _check_rule(rule)
    for award in awards:
        _check_award(award)
    fresh = [found[each.award_id] for each in asked if each.turn is None]
    _refuse_again(asked, fresh)
    progress, records, assessed = _met(fresh), _records(awards), bodies.behind(awards)
    words = _standing_words(awards, assessed)
    return [
        _Grounds(
            award=award,
            progress=progress.get(award.pk),
            record=records.get(award.pk),
            body=assessed.get(award.pk),
            words=words[award.pk],
        )
        for award in awards
    ]


def _refuse_again(asked: Sequence[Asked], fresh: Sequence[Award]) -> None:
    if Credential.objects.filter(award__in=fresh).exists():
        raise Conflict("signed", _("This badge is signed already."))
    for each in asked:
        if each.turn is not None:
            _check_turn(each.award_id, each.turn)


def _check_turn(award_id: int, turn: Turn) -> None:
    """It is the latest of the award, of the credential that counted until now, and met if it renews."""
    latest = Turn.objects.filter(award=award_id).order_by("-pk").first()
    is_of_award = Credential.objects.filter(award=award_id, pk=turn.credential_id).exists()
    taken = Credential.objects.filter(replaces=turn.credential_id).exists()
    if latest != turn or turn.kind not in REISSUED or taken or not is_of_award:
        raise Conflict("signed", _("This badge is signed already."))
    is_met = turn.record.get("verdict", {}).get("state") == "met"
    if turn.kind == Turn.Kind.RENEWED and not is_met:
        raise Conflict("not-met", _("What renews the badge is not met."))


def _check_rule(rule: CriteriaVersion) -> None:
    activity = str(rule.activity_uuid) if rule.activity_uuid else None
    if rule.digest != hashing.digest(validity.content(rule.tree, activity, rule.validity)):
        raise Conflict("rule-changed", _("The badge's rule is not the one that was published."))


def _check_award(award: Award) -> None:
    if award.state != Award.State.CLAIMED:
        raise Conflict("not-claimed", _("Only a claimed badge is signed."))
    if award.evidence.digest != hashing.digest(award.evidence.facts):
        raise Conflict("evidence-changed", _("The evidence is not the one that was kept."))


def _met(awards: Sequence[Award]) -> dict[int, Progress]:
    """By the ids of the awards: that their rule is met. Raises Conflict."""
    rows = Progress.objects.filter(
        achievement__in={award.achievement_id for award in awards},
        person__in=[award.recipient_id for award in awards],
        is_met=True,
    )
    met = {(row.person_id, row.criteria_id): row for row in rows}
    if not all((award.recipient_id, award.criteria_id) in met for award in awards):
        raise Conflict("not-met", _("The badge's rule is not met."))
    return {award.pk: met[award.recipient_id, award.criteria_id] for award in awards}


def _records(awards: Sequence[Award]) -> dict[int, Decision]:
    under = {
        award.pk: (award.achievement_id, award.recipient_id, award.criteria_id) for award in awards
    }
    found = deciding.behind(under.values())
    return {pk: found[key] for pk, key in under.items() if key in found}


def _check_place(place: StatusPlace, key: SigningKey) -> None:
    if place.status_list.issuer_did != keys.issuer_id(key):
        raise Conflict("place", _("The badge's place belongs to another issuer."))


def _standing_words(
    awards: Sequence[Award], assessed: Mapping[int, Assessment]
) -> dict[int, list[dict[str, Any]]]:
    """The signed endorsements that badges of one achievement carry, by the ids of the awards: the
    assessing body's, those their evidence counts, then words for what the badge means and for its
    issuer. What was withdrawn a moment ago may not be revoked yet."""
    most = queries.MOST_EMBEDDED
    counted = {award.pk: queries.counted_in(award) for award in awards}
    standing = endorsements.standing_among({about for each in counted.values() for about in each})
    signed = {item.about: item for item in queries.signed_standing(standing)}
    backing = backing_queries.backings_of(awards[0].achievement).values_list("uuid", flat=True)
    about_badge = queries.signed_standing(list(backing[:most]))
    cosigned = {
        pk: queries.signed_standing([made.uuid])
        for pk in assessed
        if (made := issuers.cosignature_of(pk))
    }
    rank = {about: number for number, about in enumerate(signed)}
    return {
        pk: [
            json.loads(item.document)
            for item in (
                *cosigned.get(pk, ()),
                *(signed[about] for about in sorted(rank.keys() & abouts, key=rank.__getitem__)),
                *about_badge,
            )
        ][:most]
        for pk, abouts in counted.items()
    }


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
    key = keys.current_key(cosigned.assessment.body if cosigned else services.site_issuer())
    _check_place(place, key)
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
