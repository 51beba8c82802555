# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Frameworks: made, filled by hand or from a file, linked with rubrics."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from endorsements import rules, sheets, skill_queries, skills
from endorsements.events import FrameworkImported
from endorsements.models import CriterionLink, Entry, Framework, Skill
from endorsements.sheets import Line
from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.kernel.folding import fold
from peerreview.outbox.services import emit
from peerreview.rubrics.models import Rubric

FRAMEWORK_NAME_MOST = 120
ENTRIES_MOST = 5_000
NEW, CHANGED, SAME, TAKEN = "new", "changed", "same", "taken"


@transaction.atomic
def create_framework(
    *,
    name: str,
    by: User,
    cohort: Cohort | None = None,
    description: str = "",
    now: datetime | None = None,
) -> Framework:
    """The site's (by staff) or a group's framework. The same name again gives the one there is."""
    made = Framework(
        cohort=cohort,
        name=_named(name),
        description=text.one_line(description)[:400],
        created_by=by,
        created_at=now or clock.now(),
    )
    _refuse_unless_tender(made, by)
    there = Framework.objects.filter(cohort=cohort, name=made.name).first()
    if there:
        return there
    made.save()
    return made


@transaction.atomic
def describe(*, framework: Framework, by: User, name: str, description: str) -> Framework:
    """Change its name and description."""
    _refuse_unless_tender(framework, by)
    name = _named(name)
    others = Framework.objects.filter(cohort=framework.cohort, name=name).exclude(pk=framework.pk)
    if others.exists():
        message = _("There is a framework of this name here already.")
        raise Conflict("taken", message, field="name")
    framework.name, framework.description = name, text.one_line(description)[:400]
    framework.save(update_fields=["name", "description"])
    return framework


def _named(name: str) -> str:
    name = text.one_line(name)
    if not fold(name):
        raise Invalid("empty", _("Give the framework a name."), field="name")
    if len(name) > FRAMEWORK_NAME_MOST:
        raise Invalid("long", _("Keep the name to 120 characters."), field="name")
    return name


def _refuse_unless_tender(framework: Framework, by: User) -> None:
    if not rules.may_tend_framework(by, framework):
        message = _("Only who looks after this group, and staff, change its skills.")
        raise NotAllowed("not-facilitator", message)


@transaction.atomic
def put(
    *, framework: Framework, line: Line, by: User, now: datetime | None = None
) -> tuple[Entry, str]:
    """A skill of a framework as the line says, and whether that was NEW, CHANGED or the SAME.

    It is known by its identifier, or where it has none by its name. Raises Conflict for a look-alike
    of another skill.
    """
    _refuse_unless_tender(framework, by)
    return _put(framework, _checked(line), by, now or clock.now())


def _checked(line: Line) -> Line:
    if problem := sheets.name_problem(line.name):
        raise Invalid("name", problem, field="name")
    for alignment in line.alignments:
        if not sheets.is_address(alignment["url"]):
            message = _("Write a whole address that begins with https:// or http://.")
            raise Invalid("url", message, field="alignment_url")
    return line


def _put(framework: Framework, line: Line, by: User, at: datetime) -> tuple[Entry, str]:
    entry = _there(framework, line)
    skill = skills.add_skill(name=line.name, by=by, now=at)
    values = {
        "skill": skill,
        "identifier": line.identifier,
        "description": line.description,
        "levels": list(line.levels),
        "alignments": list(line.alignments),
    }
    if entry is None:
        _refuse_if_full(framework)
        return Entry.objects.create(framework=framework, added_at=at, **values), NEW
    if all(getattr(entry, name) == value for name, value in values.items()):
        return entry, SAME
    if entry.skill_id != skill.pk and framework.entries.filter(skill=skill).exists():
        message = _("“%(name)s” is in this framework already, under another identifier.")
        raise Conflict("taken", message % {"name": skill.name}, field="name")
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save(update_fields=list(values))
    return entry, CHANGED


def _there(framework: Framework, line: Line) -> Entry | None:
    entries = framework.entries.select_related("skill")
    if line.identifier:
        found = entries.filter(identifier=line.identifier).first()
        if found:
            return found
    key = fold(line.name)
    by_name = Skill.objects.filter(key=key).values("pk")
    into = Skill.objects.filter(key=key).values("merged_into")
    same = entries.filter(skill__in=by_name).first() or entries.filter(skill__in=into).first()
    if same and same.identifier and line.identifier and same.identifier != line.identifier:
        message = _("“%(name)s” is in this framework already, under another identifier.")
        raise Conflict("taken", message % {"name": same.skill.name}, field="name")
    return same


def _refuse_if_full(framework: Framework) -> None:
    if framework.entries.count() >= ENTRIES_MOST:
        message = _("A framework holds at most %(most)d skills. Start another.")
        raise Conflict("full", message % {"most": ENTRIES_MOST})


