# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading rubrics."""

from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When

from peerreview.accounts.models import User
from peerreview.rubrics.models import Criterion, Rubric, RubricVersion
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec


def criteria_of(version: RubricVersion) -> list[Criterion]:
    """The criteria in order, each with its levels (lowest first) at hand; two queries."""
    return list(version.criteria.prefetch_related("levels").order_by("position"))


def criteria_at_hand(version: RubricVersion) -> tuple[Criterion, ...]:
    """`criteria_of`, read once per process: a version never changes. Not to be changed either."""
    found = _at_hand.get(version.uuid)
    if found is None:
        if len(_at_hand) >= AT_HAND_MOST:
            _at_hand.clear()
        found = _at_hand[version.uuid] = tuple(criteria_of(version))
    return found


AT_HAND_MOST = 200
_at_hand: dict[UUID, tuple[Criterion, ...]] = {}


def spec_of(version: RubricVersion) -> RubricSpec:
    """What `version` says, such that its hashes can be taken again; two queries."""
    return RubricSpec(
        title=version.title,
        guidance=version.guidance,
        criteria=tuple(_criterion_spec(criterion) for criterion in criteria_of(version)),
        overall=version.overall,
        overall_min_chars=version.overall_min_chars,
        asks_missed=version.asks_missed,
    )


def _criterion_spec(criterion: Criterion) -> CriterionSpec:
    return CriterionSpec(
        key=criterion.key,
        title=criterion.title,
        description=criterion.description,
        weight=criterion.weight,
        comment=criterion.comment,
        comment_min_chars=criterion.comment_min_chars,
        questions=tuple(criterion.questions.splitlines()),
        allows_cannot_judge=criterion.allows_cannot_judge,
        levels=tuple(
            LevelSpec(level.title, level.description, level.points)
            for level in criterion.levels.all()
        ),
    )


def latest_version(rubric: Rubric) -> RubricVersion:
    """The newest version of a rubric (each has one: a rubric is made by publishing)."""
    return rubric.versions.select_related("rubric__owner").order_by("-number")[0]


def readable_by(user: User) -> QuerySet[Rubric]:
    """The rubrics a person may read: the shared library and their own."""
    return Rubric.objects.filter(Q(is_shared=True) | Q(owner=user))


def library(user: User, *, search: str = "", is_own: bool = False) -> QuerySet[Rubric]:
    """What `user` may read, own first, with `version_number`, `published_at` and `criteria_count`.

    `search` looks in titles, advice and criteria of the newest version.
    """
    newest = RubricVersion.objects.filter(rubric=OuterRef("pk")).order_by("-number")
    count = newest.annotate(criteria_count=Count("criteria")).values("criteria_count")[:1]
    found = Rubric.objects.filter(owner=user) if is_own else readable_by(user)
    if search:
        found = found.filter(Exists(_saying(search)))
    return (
        found.select_related("owner")
        .annotate(
            version_number=Subquery(newest.values("number")[:1]),
            published_at=Subquery(newest.values("published_at")[:1]),
            criteria_count=Subquery(count),
        )
        .order_by(Case(When(owner=user, then=0), default=1), "title", "pk")
    )


def _saying(search: str) -> QuerySet[RubricVersion]:
    newest = RubricVersion.objects.filter(rubric=OuterRef("rubric")).order_by("-number")
    words = Q(title__icontains=search) | Q(guidance__icontains=search)
    criteria = Criterion.objects.filter(version=OuterRef("pk"), title__icontains=search)
    return RubricVersion.objects.filter(
        words | Exists(criteria),
        rubric=OuterRef("pk"),
        number=Subquery(newest.values("number")[:1]),
    )


def versions_of(rubric: Rubric) -> QuerySet[RubricVersion]:
    """All versions, the newest first, with `criteria_count`."""
    return rubric.versions.annotate(criteria_count=Count("criteria")).order_by("-number")


def versions_for_choice(
    user: User, *, keep: RubricVersion | None = None
) -> QuerySet[RubricVersion]:
    """The newest version of each rubric `user` may read, for choosing one by its title; and the one
    that is in use already."""
    newest = RubricVersion.objects.filter(rubric=OuterRef("rubric")).order_by("-number")
    return (
        RubricVersion.objects.filter(
            Q(rubric__in=readable_by(user), number=Subquery(newest.values("number")[:1]))
            | Q(pk=keep.pk if keep else None)
        )
        .select_related("rubric")
        .order_by("-rubric__is_shared", "title", "pk")
    )
