# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reviews between two groups: an offer, another group's answer, the yes to it, and the round."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import services as activities
from peerreview.activities.models import Activity
from peerreview.allocation import planning, ruling
from peerreview.cohorts import convening
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.queries import share_any
from peerreview.groups import notices, rules
from peerreview.groups.events import PlaceTaken, SwapAsked, SwapOffered, SwapSettled
from peerreview.groups.models import Offer, Place, Swap
from peerreview.groups.services import require_equal, tell
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.rubrics.models import RubricVersion

WORKS_MOST = 6
EACH_MOST = 3
OPEN_MOST = 3
State = Swap.State


@transaction.atomic
def offer(
    *,
    group: Cohort,
    title: str,
    brief: str,
    rubric_version: RubricVersion,
    language: str,
    works: int,
    each: int = 1,
    days_to_make: int = 7,
    days_to_review: int = 7,
    is_listed: bool = True,
    by: User,
    key: UUID | None = None,
    now: datetime | None = None,
) -> Offer:
    """Offer so many works, and reviews of as many. The same key again is the same offer."""
    at = now or clock.now()
    require_equal(by, group)
    title, brief = text.one_line(title), text.plain(brief).strip()
    _refuse_offer(group, title, brief, works, each)
    made, is_new = Offer.objects.get_or_create(
        uuid=key or ids.new_uuid(),
        defaults={
            "group": group, "title": title[:120], "brief": brief, "rubric_version": rubric_version,
            "language": language, "works": works, "each": min(each, works),
            "days_to_make": days_to_make, "days_to_review": days_to_review,
            "is_listed": is_listed, "by": by, "made_at": at,
        },
    )  # fmt: skip
    if is_new:
        emit(SwapOffered(offer_uuid=str(made.uuid), cohort_id=group.pk, by_id=by.pk), now=at)
    elif made.by_id != by.pk:
        raise Conflict("taken", _("This form was used before. Reload the page and try again."))
    return made


def _refuse_offer(group: Cohort, title: str, brief: str, works: int, each: int) -> None:
    if not title:
        raise Invalid("no-title", _("Give it a title."), field="title")
    if not brief:
        raise Invalid("no-brief", _("Say what both groups make."), field="brief")
    if not 1 <= works <= WORKS_MOST:
        raise Invalid("works", _("Choose between 1 and 6 works."), field="works")
    if not 1 <= each <= EACH_MOST:
        raise Invalid("each", _("Choose between 1 and 3 reviews."), field="each")
    if Offer.objects.filter(group=group, closed_at=None).count() >= OPEN_MOST:
        message = _("Your group has three open offers. Close one of them first.")
        raise Conflict("many", message, field="title")


@transaction.atomic
def close_offer(*, offer: Offer, by: User, now: datetime | None = None) -> None:
    """No more answers. What is agreed goes on. Any member of the group may."""
    require_equal(by, offer.group)
    Offer.objects.filter(pk=offer.pk, closed_at=None).update(closed_at=now or clock.now())


@transaction.atomic
def answer(*, offer: Offer, group: Cohort, by: User, now: datetime | None = None) -> Swap:
    """A member of another group says that theirs would. Again is the same answer."""
    at = now or clock.now()
    require_equal(by, group)
    held = Offer.objects.select_for_update(of=("self",)).select_related("group").get(pk=offer.pk)
    there = Swap.objects.filter(offer=held, group=group).first()
    if there:
        return there
    if held.closed_at is not None or held.group.is_archived:
        raise Closed("closed", _("This offer is not open any more."))
    if group.pk == held.group_id:
        raise Conflict("own", _("This is your own group's offer."), field="group")
    _refuse_strangerless(held, group)
    swap = Swap.objects.create(offer=held, group=group, by=by, asked_at=at)
    emit(SwapAsked(swap_uuid=str(swap.uuid), cohort_id=group.pk, by_id=by.pk), now=at)
    tell(
        held.group, notices.SWAP_ASKED, str(swap.uuid), but=by, params={"title": held.title},
        link=reverse("swap", args=[swap.uuid]), now=at,
    )  # fmt: skip
    return swap


def _refuse_strangerless(offer: Offer, group: Cohort) -> None:
    """Each side needs people who share nothing with some of the other side."""
    ours, theirs = (
        {seat.user_id for seat in cohort_rules.members_of(each)} for each in (offer.group, group)
    )
    known = share_any(ours, theirs)
    is_possible = any((a, b) not in known for a in ours - theirs for b in theirs - ours)
    if not is_possible:
        message = _("The people of the two groups all learn together already: no outside voices.")
        raise Conflict("known", message, field="group")