@transaction.atomic
def remove(*, entry: Entry, by: User) -> None:
    """Take a skill out of the framework. What was said for it stands. Again changes nothing."""
    _refuse_unless_tender(entry.framework, by)
    Entry.objects.filter(pk=entry.pk).delete()


@transaction.atomic
def link(*, skill: Skill, rubric: Rubric, criterion_key: str, by: User) -> CriterionLink:
    """That a criterion of one's own rubric shows a skill. Again gives the same link."""
    _refuse_unless_owner(rubric, by)
    if criterion_key not in skill_queries.criteria_titles(rubric):
        raise Invalid("no-criterion", _("Choose a criterion of the rubric."), field="criterion")
    made, _is_new = CriterionLink.objects.get_or_create(
        skill=skill.merged_into or skill, rubric=rubric, criterion_key=criterion_key
    )
    return made


@transaction.atomic
def unlink(*, made: CriterionLink, by: User) -> None:
    """No longer. Again changes nothing."""
    _refuse_unless_owner(made.rubric, by)
    CriterionLink.objects.filter(pk=made.pk).delete()


def _refuse_unless_owner(rubric: Rubric, by: User) -> None:
    if not rules.may_link(by, rubric):
        raise NotAllowed("not-owner", _("Only the owner of a rubric links skills to it."))


# ---- From a file ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Foreseen:
    """What taking a line would do: NEW, CHANGED, SAME, or TAKEN with why it cannot be taken."""

    line: Line
    does: str
    problem: str = ""


def foresee(framework: Framework, lines: Sequence[Line]) -> list[Foreseen]:
    """What taking these lines would do; nothing is changed. Four queries however many there are."""
    entries = list(framework.entries.select_related("skill"))
    by_identifier = {entry.identifier: entry for entry in entries if entry.identifier}
    by_skill = {entry.skill_id: entry for entry in entries}
    keys = {fold(line.name) for line in lines}
    known = {
        skill.key: skill
        for skill in Skill.objects.filter(key__in=keys).select_related("merged_into")
    }
    return [_foreseen(line, by_identifier, by_skill, known.get(fold(line.name))) for line in lines]


def _foreseen(
    line: Line, by_identifier: dict[str, Entry], by_skill: dict[int, Entry], skill: Skill | None
) -> Foreseen:
    if skill and skill.name != line.name:
        message = _("This reads as “%(name)s”, which there is. Write it so in the file, or leave the row out.")  # fmt: skip
        return Foreseen(line, TAKEN, message % {"name": (skill.merged_into or skill).name})
    meant = skill and (skill.merged_into or skill)
    same = by_skill.get(meant.pk) if meant else None
    entry = by_identifier.get(line.identifier) or same
    is_other = same and line.identifier and same.identifier not in ("", line.identifier)
    if is_other or (same and entry and same.pk != entry.pk):
        message = _("“%(name)s” is in this framework already, under another identifier.")
        return Foreseen(line, TAKEN, message % {"name": line.name})
    if entry is None:
        return Foreseen(line, NEW)
    return Foreseen(line, SAME if _says(entry, meant, line) else CHANGED)


def _says(entry: Entry, meant: Skill | None, line: Line) -> bool:
    return (
        meant is not None
        and entry.skill_id == meant.pk
        and entry.identifier == line.identifier
        and entry.description == line.description
        and entry.levels == list(line.levels)
        and entry.alignments == list(line.alignments)
    )


@transaction.atomic
def take(
    *,
    framework: Framework,
    lines: Sequence[Line],
    by: User,
    leave_out: bool = False,
    now: datetime | None = None,
) -> tuple[int, int]:
    """Put every line into the framework, all or none; the same file again changes nothing. With
    `leave_out` those that cannot be taken are left out instead.

    Returns how many are new and how many changed. What is not in the file stays as it is.
    """
    at = now or clock.now()
    _refuse_unless_tender(framework, by)
    Framework.objects.select_for_update().get(pk=framework.pk)
    done = [
        _put(framework, _checked(each), by, at)[1]
        for each in _needed(framework, lines, leave_out=leave_out)
    ]
    added, changed = done.count(NEW), done.count(CHANGED)
    if added or changed:
        ids = {"framework_id": framework.pk, "by_id": by.pk}
        emit(FrameworkImported(added=added, changed=changed, **ids), now=at)
    return added, changed


def _needed(framework: Framework, lines: Sequence[Line], *, leave_out: bool) -> list[Line]:
    """Those that change something. Raises Conflict, naming the skill, for what cannot be taken."""
    foreseen = foresee(framework, lines)
    for each in foreseen:
        if each.does == TAKEN and not leave_out:
            raise Conflict("taken", f"{each.line.name}: {each.problem}", field="file")
    return [each.line for each in foreseen if each.does in (NEW, CHANGED)]
