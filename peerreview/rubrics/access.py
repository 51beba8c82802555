# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to a rubric the person may use."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing, NotAllowed
from peerreview.rubrics import queries, rules
from peerreview.rubrics.models import Rubric, RubricVersion


def rubric_for_reader(user: User, uuid: UUID) -> Rubric:
    """A rubric of the library or of one's own; Missing for all else."""
    rubric = queries.readable_by(user).filter(uuid=uuid).select_related("owner").first()
    if rubric is None:
        raise Missing("no-rubric", _("There is no such rubric, or it is not shared with you."))
    return rubric


def version_for_reader(user: User, uuid: UUID, number: int | None = None) -> RubricVersion:
    """Version `number` of a rubric the person may read, the newest by default."""
    rubric = rubric_for_reader(user, uuid)
    if number is None:
        return queries.latest_version(rubric)
    version = rubric.versions.select_related("rubric__owner").filter(number=number).first()
    if version is None:
        raise Missing("no-version", _("This rubric has no such version."))
    return version


def rubric_for_editor(user: User, uuid: UUID) -> Rubric:
    """A rubric the person owns; NotAllowed for one they may only read."""
    rubric = rubric_for_reader(user, uuid)
    if not rules.may_edit(user, rubric):
        raise NotAllowed("not-owner", _("Only its owner edits a rubric. Make a copy to change it."))
    return rubric
