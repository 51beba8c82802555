# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Issuers, achievements and their rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from badges import (
    criteria,
    designs,
    editions,
    keys,
    pathways,
    rule_queries,
    rules,
    validity_words,
    words,
)
from badges import validity as validities
from badges.events import CriteriaPublished
from badges.models import Achievement, CriteriaVersion, Issuer
from badges.sources import deeds, reviews
from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing, ids
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.kernel.folding import fold
from peerreview.outbox.services import emit

SITE_ISSUER = "site"


@transaction.atomic
def create_issuer(*, name: str, slug: str, now: datetime | None = None, **profile: Any) -> Issuer:
    """An issuer with its first key; an existing slug gives the issuer there is."""
    issuer, is_new = Issuer.objects.get_or_create(
        slug=slug,
        defaults={
            "name": name,
            "name_key": fold(name),
            "created_at": now or clock.now(),
            **profile,
        },
    )
    if is_new:
        keys.new_key(issuer)
    return issuer


def site_issuer() -> Issuer:
    """The site itself as an issuer, made when first needed."""
    return create_issuer(name=settings.SITE_NAME, slug=SITE_ISSUER)


@transaction.atomic
def define_achievement(
    *,
    issuer: Issuer,
    name: str,
    description: str,
    skills: list[str],
    tree: dict[str, Any],
    activity_uuid: UUID | None = None,
    shape: str = "round",
    colour: str = "brass",
    icon: str = "award",
    opt_in: str = CriteriaVersion.OptIn.SUGGEST,
    by: User | None = None,
    now: datetime | None = None,
) -> Achievement:
    """An achievement with the first version of its design and of its rule. Raises Invalid, by field.

    `by` must design for the issuer and look after the activity it is tied to; None is the site itself.
    """
    content = designs.basic(
        name=name,
        description=description,
        skills=skills,
        look={"shape": shape, "colour": colour, "icon": icon},
        language=settings.LANGUAGE_CODE,
    )
    return define_designed(
        issuer=issuer,
        content=content,
        tree=tree,
        activity_uuid=activity_uuid,
        opt_in=opt_in,
        by=by,
        now=now,
    )


@transaction.atomic
def define_designed(
    *,
    issuer: Issuer,
    content: dict[str, Any],
    tree: dict[str, Any],
    activity_uuid: UUID | None = None,
    opt_in: str = CriteriaVersion.OptIn.SUGGEST,
    picture: bytes = b"",
    validity: dict[str, Any] | None = None,
    uuid: UUID | None = None,
    by: User | None = None,
    now: datetime | None = None,
) -> Achievement:
    """The same from a whole design (badges/designs.py), with its uploaded picture if it has one, and
    with a rule that says how long it is valid. Raises NotAllowed, and Invalid, by field."""
    at = now or clock.now()
    _refuse_outsider(by, activity_uuid, issuer)
    _refuse_taken(designs.said(content)["name"], issuer)
    achievement = Achievement.objects.create(
        uuid=uuid or ids.new_uuid(), issuer=issuer, created_by=by, created_at=at
    )
    editions.append(achievement=achievement, content=content, picture=picture, now=at)
    publish_criteria(
        achievement=achievement,
        tree=tree,
        activity_uuid=activity_uuid,
        opt_in=opt_in,
        validity=validity,
        now=at,
    )
    return achievement


