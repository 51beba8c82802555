# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The word of the day: made once a day for each group, by the clock; the rule is in `prompting`."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.groups import prompting, queries
from peerreview.groups.models import Prompt, Swap
from peerreview.kernel import clock
from peerreview.kernel.errors import NotAllowed

A_DAY = 24 * 60 * 60
LATELY = timedelta(days=7)
GROUPS_AT_ONCE = 50


def nudge_all(*, now: datetime | None = None) -> int:
    """Every group once a day, some at a time; how many words were made."""
    at = now or clock.now()
    groups = Cohort.objects.filter(kind=Cohort.Kind.STUDY_GROUP, archived_at=None).order_by("pk")
    made = done = 0
    for group in groups.iterator(chunk_size=500):
        if done >= GROUPS_AT_ONCE:
            break
        # Lost with the cache it is done again, and makes nothing: a person has one word a day.
        if cache.add(f"groups.nudged.{at.date()}.{group.pk}", 1, A_DAY):
            made += nudge(group=group, now=at)
            done += 1
    return made


def nudge(*, group: Cohort, now: datetime | None = None) -> int:
    """One word at most for each member; how many."""
    at = now or clock.now()
    seats = list(cohort_rules.members_of(group))
    people = [seat.user_id for seat in seats if seat.user.is_active]
    had = set(
        Prompt.objects.filter(person__in=people, day=at.date()).values_list("person_id", flat=True)
    )
    return sum(_nudge_one(group, person, len(seats), at) for person in people if person not in had)


def _nudge_one(group: Cohort, person: int, members: int, at: datetime) -> bool:
    mine = Prompt.objects.filter(person=person)
    gone = set(mine.exclude(dismissed_at=None).values_list("kind", "about"))
    lately = set(mine.filter(day__gt=at.date() - LATELY).values_list("kind", "about"))
    fitting = prompting.candidates(_scene(group, person, members, at), now=at)
    chosen = prompting.choose(fitting, dismissed=gone, lately=lately)
    if chosen is None:
        return False
    try:
        with transaction.atomic():
            Prompt.objects.create(
                person_id=person,
                group=group,
                day=at.date(),
                kind=chosen.word,
                about=chosen.about,
                params=dict(chosen.params),
                link=chosen.link,
            )
    except IntegrityError:
        return False
    return True


def _scene(group: Cohort, person: int, members: int, at: datetime) -> prompting.Scene:
    page = reverse("cohort", args=[group.uuid])
    shares = queries.shares_of(group).exclude(by=person)
    shares = shares.filter(shared_at__gt=at - prompting.FRESH).select_related("version")
    removals = queries.open_removals(group).exclude(by=person).exclude(person=person)
    met = Swap.objects.filter(offer__group=group) | Swap.objects.filter(group=group)
    return prompting.Scene(
        group=str(group.uuid),
        link=page,
        members=members,
        meetings=[
            (str(m.uuid), m.words, f"{page}#group-meetings", m.starts_at)
            for m in queries.coming(group, at)
        ],
        owed=[
            (str(each.uuid), each.title, _activity(each), each.submit_by)
            for each in queries.still_owed(group, person)
        ],
        unread=[
            (str(each.uuid), each.activity.title, _activity(each.activity))
            for each in queries.unread_in(group, person, at)
        ],
        removals=[(str(each.uuid), reverse("group-removal", args=[each.uuid])) for each in removals],
        places=[
            (str(each.uuid), each.offer.title, reverse("swap", args=[each.uuid]))
            for each in queries.free_places(group, person, at)
        ],
        shares=[
            (str(each.uuid), each.version.title, reverse("group-shared", args=[each.uuid]),
             each.shared_at)
            for each in shares.order_by("-shared_at", "pk")
        ],
        has_swapped=met.exists() or queries.own_offers(group).exists(),
        swap_link=reverse("group-swaps", args=[group.uuid]),
    )  # fmt: skip


def _activity(activity: Activity) -> str:
    return reverse("activity", args=[activity.uuid])


def dismiss(*, prompt: Prompt, by: User, now: datetime | None = None) -> None:
    """Send it away for good. Again changes nothing."""
    if prompt.person_id != by.pk:
        raise NotAllowed("not-yours", "")
    Prompt.objects.filter(pk=prompt.pk, dismissed_at=None).update(dismissed_at=now or clock.now())
