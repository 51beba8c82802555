# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to what the reader may use. Strangers learn nothing."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort, Membership
from peerreview.groups import rules
from peerreview.groups.models import GuestPass, Meeting, Offer, Prompt, Removal, Share, Swap
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Missing, NotAllowed


def _missing() -> Missing:
    return Missing("no-such-thing", _("There is no such thing here, or you may not see it."))


def share_of_mine(user: Any, uuid: UUID) -> Share:
    """What the person shared, also after they left the group."""
    found = Share.objects.filter(uuid=uuid, by=user).select_related("group", "version").first()
    if found is None:
        raise _missing()
    return found


def share_for_reader(user: Any, uuid: UUID) -> Share:
    """What is shared with a group that the person is in, or what they shared themselves."""
    found = Share.objects.filter(uuid=uuid)
    share = found.select_related("group", "by", "version__artifact").first()
    if share is None or not rules.may_read_share(user, share):
        raise _missing()
    return share


def removal_of_mine(user: Any, uuid: UUID) -> Removal:
    """What took the person out of a group."""
    rows = Removal.objects.filter(uuid=uuid, person=user, is_done=True)
    found = rows.select_related("group", "by", "person").first()
    if found is None:
        raise _missing()
    return found


def _for_equal(user: Any, found: Any) -> Any:
    if found is None or not cohort_rules.is_member(user, found.group):
        raise _missing()
    if not cohort_rules.may_tend(user, found.group):
        raise NotAllowed("not-member", _("Only members do this, and not in an archived group."))
    return found


def meeting_for_equal(user: Any, uuid: UUID) -> Meeting:
    """A date of a group that the person is a member of."""
    return _for_equal(user, Meeting.objects.filter(uuid=uuid).select_related("group").first())


def offer_for_equal(user: Any, uuid: UUID) -> Offer:
    """An offer of a group that the person is a member of."""
    return _for_equal(user, Offer.objects.filter(uuid=uuid).select_related("group").first())


def removal_for_equal(user: Any, uuid: UUID) -> Removal:
    """What members decide about; not for whom it is about, who is told the reason when it is done."""
    rows = Removal.objects.filter(uuid=uuid).exclude(person=user)
    return _for_equal(user, rows.select_related("group", "person", "by").first())


def person_for_equal(user: Any, group: Cohort, uuid: UUID) -> User:
    """Somebody else who is in the group now."""
    seats = Membership.objects.filter(cohort=group, user__uuid=uuid, left_at=None)
    seat = seats.exclude(user=user).select_related("user").first()
    if seat is None:
        raise Missing("no-member", _("This person is not in the group any more."))
    return seat.user


def pass_with(code: str) -> GuestPass:
    """A guest's invitation that works, or that was used; who has the code may read what it is for."""
    found = GuestPass.objects.filter(code=ids.clean_code(code)).select_related("group", "by")
    given = found.first()
    if given is None or (given.taken_at is None and given.expires_at <= clock.now()):
        raise Missing("no-pass", _("This invitation does not work any more. Ask for a new one."))
    return given


def offer_with(code: str) -> Offer:
    """An offer by its link: whoever has the code, or anyone where it is listed, may read it."""
    found = Offer.objects.filter(code=ids.clean_code(code))
    offer = found.select_related("group", "rubric_version").first()
    if offer is None:
        raise _missing()
    return offer


def swap_for_reader(user: Any, uuid: UUID) -> Swap:
    """A swap of a group that the person is in."""
    rows = Swap.objects.filter(uuid=uuid).select_related(
        "offer__group", "offer__rubric_version", "group", "activity"
    )
    swap = rows.first()
    groups = rules.groups_of_swap(swap) if swap else ()
    if not any(cohort_rules.is_member(user, group) for group in groups):
        raise _missing()
    return swap


def prompt_of_mine(user: Any, uuid: UUID) -> Prompt:
    """A word to the person."""
    found = Prompt.objects.filter(uuid=uuid, person=user).first()
    if found is None:
        raise _missing()
    return found
