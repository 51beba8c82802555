# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Shared work, dates and guests of a study group."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort, Membership
from peerreview.groups import notices
from peerreview.groups.events import (
    MeetingCancelled,
    MeetingPlanned,
    ShareTakenBack,
    ShareWithheld,
    WorkShared,
)
from peerreview.groups.models import GuestPass, Meeting, Share
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.studio import rules as studio_rules

GUESTS_MOST = 4
PASS_DAYS = 14
MEETINGS_MOST = 20
SHARES_MOST = 200


def require_equal(by: User, group: Cohort) -> None:
    """NotAllowed for guests, strangers, and in a group that is archived."""
    if not (group.is_study_group and cohort_rules.may_tend(by, group)):
        raise NotAllowed("not-member", _("Only members do this, and not in an archived group."))


def tell(
    group: Cohort, kind: Kind, key: str, *, but: User, params: dict[str, object], link: str = "",
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Tell all who are in the group now, guests included, but one."""
    seats = Membership.objects.filter(cohort=group, left_at=None).exclude(user=but)
    notify(
        to=seats.values_list("user_id", flat=True),
        kind=kind,
        key=key,
        params={"group": group.name, **params},
        link=link or reverse("cohort", args=[group.uuid]),
        now=now,
    )


# ---- Shared work ------------------------------------------------------------------------------


@transaction.atomic
def share(
    *, group: Cohort, version: Version, by: User, words: str = "", now: datetime | None = None
) -> Share:
    """Let the group read a work of one's own, as it is now; the same version again is the same share.

    A draft is frozen, and its author goes on in a new version. Raises NotAllowed, Conflict for work
    that is in a blind review, Invalid for an empty or untitled one.
    """
    at = now or clock.now()
    require_equal(by, group)
    if version.artifact.owner_id != by.pk:
        raise NotAllowed("not-owner", _("You can share work of your own."))
    studio_rules.require_showable(version, at)
    words = text.one_line(words)
    if len(words) > 300:
        raise Invalid("long", _("Keep this to 300 characters."), field="words")
    frozen = artifacts.freeze(version=version, by=by, now=at)
    Cohort.objects.select_for_update().get(pk=group.pk)
    there = Share.objects.filter(group=group, version=frozen, taken_back_at=None).first()
    if there:
        return there
    if Share.objects.filter(group=group, taken_back_at=None).count() >= SHARES_MOST:
        raise Conflict("full", _("The group's shelf is full. Take something back first."))
    made = Share.objects.create(group=group, version=frozen, by=by, words=words, shared_at=at)
    emit(
        WorkShared(
            share_uuid=str(made.uuid), cohort_id=group.pk, version_id=frozen.pk, by_id=by.pk
        ),
        now=at,
    )
    tell(
        group, notices.SHARED, str(made.uuid), but=by, params={"work": frozen.title},
        link=reverse("group-shared", args=[made.uuid]), now=at,
    )  # fmt: skip
    return made


@transaction.atomic
def take_back(*, share: Share, by: User, now: datetime | None = None) -> Share:
    """The group no longer reads it. Again changes nothing; it can be done after leaving, too."""
    if share.by_id != by.pk:
        raise NotAllowed("not-owner", _("Only who shared it takes it back."))
    at = now or clock.now()
    if Share.objects.filter(pk=share.pk, taken_back_at=None).update(taken_back_at=at):
        emit(
            ShareTakenBack(share_uuid=str(share.uuid), cohort_id=share.group_id, by_id=by.pk),
            now=at,
        )
    share.refresh_from_db()
    return share


@transaction.atomic
def withhold(*, share: Share, is_withheld: bool, now: datetime | None = None) -> None:
    """Keep a share from the group while or after a moderator looks at it, or let it be read again.
    Again changes nothing."""
    rows = Share.objects.filter(pk=share.pk, withheld_at__isnull=is_withheld)
    if rows.update(withheld_at=(now or clock.now()) if is_withheld else None):
        emit(
            ShareWithheld(
                share_uuid=str(share.uuid), cohort_id=share.group_id, is_withheld=is_withheld
            ),
            now=now,
        )


# ---- Dates ------------------------------------------------------------------------------------


@transaction.atomic
def plan_meeting(
    *, group: Cohort, words: str, starts_at: datetime, by: User, key: UUID | None = None,
    now: datetime | None = None,
) -> Meeting:  # fmt: skip
    """Say when the group meets in a room; the same key again is the same meeting."""
    at = now or clock.now()
    require_equal(by, group)
    words = text.one_line(words)
    if not words:
        raise Invalid("empty", _("Say in a few words what you meet for."), field="words")
    if starts_at <= at:
        raise Invalid("past", _("Choose a time that is still to come."), field="starts_at")
    coming = group.meetings.filter(cancelled_at=None, starts_at__gt=at)
    if coming.count() >= MEETINGS_MOST:
        raise Conflict("full", _("There are many dates already. Take one back first."))
    meeting, is_new = Meeting.objects.get_or_create(
        uuid=key or ids.new_uuid(),
        defaults={
            "group": group, "words": words[:160], "starts_at": starts_at, "by": by, "made_at": at,
        },
    )  # fmt: skip
    if is_new:
        emit(
            MeetingPlanned(meeting_uuid=str(meeting.uuid), cohort_id=group.pk, by_id=by.pk), now=at
        )
        tell(group, notices.MEETING, str(meeting.uuid), but=by, params={"words": words}, now=at)
    elif meeting.group_id != group.pk or meeting.by_id != by.pk:
        raise Conflict("taken", _("This form was used before. Reload the page and try again."))
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User, now: datetime | None = None) -> None:
    """Take a date back; any member may. Again changes nothing."""
    at = now or clock.now()
    require_equal(by, meeting.group)
    if Meeting.objects.filter(pk=meeting.pk, cancelled_at=None).update(cancelled_at=at):
        emit(
            MeetingCancelled(
                meeting_uuid=str(meeting.uuid), cohort_id=meeting.group_id, by_id=by.pk
            ),
            now=at,
        )
        key = f"{meeting.uuid}:back"
        tell(meeting.group, notices.MEETING, key, but=by, params={"words": meeting.words}, now=at)


# ---- Guests -----------------------------------------------------------------------------------


@transaction.atomic
def invite_guest(*, group: Cohort, by: User, now: datetime | None = None) -> GuestPass:
    """A link for one person from outside. The one before, if nobody used it, stops working."""
    at = now or clock.now()
    require_equal(by, group)
    GuestPass.objects.filter(group=group, taken_at=None, expires_at__gt=at).update(expires_at=at)
    return GuestPass.objects.create(
        group=group, by=by, made_at=at, expires_at=at + timedelta(days=PASS_DAYS)
    )


@transaction.atomic
def accept_pass(*, code: str, by: User, now: datetime | None = None) -> Cohort:
    """Become a guest. Who is in the group already stays what they are; raises Closed, Conflict."""
    at = now or clock.now()
    held = GuestPass.objects.select_for_update(of=("self",)).select_related("group")
    given = held.filter(code=ids.clean_code(code)).first()
    if given is None or (given.taken_by_id != by.pk and (given.taken_at or given.expires_at <= at)):
        raise Closed("used", _("This invitation was used or is too old. Ask for a new one."))
    if given.group.is_archived:
        raise Closed("archived", _("This group is archived."))
    if cohort_rules.is_member(by, given.group):
        return given.group
    guests = Membership.objects.filter(cohort=given.group, left_at=None, role="guest")
    if guests.count() >= GUESTS_MOST:
        raise Conflict("full", _("The group has as many guests as it can have."))
    cohorts.seat(cohort=given.group, user=by, role=Membership.Role.GUEST, now=at)
    given.taken_by, given.taken_at = by, at
    given.save(update_fields=["taken_by", "taken_at"])
    return given.group