@transaction.atomic
def publish_criteria(
    *,
    achievement: Achievement,
    tree: dict[str, Any],
    activity_uuid: UUID | None = None,
    opt_in: str = CriteriaVersion.OptIn.SUGGEST,
    validity: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> CriteriaVersion:
    """A new version of the rule. What was offered, or asked for, under an earlier one stays as it is."""
    at = now or clock.now()
    activity = checked_rule(tree, activity_uuid, achievement.uuid)
    check_validity(validity, activity_uuid, achievement.uuid)
    with translation.override(settings.LANGUAGE_CODE):
        in_words = words.narrative(tree, activity, rule_queries.names_in(tree))
        in_words += validity_words.narrative(validity, activity)
    content = validities.content(tree, str(activity_uuid) if activity_uuid else None, validity)
    version = CriteriaVersion.objects.create(
        achievement=achievement,
        number=achievement.criteria_versions.count() + 1,
        opt_in=opt_in,
        tree=tree,
        activity_uuid=activity_uuid,
        validity=validity,
        narrative=in_words,
        digest=hashing.digest(content),
        published_at=at,
    )
    emit(
        CriteriaPublished(
            achievement_id=achievement.pk, criteria_id=version.pk, number=version.number
        ),
        now=at,
    )
    return version


def _refuse_circle(badge: UUID, tree: dict[str, Any]) -> None:
    graph = rule_queries.what_counts_towards_what()
    steps = criteria.prerequisites(tree)
    if not set(steps) <= set(graph):
        raise Invalid("no-badge", _("One of the badges that count does not exist."), field="tree")
    own = str(badge)
    if way := pathways.circle({**graph, own: steps}, own):
        names = rule_queries.names_of(way)
        message = _("These badges would wait for each other: %(way)s.")
        named = " → ".join(names[uuid] for uuid in way)
        raise Invalid("circle", message % {"way": named}, field="tree")


def _refuse_outsider(by: User | None, activity_uuid: UUID | None, issuer: Issuer) -> None:
    if by is None:
        return
    theirs = [fact.activity_uuid for fact in reviews.activities_to_tie(by.pk)]
    if not rules.may_define(by, facilitates=deeds.facilitates(by.pk), issuer=issuer):
        raise NotAllowed("not-facilitator", _("Only facilitators design badges."))
    if activity_uuid and activity_uuid not in theirs:
        message = _("Choose an activity that you look after.")
        raise Invalid("not-yours", message, field="activity")


def _refuse_taken(name: str, issuer: Issuer) -> None:
    if Achievement.objects.filter(issuer=issuer, name__iexact=name).exists():
        message = _("There is a badge with this name already. Choose another name.")
        raise Invalid("taken", message, field="name")


def checked_rule(
    tree: dict[str, Any], activity_uuid: UUID | None, own: UUID
) -> reviews.ActivityFact | None:
    """The activity the rule is about; `own` is the id of its badge, which need not be there yet.
    Raises Invalid when it asks what can never be met."""
    try:
        criteria.check(tree)
    except criteria.CriteriaError as error:
        raise Invalid("rule", str(error), field="tree") from None
    _refuse_circle(own, tree)
    if not criteria.looks_at_reviews(tree):
        return None
    activity = reviews.activity_fact(activity_uuid) if activity_uuid else None
    if activity is None:
        message = _("Choose the activity whose reviews count.")
        raise Invalid("no-activity", message, field="activity")
    _check_levels(tree, activity)
    return activity


def check_validity(validity: dict[str, Any] | None, activity_uuid: UUID | None, own: UUID) -> None:
    """Raises Invalid for what could not be, or never be renewed."""
    if validity is None:
        return
    try:
        validities.check(validity)
    except criteria.CriteriaError as error:
        raise Invalid("validity", str(error), field="valid_months") from None
    checked_rule(validity["renewal"], activity_uuid, own)


def _check_levels(tree: dict[str, Any], activity: reviews.ActivityFact) -> None:
    known = {fact.key: len(fact.levels) for fact in activity.criteria}
    for kind, body in criteria.leaves(tree):
        if kind != "consensus":
            continue
        keys_asked = list(known) if body["criteria"] == "all" else body["criteria"]
        if not set(keys_asked) <= set(known):
            message = _("The rubric of the activity has no such criterion.")
            raise Invalid("no-criterion", message, field="criteria")
        if body["level"] >= min(known[key] for key in keys_asked):
            message = _("Not every criterion of the rubric has that level. Choose a lower one.")
            raise Invalid("no-level", message, field="level")
