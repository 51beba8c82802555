# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address to a framework, a skill or a merge one may see or change."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from endorsements import rules, skill_queries
from endorsements.models import CriterionLink, Entry, Framework, Merge, Skill
from peerreview.cohorts.access import seat_of_tender
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Missing, NotAllowed
from peerreview.rubrics.models import Rubric


def framework_for_reader(user: Any, uuid: UUID) -> Framework:
    """One of the site's, or of one's groups."""
    found = Framework.objects.select_related("cohort").filter(uuid=uuid).first()
    if found is None or not rules.may_read_framework(user, found):
        raise Missing("no-framework", _("There is no such framework, or it is not for you."))
    return found


def framework_for_tender(user: Any, uuid: UUID) -> Framework:
    """One that the user may change; NotAllowed for its other readers."""
    found = framework_for_reader(user, uuid)
    if not rules.may_tend_framework(user, found):
        message = _("Only who looks after this group, and staff, change its skills.")
        raise NotAllowed("not-facilitator", message)
    return found


def require_site_tender(user: Any) -> None:
    """NotAllowed for all but staff."""
    if not rules.may_tend_framework(user, Framework(cohort=None)):
        raise NotAllowed("not-staff", _("Frameworks of the whole site are made by staff."))


def cohort_for_tender(user: Any, uuid: UUID) -> Cohort:
    """A group one looks after."""
    return seat_of_tender(user, uuid).cohort


def entry_for_tender(user: Any, uuid: UUID) -> Entry:
    """A skill of a framework that the user may change."""
    rows = Entry.objects.select_related("skill", "framework__cohort")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Missing("no-entry", _("This skill is not in the framework any more."))
    framework_for_tender(user, found.framework.uuid)
    return found


def skill_for_reader(user: Any, uuid: UUID) -> Skill:
    """A skill, or what it was merged into; not one that only other groups speak of."""
    found = Skill.objects.select_related("merged_into").filter(uuid=uuid).first()
    meant = found and (found.merged_into or found)
    if meant is None or not skill_queries.skills_between(user).filter(pk=meant.pk).exists():
        raise Missing("no-skill", _("There is no such skill, or it is not for you."))
    return meant


def require_merger(user: Any) -> None:
    """NotAllowed for all but staff."""
    if not rules.may_merge(user):
        raise NotAllowed("not-staff", _("Only staff merge skills: every community speaks of them."))


def merge_for_merger(user: Any, uuid: UUID) -> Merge:
    """One that was made."""
    require_merger(user)
    found = skill_queries.merges().filter(uuid=uuid).first()
    if found is None:
        raise Missing("no-merge", _("There is no such merge."))
    return found


def rubric_to_link(user: Any, uuid: UUID) -> Rubric:
    """A rubric to whose criteria the user may link skills."""
    found = Rubric.objects.filter(uuid=uuid).first()
    if found is None or not rules.may_link(user, found):
        raise Missing("no-rubric", _("There is no such rubric, or it is not yours."))
    return found


def link_of(rubric: Rubric, pk: int) -> CriterionLink:
    """A link of this rubric."""
    found = skill_queries.links_of_rubric(rubric).select_related("rubric").filter(pk=pk).first()
    if found is None:
        raise Missing("no-link", _("This link is there no more."))
    return found
