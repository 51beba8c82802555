# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one door to the issuers' keys: nothing is signed that the database does not bear out.

A caller names an award and gives no content. What a broken or taken-over worker asks for is looked up
here again; without the award, the claim, the unchanged evidence and the met rule there is no signature.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from badges import documents, keys
from badges.models import Award, Credential, Progress, SigningKey, StatusList, StatusPlace
from badges.openbadges.statuslist import ENTRY_TYPE
from badges.openbadges.strictjson import dump_ascii
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
    key = keys.current_key(issuer)
    if place.status_list.issuer_did != keys.issuer_id(key):
        raise Conflict("place", _("The badge's place belongs to another issuer."))
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
