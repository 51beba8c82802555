# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Works shared with a study group, and being taken out of one, as things to flag.

Nobody facilitates a study group, so somebody looks at it who leads a cohort that both sides are in;
where there is none, the site's staff.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.groups import access, parting, services
from peerreview.groups.models import Removal, Share
from peerreview.moderation import kinds, queries
from peerreview.moderation.kinds import Kind, Ruling, Thing

SHARE, REMOVAL = "share", "removal"
RULINGS = (Ruling.NOTHING, Ruling.WARN, Ruling.REMOVE)


# ---- Shared work --------------------------------------------------------------------------------


def _share_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    share = access.share_for_reader(user, uuid)
    return _share(share, queries.cohort_over(share.by_id, user.pk))


def _shares(uuids: Sequence[UUID]) -> dict[UUID, Thing]:
    rows = Share.objects.filter(uuid__in=uuids).select_related("group", "by", "version__artifact")
    return {row.uuid: _share(row, None) for row in rows}


def _share(row: Share, cohort: Cohort | None) -> Thing:
    said = {"work": row.version.title, "group": row.group.name}
    return Thing(
        kind=SHARE,
        uuid=row.uuid,
        accused=row.by,
        title=row.version.title,
        is_hidden=row.withheld_at is not None,
        cohort=cohort,
        about=_("“%(work)s”, shared with “%(group)s”") % said,
        about_own=_("What you shared with “%(group)s”: “%(work)s”") % said,
        words=row.words,
        version=row.version,
    )


def _withhold(thing: Thing, at: datetime | None) -> None:
    share = Share.objects.get(uuid=thing.uuid)
    services.withhold(share=share, is_withheld=at is not None, now=at)


kinds.offer(Kind(SHARE, seen_by=_share_seen_by, many=_shares, hide=_withhold, rulings=RULINGS))


# ---- Being taken out of a group -----------------------------------------------------------------


def _removal_seen_by(user: User, uuid: UUID, part: str) -> Thing:
    """For who was taken out alone."""
    removal = access.removal_of_mine(user, uuid)
    return _removal(removal, queries.cohort_over(removal.by_id, user.pk))


def _removals(uuids: Sequence[UUID]) -> dict[UUID, Thing]:
    rows = Removal.objects.filter(uuid__in=uuids, is_done=True)
    return {row.uuid: _removal(row, None) for row in rows.select_related("group", "by")}


def _removal(row: Removal, cohort: Cohort | None) -> Thing:
    said = {"group": row.group.name}
    return Thing(
        kind=REMOVAL,
        uuid=row.uuid,
        accused=row.by,
        title=row.group.name,
        # Who was taken out is told why, never by whom.
        alias=_("Who asked for it"),
        is_hidden=row.set_aside_at is not None,
        cohort=cohort,
        about=_("Being taken out of “%(group)s”") % said,
        about_own=_("That you asked that somebody leave “%(group)s”") % said,
        words=row.reason,
    )


def _set_aside(thing: Thing, at: datetime | None) -> None:
    removal = Removal.objects.get(uuid=thing.uuid)
    parting.set_aside(removal=removal, is_set_aside=at is not None, now=at)


kinds.offer(
    Kind(
        REMOVAL,
        seen_by=_removal_seen_by,
        many=_removals,
        hide=_set_aside,
        rulings=RULINGS,
        may_wait_hidden=False,
    )
)
