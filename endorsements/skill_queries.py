# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading skills, frameworks and what they are linked with."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from endorsements.models import CriterionLink, Entry, Framework, Merge, Skill
from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort, Membership
from peerreview.kernel.folding import fold
from peerreview.rubrics.models import Criterion, Rubric

# More than these are not offered in a list; each can still be named.
MOST_OFFERED = 300


def skills() -> QuerySet[Skill]:
    """Skills people endorse each other for, by name."""
    return Skill.objects.filter(merged_into=None, withheld_at=None).order_by("name", "pk")


def skills_between(*people: User) -> QuerySet[Skill]:
    """Skills that all these people may speak of: of the site, of no framework, of groups they share."""
    inside = Entry.objects.filter(skill=OuterRef("pk"))
    shared = Q(framework__cohort=None) | Q(framework__cohort__in=_groups_of(*people))
    reachable = Exists(inside.filter(shared))
    return skills().filter(reachable | ~Exists(inside))


def skills_in(cohort_id: int | None) -> QuerySet[Skill]:
    """Skills that a cohort may speak of: of the site, of no framework, and its own."""
    inside = Entry.objects.filter(skill=OuterRef("pk"))
    own = Q(framework__cohort=None) | Q(framework__cohort=cohort_id)
    return skills().filter(Exists(inside.filter(own)) | ~Exists(inside))


def _groups_of(*people: User) -> QuerySet[Membership]:
    shared = Membership.objects.filter(user=people[0], left_at=None)
    for person in people[1:]:
        beside = Membership.objects.filter(user=person, left_at=None)
        shared = shared.filter(cohort__in=beside.values("cohort"))
    return shared.values("cohort")


def readable_by(user: User) -> QuerySet[Framework]:
    """Frameworks a person may read, with `size`: the site's, and those of their groups."""
    rows = Framework.objects.annotate(size=Count("entries")).select_related("cohort")
    if not user.is_staff:
        rows = rows.filter(Q(cohort=None) | Q(cohort__in=_groups_of(user)))
    return rows.order_by("cohort__name", "name", "pk")


def frameworks_of(cohort: Cohort) -> QuerySet[Framework]:
    """A group's own frameworks by name."""
    return Framework.objects.filter(cohort=cohort).order_by("name", "pk")


def entries_of(framework: Framework, *, search: str = "") -> QuerySet[Entry]:
    """The skills of a framework by name."""
    rows = Entry.objects.filter(framework=framework, skill__withheld_at=None)
    rows = rows.select_related("skill")
    if search:
        rows = rows.filter(skill__name__icontains=search)
    return rows.order_by("skill__name", "pk")


def entries_with(skill: Skill, user: User) -> QuerySet[Entry]:
    """How the communities the reader belongs to mean a skill."""
    rows = Entry.objects.filter(skill=skill, framework__in=readable_by(user))
    return rows.select_related("framework__cohort").order_by("framework__name", "pk")


def alignments_of(names: Iterable[str]) -> list[dict[str, str]]:
    """Where the site's own frameworks say these skills are in public ones, each address once; with
    `skill`, the name it has here. What groups say among themselves is not told."""
    wanted = Skill.objects.filter(key__in=[fold(name) for name in names])
    skills = Coalesce("merged_into", "pk")
    rows = Entry.objects.filter(framework__cohort=None, skill__in=wanted.values_list(skills))
    rows = rows.select_related("skill").order_by("skill__name", "pk")
    found: dict[str, dict[str, str]] = {}
    for row in rows[:MOST_OFFERED]:
        for each in row.alignments:
            found.setdefault(each["url"], {**each, "skill": row.skill.name})
    return list(found.values())


def links_of(skill: Skill) -> QuerySet[CriterionLink]:
    """The criteria that show a skill."""
    return CriterionLink.objects.filter(skill=skill).select_related("rubric").order_by("pk")


def skills_of_rubric(rubric_uuid: UUID) -> QuerySet[Skill]:
    """Skills that criteria of the rubric show."""
    linked = CriterionLink.objects.filter(rubric__uuid=rubric_uuid).values("skill")
    return skills().filter(pk__in=linked)


def merges() -> QuerySet[Merge]:
    """What was merged, newest first."""
    return Merge.objects.select_related("source", "target", "by")


def links_of_rubric(rubric: Rubric) -> QuerySet[CriterionLink]:
    """The skills that criteria of a rubric show."""
    return CriterionLink.objects.filter(rubric=rubric).select_related("skill").order_by("pk")


def criteria_titles(rubric: Rubric) -> dict[str, str]:
    """The criteria of all versions of a rubric: titles by key, the newest wording."""
    rows = Criterion.objects.filter(version__rubric=rubric)
    return dict(rows.order_by("version__number", "position").values_list("key", "title"))
