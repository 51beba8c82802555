# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Skills: named once each, however they are written; look-alikes are refused; duplicates merged."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.events import MergeUndone, SkillAdded, SkillsMerged
from endorsements.models import NAME_MOST, CriterionLink, Endorsement, Entry, Merge, Skill
from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.kernel.folding import fold, mixes_alphabets
from peerreview.outbox.services import emit

KEY_MOST = 160


@transaction.atomic
def add_skill(
    *, name: str, description: str = "", by: User | None = None, now: datetime | None = None
) -> Skill:
    """A new skill. The same name again gives the same skill, or what it was merged into; a
    look-alike is refused."""
    at = now or clock.now()
    name, key = checked_name(name)
    skill, is_new = Skill.objects.select_related("merged_into").get_or_create(
        key=key,
        defaults={
            "name": name,
            "description": text.one_line(description)[:400],
            "created_at": at,
        },
    )
    if not is_new and skill.name != name:
        raise looks_like(skill.merged_into or skill)
    refuse_withheld(skill.merged_into or skill)
    if is_new:
        emit(SkillAdded(skill_id=skill.pk, skill_name=name, by_id=by.pk if by else None), now=at)
    return skill.merged_into or skill


def refuse_withheld(skill: Skill) -> None:
    """Raises Closed for one that a moderator has set aside."""
    if skill.withheld_at:
        message = _("A moderator has set this skill aside. Choose another.")
        raise Closed("withheld", message, field="skill_name")


def checked_name(name: str) -> tuple[str, str]:
    """The name as it is kept, and its key. Raises Invalid for what is no name."""
    name, key = text.one_line(name), fold(name)
    if not key:
        raise Invalid("no-name", _("Name the skill in letters or digits."), field="skill_name")
    if len(name) > NAME_MOST or len(key) > KEY_MOST:
        message = _("Keep the skill’s name to 80 characters.")
        raise Invalid("long-name", message, field="skill_name")
    if mixes_alphabets(name):
        message = _("This mixes alphabets within a word. Write each word in one alphabet.")
        raise Invalid("mixed-alphabets", message, field="skill_name")
    return name, key


def looks_like(skill: Skill) -> Conflict:
    """The refusal of a name that reads as one there is."""
    message = _("This looks like “%(name)s”, which exists. Choose that one from the list.")
    return Conflict("look-alike", message % {"name": skill.name}, field="skill_name")


@transaction.atomic
def merge(*, source: Skill, target: Skill, by: User, now: datetime | None = None) -> Merge:
    """Two names, one skill: from now on `source` means `target`. What was said for it follows.

    Where somebody endorses the same person for both, the one for `target` stands and the other waits
    for the merge to be undone. Merging again gives the merge there is.
    """
    _refuse_unless_merger(by)
    at = now or clock.now()
    both = {
        row.pk: row
        for row in Skill.objects.select_for_update()
        .filter(pk__in=(source.pk, target.pk))
        .order_by("pk")
    }
    source, target = both[source.pk], both[target.pk]
    if source.merged_into_id == target.pk and source != target:
        return Merge.objects.filter(source=source, target=target, undone_at=None).latest("at")
    if source == target or source.merged_into_id or target.merged_into_id:
        message = _("Choose two different skills, neither of which was merged before.")
        raise Conflict("not-mergeable", message, field="target")
    moved = {
        "endorsements": _move_endorsements(source, target),
        "entries": _move(Entry, source, target, "framework_id"),
        "links": _move(CriterionLink, source, target, "rubric_id", "criterion_key"),
        "earlier": list(Skill.objects.filter(merged_into=source).values_list("pk", flat=True)),
    }
    Skill.objects.filter(pk__in=[source.pk, *moved["earlier"]]).update(merged_into=target)
    made = Merge.objects.create(source=source, target=target, moved=moved, by=by, at=at)
    emit(SkillsMerged(source_id=source.pk, target_id=target.pk, by_id=by.pk), now=at)
    return made


def _refuse_unless_merger(by: User) -> None:
    if not rules.may_merge(by):
        raise NotAllowed("not-staff", _("Only staff merge skills: every community speaks of them."))


def _move_endorsements(source: Skill, target: Skill) -> list[int]:
    standing = Endorsement.objects.filter(withdrawn_at=None, review_uuid=None)
    taken = set(standing.filter(skill=target).values_list("endorser_id", "recipient_id"))
    moving = [
        row.pk
        for row in Endorsement.objects.filter(skill=source).order_by("pk")
        if row.withdrawn_at or row.review_uuid or (row.endorser_id, row.recipient_id) not in taken
    ]
    Endorsement.objects.filter(pk__in=moving).update(skill=target)
    return moving


def _move(
    model: type[Entry | CriterionLink], source: Skill, target: Skill, *same: str
) -> list[int]:
    """Ids of the rows that moved; where `target` has one of its own with the `same`, that one stays."""
    taken = set(model.objects.filter(skill=target).values_list(*same))
    rows = model.objects.filter(skill=source).order_by("pk")
    moving = [row.pk for row in rows if tuple(getattr(row, name) for name in same) not in taken]
    model.objects.filter(pk__in=moving).update(skill=target)
    return moving


@transaction.atomic
def undo_merge(*, made: Merge, by: User, now: datetime | None = None) -> None:
    """Part them again: what moved goes back where it was. Undoing again changes nothing."""
    _refuse_unless_merger(by)
    at = now or clock.now()
    found = Merge.objects.select_for_update().select_related("target").get(pk=made.pk)
    if found.undone_at:
        return
    if found.target.merged_into_id:
        message = _("“%(name)s” was itself merged since. Undo that first.")
        raise Conflict("merged-since", message % {"name": found.target.name})
    for name, model in (
        ("endorsements", Endorsement),
        ("entries", Entry),
        ("links", CriterionLink),
    ):
        model.objects.filter(pk__in=found.moved[name]).update(skill=found.source)
    Skill.objects.filter(pk__in=found.moved["earlier"]).update(merged_into=found.source)
    Skill.objects.filter(pk=found.source_id).update(merged_into=None)
    found.undone_at = at
    found.save(update_fields=["undone_at"])
    emit(MergeUndone(source_id=found.source_id, target_id=found.target_id, by_id=by.pk), now=at)
