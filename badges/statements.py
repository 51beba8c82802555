# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The EndorsementCredential of what somebody vouches for: for a person's skill, or for a thing; and
that of a body for an award it assessed.

For people the site's issuer is named as who signs; who vouches, how they know, and on what they rest
is said inside (docs/decisions/0007). A body signs itself.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from badges import documents, words
from badges.issuers.models import Cosignature
from badges.models import Backing, SigningKey, StatusPlace
from badges.openbadges import model
from badges.openbadges.credential import build_endorsement
from badges.sources import endorsements
from badges.sources.endorsements import EndorsementFact
from badges.things import Thing

ARTIFACT, REVIEW, RELATION = "artifact", "peer review", "relation"
SUBJECT, REQUEST = "subject", "request"


def build(
    said: Mapping[str, Any],
    *,
    key: SigningKey,
    credential_uuid: uuid.UUID,
    place: StatusPlace,
    now: datetime,
) -> dict[str, Any]:
    """The unsigned EndorsementCredential; `said` is of `said_of_person` or `said_of_thing`."""
    return build_endorsement(
        model.Endorsement(
            id=documents.public_id("endorsements/signed", credential_uuid),
            issuer=documents.issuer_profile(key),
            valid_from=now,
            status=documents.status_entry(place),
            **said,
        )
    )


# --- for a person --------------------------------------------------------------------------------
def said_of_person(fact: EndorsementFact) -> dict[str, Any]:
    """What a standing endorsement says. Who is not public is not named."""
    given_by = words.given_by(fact.endorser_name if fact.endorser_is_public else "", fact.relation)
    return {
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


def _subject_of(fact: EndorsementFact) -> str:
    """The work, where there is one; it can be named before any badge exists. Else the person, by a
    name that holds in this statement alone: it may lie in a badge on a page under a pseudonym."""
    return f"urn:uuid:{fact.version_uuid}" if fact.version_uuid else _part(fact, SUBJECT)


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
    if fact.was_asked_for:
        found.append(
            model.Evidence(
                id=_part(fact, REQUEST),
                name=_("Asked for"),
                description=_("Who it is about asked for it, and chose the work that it cites.")
                if fact.version_uuid
                else _("Who it is about asked for it."),
                genre=REQUEST,
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


# --- for a thing ---------------------------------------------------------------------------------
def said_of_thing(backing: Backing, thing: Thing) -> dict[str, Any]:
    """What an accepted word for a badge's meaning, an issuer or a badge held says."""
    who = backing.on_behalf_of or backing.endorser.display_name
    return {
        "name": _("Endorsement by %(who)s") % {"who": who},
        "subject_id": thing.subject_id,
        "comment": _backing_words(backing),
        "awarded": backing.given_at,
        "description": _("Said on %(day)s; signed on behalf of %(who)s by %(site)s.")
        % {"day": backing.given_at.date().isoformat(), "who": who, "site": settings.SITE_NAME},
    }


# --- for an award --------------------------------------------------------------------------------
def said_of_award(cosigned: Cosignature) -> dict[str, Any]:
    """What an assessing body says of an award: about the work, where it rests on one, else about what the
    badge means. It names nobody."""
    award, body = cosigned.award, cosigned.assessment.body
    achievement, facts = award.achievement, award.evidence.facts
    submission = facts["submission"]
    work = f"urn:uuid:{submission['version_uuid']}" if submission else None
    values = {
        "body": body.name,
        "badge": achievement.name,
        "issuer": achievement.issuer.name,
    }
    return {
        "name": _("Assessed by %(body)s") % values,
        "subject_id": work or documents.public_id("badges", achievement.uuid),
        "comment": _(
            "%(body)s assessed on behalf of %(issuer)s what “%(badge)s” asks for, and stands by this award."
        )
        % values,
        "description": _("Signed by %(body)s with its own key.") % values,
    }


def _backing_words(backing: Backing) -> str:
    if backing.hours is None:
        return backing.words
    counts = _("Counts as %(hours)s hours.") % {"hours": f"{backing.hours:f}"}
    return f"{backing.words}\n\n{counts}"
