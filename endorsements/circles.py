# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Study groups and vouching: who has seen enough of whom, and how many voices come from inside and outside.

What a reader is told is what the whole group may know anyway: reviews under open names and sessions
in the group's rooms. Who reviewed whom blind is in none of it, and nobody is told whom to endorse.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from endorsements import queries
from endorsements.models import CriterionLink, Endorsement
from peerreview.accounts.models import User
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.queries import ever_beside
from peerreview.groups.queries import Seen, seen_in


@dataclass(frozen=True)
class Ground:
    """What somebody has seen of another's work, and on which skills they could speak."""

    titles: tuple[str, ...]
    skills: tuple[str, ...]
    has_reviewed: bool


@dataclass(frozen=True)
class Cell:
    """Whether that person has seen something; None where nothing, or where it is their own."""

    by: User
    ground: Ground | None


@dataclass(frozen=True)
class Row:
    """One member's work: by whom it was seen, in the order of the columns."""

    person: User
    is_reader: bool
    cells: tuple[Cell, ...]

    @property
    def seen_by(self) -> int:
        """How many have seen something."""
        return sum(cell.ground is not None for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """Members × members, the reader first in both."""

    people: tuple[User, ...]
    rows: tuple[Row, ...]


def table(group: Cohort, reader: User) -> Table:
    """Who could vouch for whom. As many queries for twelve as for three."""
    people = [seat.user for seat in cohort_rules.members_of(group)]
    people.sort(key=lambda person: (person.pk != reader.pk, person.display_name, person.pk))
    grounds = _grounds(seen_in(group))
    rows = tuple(
        Row(
            of,
            of.pk == reader.pk,
            tuple(Cell(by, grounds.get((by.pk, of.pk))) for by in people),
        )
        for of in people
    )
    return Table(tuple(people), rows)


def _grounds(seen: list[Seen]) -> dict[tuple[int, int], Ground]:
    skills = _skills_by_rubric({each.rubric_uuid for each in seen})
    found: dict[tuple[int, int], list[Seen]] = defaultdict(list)
    for each in seen:
        found[each.by_id, each.of_id].append(each)
    return {
        pair: Ground(
            titles=tuple(dict.fromkeys(each.title for each in many)),
            skills=tuple(sorted({name for each in many for name in skills[each.rubric_uuid]})),
            has_reviewed=any(each.is_review for each in many),
        )
        for pair, many in found.items()
    }


def _skills_by_rubric(rubrics: Iterable[UUID]) -> dict[UUID, set[str]]:
    rows = CriterionLink.objects.filter(rubric__uuid__in=list(rubrics)).order_by("pk")
    found: dict[UUID, set[str]] = defaultdict(set)
    for rubric, name in rows.values_list("rubric__uuid", "skill__name"):
        found[rubric].add(name)
    return found


# ---- Voices -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Voices:
    """Of one skill of one person: how many vouch from inside a group, and how many from outside all theirs.

    Notes of thanks are neither. `size` is how many members the group has now.
    """

    group_uuid: UUID
    skill_name: str
    size: int
    inside: int
    outside: int


def voices_of(person_id: int) -> list[Voices]:
    """By study group that the person is in now, and skill. Who ever shared a group with the person is no
    voice from outside, so that leaving it makes none; guests are no voice from inside."""
    members, ever, sizes = _circles(person_id)
    spoken: dict[str, set[int]] = defaultdict(set)
    rows = queries.visible_of(person_id).filter(evidence__gt=Endorsement.Evidence.NOTE)
    for name, endorser in rows.order_by("pk").values_list("skill__name", "endorser_id"):
        spoken[name].add(endorser)
    return [
        Voices(group, name, sizes[group], len(who & inside), len(who - ever))
        for group, inside in sorted(members.items(), key=lambda each: str(each[0]))
        for name, who in sorted(spoken.items())
    ]


def _circles(person_id: int) -> tuple[dict[UUID, set[int]], set[int], dict[UUID, int]]:
    """The present groups with the other members, all who were ever beside the person, the groups' sizes."""
    members: dict[UUID, set[int]] = defaultdict(set)
    ever: set[int] = set()
    rows = ever_beside(person_id).values_list("cohort__uuid", "user_id", "role", "left_at")
    for group, user, role, left_at in rows:
        ever.add(user)
        if left_at is None and role != "guest":
            members[group].add(user)
    mine = {group: people for group, people in members.items() if person_id in people}
    sizes = {group: len(people) for group, people in mine.items()}
    return {group: people - {person_id} for group, people in mine.items()}, ever, sizes


def next_step(person: User) -> str:
    """The smallest thing that would add most for a member of a group, in words and without a number."""
    voices = voices_of(person.pk)
    if any(each.outside for each in voices):
        return _("Somebody from outside has spoken for you. One more in the same skill adds most.")
    if any(each.inside for each in voices):
        return _(
            "All who spoke for you are in your groups, and count as one voice. "
            "A voice from outside is the next best step."
        )
    return _(
        "Nobody has spoken for you yet. The word of somebody from outside who reviewed your work opens "
        "what your group’s words add."
    )
