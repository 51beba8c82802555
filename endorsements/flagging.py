# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements, thank-you notes and skills as things that can be flagged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from endorsements import queries, skill_access, withholding
from endorsements.models import Endorsement, Skill
from peerreview.accounts.access import person_for_reader
from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Missing
from peerreview.moderation import kinds
from peerreview.moderation.kinds import Kind, Ruling, Thing
from peerreview.moderation.queries import cohort_over

RULINGS = (Ruling.NOTHING, Ruling.WARN, Ruling.REMOVE)


# ---- endorsements and notes -------------------------------------------------------------------


def _seen_by(user: Any, uuid: UUID, part: str) -> Thing:
    """One that reached the person, that they gave, or that anybody who sees the recipient's page reads."""
    row = _rows().filter(uuid=uuid, withdrawn_at=None).first()
    if row is None or not _is_seen(user, row):
        raise Missing("no-thing", _("There is no such thing, or it is not for you."))
    return _thing(row, cohort_over(row.endorser_id, row.recipient_id))


def _is_seen(user: Any, row: Endorsement) -> bool:
    if user.pk == row.endorser_id:
        return True
    if user.pk == row.recipient_id:
        return row.opened_at is not None
    if queries.standing_with(row.uuid) is None:
        return False
    person_for_reader(user, row.recipient.uuid)  # Missing where their page is not for this person
    return True


def _rows() -> QuerySet[Endorsement]:
    return Endorsement.objects.select_related("endorser", "recipient", "skill")


def _many(uuids: Sequence[UUID]) -> dict[UUID, Thing]:
    return {row.uuid: _thing(row, None) for row in _rows().filter(uuid__in=uuids)}


def _thing(row: Endorsement, cohort: Cohort | None) -> Thing:
    said = {"name": row.recipient.display_name, "skill": row.skill.name}
    about = (
        _("A thank-you note to %(name)s") if row.is_note else _("Words on %(name)s and “%(skill)s”")
    )
    # A reviewer who was not told whose the work was is not told here either.
    own = _("What you said about “%(skill)s”")
    return Thing(
        kind="endorsement",
        uuid=row.uuid,
        accused=row.endorser,
        title=row.skill.name,
        alias=_("Who wrote it"),
        is_hidden=row.withheld_at is not None,
        cohort=cohort,
        about=about % said,
        about_own=own % said,
        words=row.reason,
        is_masked=row.is_pseudonymous,
    )


def _hide(thing: Thing, at: datetime | None) -> None:
    pk = Endorsement.objects.values_list("pk", flat=True).get(uuid=thing.uuid)
    withholding.withhold_endorsement(endorsement_id=pk, is_withheld=at is not None, now=at)


kinds.offer(Kind("endorsement", seen_by=_seen_by, many=_many, hide=_hide, rulings=RULINGS))


# ---- skills -----------------------------------------------------------------------------------


def _skill_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    return _skill(skill_access.skill_for_reader(user, uuid))


def _skills(uuids: Sequence[UUID]) -> dict[UUID, Thing]:
    return {row.uuid: _skill(row) for row in Skill.objects.filter(uuid__in=uuids)}


def _skill(row: Skill) -> Thing:
    about = _("The skill “%(skill)s”") % {"skill": row.name}
    return Thing(
        kind="skill",
        uuid=row.uuid,
        accused=None,
        title=row.name,
        is_hidden=row.withheld_at is not None,
        about=about,
        about_own=about,
        words="\n\n".join(filter(None, [row.name, row.description])),
    )


def _hide_skill(thing: Thing, at: datetime | None) -> None:
    pk = Skill.objects.values_list("pk", flat=True).get(uuid=thing.uuid)
    withholding.withhold_skill(skill_id=pk, is_withheld=at is not None, now=at)


kinds.offer(
    Kind("skill", seen_by=_skill_seen_by, many=_skills, hide=_hide_skill, rulings=(Ruling.NOTHING, Ruling.REMOVE))
)  # fmt: skip