@transaction.atomic
def settle(*, swap: Swap, is_agreed: bool, by: User, now: datetime | None = None) -> Swap:
    """The group that offered says yes, and the round begins, or no. Again changes nothing."""
    at = now or clock.now()
    offered = Offer.objects.select_for_update(of=("self",)).select_related(
        "group", "rubric_version"
    )
    made = offered.get(pk=swap.offer_id)
    held = Swap.objects.select_for_update(of=("self",)).select_related("group").get(pk=swap.pk)
    require_equal(by, made.group)
    if held.state != State.ASKED:
        return held
    if is_agreed and made.closed_at is not None:
        raise Closed("closed", _("This offer is not open any more."))
    held.state = State.AGREED if is_agreed else State.DECLINED
    held.settled_at = at
    if is_agreed:
        held.activity = _open_round(held, made, by, at)
        Offer.objects.filter(pk=made.pk).update(closed_at=at)
    held.save(update_fields=["state", "settled_at", "activity"])
    emit(
        SwapSettled(
            swap_uuid=str(held.uuid),
            is_agreed=is_agreed,
            activity_id=held.activity_id,
            by_id=by.pk,
        ),
        now=at,
    )
    for group in {made.group, held.group} if is_agreed else {held.group}:
        tell(
            group, notices.SWAP_SETTLED, str(held.uuid), but=by, params={"title": made.title},
            link=reverse("swap", args=[held.uuid]), now=at,
        )  # fmt: skip
    return held


def _open_round(swap: Swap, made: Offer, by: User, at: datetime) -> Activity:
    """An activity in a cohort that nobody sees, double-blind, whose work is given out by lot."""
    between = convening.bind(name=made.title, people=[], by=by, uuid=swap.uuid, now=at)
    submit_by = at + timedelta(days=made.days_to_make)
    activity = activities.open_activity(
        kind=Activity.Kind.COHORT,
        cohort=between,
        title=made.title,
        brief=made.brief,
        rubric_version=made.rubric_version,
        blindness=Activity.Blindness.DOUBLE,
        reviews_needed=made.each,
        reviews_asked=made.each,
        opens_at=at,
        submit_by=submit_by,
        review_by=submit_by + timedelta(days=made.days_to_review),
        by=by,
        uuid=swap.uuid,
        now=at,
    )
    planning.draw_lots(activity=activity, by=by, now=at)
    return activity


@transaction.atomic
def take_place(*, swap: Swap, by: User, now: datetime | None = None) -> Place:
    """Take part with a work, for one's own group. Again is the same place.

    Raises NotAllowed for who is of neither or both, Conflict when the group's places are taken or
    everybody of the other side is known to them, Closed once handing in is over.
    """
    at = now or clock.now()
    held = Swap.objects.select_for_update(of=("self",)).select_related(
        "offer__group", "group", "activity__cohort"
    )
    swap = held.get(pk=swap.pk)
    side = rules.own_side(by, swap)
    if side is None:
        raise NotAllowed("no-side", _("Only members of one of the two groups take part."))
    there = Place.objects.filter(swap=swap, person=by).first()
    if there:
        return there
    _refuse_place(swap, side, at)
    others = dict(swap.places.values_list("person_id", "side_id"))
    apart = _to_keep_apart(by.pk, side.pk, others)
    other_side = {person for person, where in others.items() if where != side.pk}
    if other_side and not any((by.pk, person) not in apart for person in other_side):
        message = _("You learn together with everybody who takes part on the other side.")
        raise Conflict("known", message)
    place = Place.objects.create(swap=swap, side=side, person=by, taken_at=at)
    between = swap.activity.cohort
    convening.bind(name=between.name, people=[by], by=by, uuid=between.uuid, now=at)
    ruling.keep_apart(activity=swap.activity, pairs=apart, by=by, now=at)
    emit(PlaceTaken(swap_uuid=str(swap.uuid), cohort_id=side.pk, person_id=by.pk), now=at)
    notify(
        to=[by.pk],
        kind=notices.EXCHANGE,
        key=str(swap.uuid),
        params={"activity": swap.activity.title, "group": side.name},
        link=reverse("activity", args=[swap.activity.uuid]),
        now=at,
    )
    return place


def _refuse_place(swap: Swap, side: Cohort, at: datetime) -> None:
    if swap.state != State.AGREED or swap.activity is None:
        raise Closed("not-agreed", _("The two groups have not agreed yet."))
    if side.is_archived or at > swap.activity.submit_by:
        raise Closed("over", _("Taking part was possible until handing in ended."))
    if swap.places.filter(side=side).count() >= swap.offer.works:
        raise Conflict("full", _("Your group has as many works in it as the two agreed on."))


def _to_keep_apart(me: int, side: int, others: dict[int, int]) -> set[tuple[int, int]]:
    """Both directions: with one's own side, and with whom one shares any group."""
    apart = {person for person, where in others.items() if where == side}
    apart |= {other for _me, other in share_any({me}, set(others))}
    return {(me, other) for other in apart} | {(other, me) for other in apart}


@transaction.atomic
def keep_apart_anew(*, person: User, now: datetime | None = None) -> None:
    """Somebody joined a cohort or group: whom they meet there they are not given, where lots are still
    to be drawn."""
    places = Place.objects.filter(person=person, swap__activity__allocation_plan=None)
    for place in places.select_related("swap__activity__cohort").order_by("pk"):
        if place.swap.activity is None:
            continue
        others = place.swap.places.exclude(person=person)
        sides = dict(others.values_list("person_id", "side_id"))
        apart = _to_keep_apart(person.pk, place.side_id, sides)
        ruling.keep_apart(activity=place.swap.activity, pairs=apart, by=person, now=now)
