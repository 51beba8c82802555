# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The credential of an award, built from its evidence snapshot and never from live tables."""

import hashlib
import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from badges import criteria, describing, editions, keys, marks, words
from badges.life_models import Turn
from badges.models import (
    Achievement,
    Award,
    CriteriaVersion,
    Issuer,
    Progress,
    SigningKey,
    StatusPlace,
)
from badges.openbadges import model
from badges.openbadges.credential import build_badge
from badges.openbadges.model import StatisticKind
from badges.rule_models import Decision
from peerreview.kernel import hashing


def public_id(kind: str, identifier: uuid.UUID) -> str:
    """The id of one of our things for the world: its address where we have one, else a URN."""
    if settings.SITE_IS_PUBLIC:
        return f"{settings.SITE_URL}/{kind}/{identifier}/"
    return f"urn:uuid:{identifier}"


def decision(award: Award, progress: Progress, record: Decision | None) -> dict[str, Any]:
    """Why the award was made: the rule, the evidence by its digest, the verdict, and the record behind
    it (`deciding.behind`). It names nobody."""
    rule = award.criteria
    return {
        "record": {"number": record.number, "digest": record.digest} if record else None,
        "achievement": public_id("badges", award.achievement.uuid),
        "criteria": {"number": rule.number, "digest": rule.digest, "tree": rule.tree},
        "evidence": {"digest": award.evidence.digest, "taken": _iso(award.evidence.taken_at)},
        "verdict": progress.verdict,
        "offered": _iso(award.offered_at),
    }


def decision_text(
    award: Award, progress: Progress | None, record: Decision | None, turn: Turn | None
) -> str:
    """The record as it is stored and signed for. Of an award that is signed again it is the one of the
    first time; a renewal is added, with what it was judged on."""
    if turn is None or progress is not None:
        return hashing.canonical(decision(award, progress, record)).decode()
    if turn.kind != Turn.Kind.RENEWED:
        return turn.credential.decision
    before = json.loads(turn.credential.decision or "{}")
    return hashing.canonical({**before, "renewal": {**turn.record, "at": _iso(turn.at)}}).decode()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def build(
    *,
    award: Award,
    key: SigningKey,
    credential_uuid: uuid.UUID,
    salt: str,
    now: datetime,
    place: StatusPlace,
    decision: str,
    valid_until: datetime | None = None,
    endorsements: Sequence[dict[str, Any]] = (),
    source: model.Issuer | None = None,
) -> dict[str, Any]:
    """The unsigned OpenBadgeCredential of the award. `decision` is the text of its decision record,
    `endorsements` are signed on their own, `source` is the body that assessed."""
    facts = editions.as_awarded(award).evidence.facts
    submission = facts["submission"]
    badge = model.Badge(
        id=public_id("credentials", credential_uuid),
        issuer=issuer_profile(key),
        achievement=_achievement(award, submission),
        recipient=model.Recipient(
            # Tokens need a name for the subject; this one means nothing anywhere else.
            id=f"urn:uuid:{uuid.uuid5(credential_uuid, 'subject')}",
            email=award.recipient.email,
            salt=salt,
            name=award.printed_name,
        ),
        valid_from=now,
        valid_until=valid_until,
        awarded=award.offered_at,
        description=_("Awarded on the evidence inside, which anyone can check."),
        results=_results(award.achievement, submission),
        statistics=_statistics(award, submission),
        evidence=(
            *_evidence(submission, facts["endorsements"]),
            _decision(credential_uuid, decision),
        ),
        endorsements=tuple(endorsements),
        source=source,
        status=status_entry(place),
    )
    return build_badge(badge)


def status_entry(place: StatusPlace) -> model.StatusEntry | None:
    """Where a credential says that its status can be looked up; nowhere when nobody else can reach
    this site, so that what it signs verifies offline."""
    return entry_at(place) if settings.SITE_IS_PUBLIC else None


def entry_at(place: StatusPlace) -> model.StatusEntry:
    """That place, at its address here."""
    path = reverse("status-list", args=[place.status_list.uuid])
    return model.StatusEntry(list_url=f"{settings.SITE_URL}{path}", index=place.index)


def _decision(credential_uuid: uuid.UUID, record: str) -> model.Evidence:
    path = reverse("credential-decision", args=[credential_uuid])
    address = f"{settings.SITE_URL}{path}"
    urn = f"urn:uuid:{uuid.uuid5(credential_uuid, 'decision')}"
    return model.Evidence(
        id=address if settings.SITE_IS_PUBLIC else urn,
        name=_("Decision record"),
        description=_("The rule, the evidence it was judged on, and the verdict, part by part."),
        genre="decision record",
        sha256=hashlib.sha256(record.encode()).digest(),
    )


def issuer_profile(key: SigningKey) -> model.Issuer:
    """The issuer the key belongs to, as documents name it."""
    issuer = key.issuer
    logo = model.Image(url=logo_url(issuer), caption=issuer.name) if issuer.logo else None
    return model.Issuer(
        id=keys.issuer_id(key),
        name=issuer.name,
        url=home_of(issuer) if issuer.website or settings.SITE_IS_PUBLIC else None,
        description=issuer.description,
        email=issuer.public_email,
        image=logo if settings.SITE_IS_PUBLIC else None,
    )


def home_of(issuer: Issuer) -> str:
    """Where to read about an issuer: its own website, else here."""
    if issuer.kind == issuer.Kind.SITE:
        return issuer.website or settings.SITE_URL
    return issuer.website or f"{settings.SITE_URL}{reverse('issuer', args=[issuer.slug])}"


def logo_url(issuer: Issuer) -> str:
    """Where its logo lies."""
    return f"{settings.SITE_URL}{reverse('issuer-logo', args=[issuer.slug])}"


def _achievement(award: Award, submission: dict[str, Any] | None) -> model.Achievement:
    achievement, rule = award.achievement, award.criteria
    address = public_id("badges", achievement.uuid)
    return describing.described(
        achievement,
        rule,
        id=address,
        page=address if settings.SITE_IS_PUBLIC else "",
        # Snapshots taken before alignments were kept have none.
        inherited=award.evidence.facts.get("alignments", []),
        criteria=tuple(criterion(achievement, rule, fact) for fact in _criteria(submission)),
    )


def _criteria(submission: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The criteria that reviews speak of."""
    return [fact for fact in submission["criteria"] if fact["reviews"]] if submission else []


def _named(achievement: Achievement, *parts: object) -> str:
    """A stable URN for a part of the achievement: the same in every credential of it."""
    return f"urn:uuid:{uuid.uuid5(achievement.uuid, '/'.join(map(str, parts)))}"


def criterion(
    achievement: Achievement, rule: CriteriaVersion, fact: dict[str, Any]
) -> model.Criterion:
    """A criterion of the rubric, with the level the rule asks for."""
    required = criteria.required_level(rule.tree, fact["key"])
    return model.Criterion(
        id=_named(achievement, "criterion", fact["key"]),
        name=fact["title"],
        levels=tuple(
            model.Level(
                id=_named(achievement, "level", fact["key"], level["value"]),
                name=level["title"],
                description=level["description"],
                points=level["points"],
            )
            for level in fact["levels"]
        ),
        required_level_id=_named(achievement, "level", fact["key"], required[0])
        if required
        else None,
        minimum="0",
        maximum=str(len(fact["levels"]) - 1),
    )


def _results(
    achievement: Achievement, submission: dict[str, Any] | None
) -> tuple[model.CriterionResult, ...]:
    return tuple(
        model.CriterionResult(
            criterion_id=_named(achievement, "criterion", fact["key"]),
            level_id=_named(achievement, "level", fact["key"], fact["consensus_value"]),
            value=marks.signed(fact["posterior"]),
        )
        for fact in _criteria(submission)
    )


def _statistics(award: Award, submission: dict[str, Any] | None) -> tuple[model.Statistic, ...]:
    if not _is_reviewed(submission):
        return ()
    asked = _asked(award, "reviewers", "independent")
    found = [
        model.Statistic(
            id=_named(award.achievement, "reviewers"),
            kind=StatisticKind.REVIEWER_COUNT,
            name=_("Independent reviewers"),
            value=str(submission["independent_reviewers"]),
            minimum="0",
            required=str(max(asked, default="")),
        )
    ]
    for fact in _criteria(submission):
        found += _criterion_statistics(award, fact)
    return tuple(found)


def _is_reviewed(submission: dict[str, Any] | None) -> bool:
    return submission is not None and submission["independent_reviewers"] > 0


def _asked(award: Award, kind: str, field: str) -> list[int]:
    leaves = criteria.leaves(award.criteria.tree)
    return [body[field] for found, body in leaves if found == kind]


def _criterion_statistics(award: Award, fact: dict[str, Any]) -> list[model.Statistic]:
    found = []
    required = criteria.required_level(award.criteria.tree, fact["key"])
    if required:
        level, probability = required
        found.append(
            model.Statistic(
                id=_named(award.achievement, "probability", fact["key"]),
                kind=StatisticKind.PROBABILITY,
                name=_("%(criterion)s: probability of “%(level)s” or higher")
                % {"criterion": fact["title"], "level": fact["levels"][level]["title"]},
                value=_chance(fact["at_least"][level]),
                minimum="0",
                maximum="1",
                required=str(probability),
            )
        )
    if fact["agreement"] is not None:
        found.append(
            model.Statistic(
                id=_named(award.achievement, "agreement", fact["key"]),
                kind=StatisticKind.AGREEMENT,
                name=_("%(criterion)s: agreement of the reviewers") % {"criterion": fact["title"]},
                value=f"{fact['agreement']:.2f}",
                minimum="0",
                maximum="1",
            )
        )
    return found


def _chance(value: float) -> str:
    """Three decimals, never rounded up: no number of reviews makes certain."""
    return f"{min(int(value * 1000), 999) / 1000:.3f}"


def _evidence(
    submission: dict[str, Any] | None, endorsed: list[dict[str, Any]]
) -> tuple[model.Evidence, ...]:
    found: list[model.Evidence] = []
    if submission:
        found += [_artifact(submission), *_parts(submission)]
    if _is_reviewed(submission):
        found.append(_reviews(submission))
    return (*found, *map(_endorsement, endorsed))


def _artifact(submission: dict[str, Any]) -> model.Evidence:
    return model.Evidence(
        id=f"urn:uuid:{submission['version_uuid']}",
        name=submission["version_title"],
        description=_("The artifact as it was handed in to “%(activity)s”.")
        % {"activity": submission["activity_title"]},
        narrative=_(
            "The fingerprint is the SHA-256 of the artifact's manifest: its title and, for each of its "
            "pieces, the kind, the caption and the SHA-256 of the content."
        ),
        genre="artifact",
        sha256=bytes.fromhex(submission["artifact_digest"]),
    )


def _parts(submission: dict[str, Any]) -> list[model.Evidence]:
    version = uuid.UUID(submission["version_uuid"])
    return [
        model.Evidence(
            id=f"urn:uuid:{uuid.uuid5(version, f'part {number}')}",
            name=_("Piece %(number)d of the artifact") % {"number": number},
            genre=part["kind"],
            sha256=bytes.fromhex(part["sha256"]),
        )
        for number, part in enumerate(submission["parts"], start=1)
    ]


def _reviews(submission: dict[str, Any]) -> model.Evidence:
    count = submission["independent_reviewers"]
    return model.Evidence(
        id=f"urn:uuid:{submission['outcome_uuid']}",
        name=_("Peer review"),
        description=ngettext(
            "%(n)d peer reviewed the artifact against the rubric “%(rubric)s”.",
            "%(n)d peers reviewed the artifact against the rubric “%(rubric)s”.",
            count,
        )
        % {"n": count, "rubric": submission["rubric_title"]},
        # Not the digest of the scores: with it, a guess who reviewed could be confirmed.
        narrative=_("Consensus by %(algorithm)s. Rubric, SHA-256: %(rubric)s.")
        % {"algorithm": submission["algorithm"], "rubric": submission["rubric_digest"]},
        genre="peer review",
    )


def _endorsement(fact: dict[str, Any]) -> model.Evidence:
    digest = fact["artifact_digest"]
    return model.Evidence(
        id=f"urn:uuid:{fact['endorsement_uuid']}",
        name=_("Endorsement: %(skill)s") % {"skill": fact["skill_name"]},
        description=words.given_by(fact["endorser_name"], fact["relation"]),
        narrative=fact["reason"],
        genre="endorsement",
        sha256=bytes.fromhex(digest) if digest else None,
    )
