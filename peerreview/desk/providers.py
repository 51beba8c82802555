# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the desk itself finds for its queue and its board; other apps offer theirs in their panels."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.accounts.models import User
from peerreview.activities import attention
from peerreview.activities.attention import Cell, Found, Item
from peerreview.activities.models import Activity, Submission
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.allocation import pairs
from peerreview.allocation.models import Assignment
from peerreview.desk import addresses, learners
from peerreview.desk.models import RosterEntry
from peerreview.desk.standing import PATIENCE, near


def _works(activity: Activity) -> QuerySet[Submission]:
    return Submission.objects.filter(
        activity=activity, withdrawn_at=None, superseded_at=None
    ).select_related("author", "version")


def _about(
    kind: str, work: Submission, why: str, since: datetime | None = None, *, place: str = ""
) -> Item:
    return Item(
        kind=kind,
        title=work.version.title or _("Untitled work"),
        why=why,
        url=addresses.work(work),
        since=since,
        person=work.author.uuid,
        work=work.uuid,
        email=work.author.email,
        place=place,
    )


@attention.offer_kind("few", gettext_lazy("Too few reviews"), icon="users", order=20)
def too_few(activity: Activity, now: datetime) -> Sequence[Item]:
    """Work nobody is at, though the end is near or it has waited long."""
    short = _works(activity).filter(reviews_done__lt=activity.reviews_needed, reviews_leased=0)
    if not near(activity.review_by, now):
        short = short.filter(submitted_at__lte=now - PATIENCE)

    def item(work: Submission) -> Item:
        values = {
            "done": work.reviews_done, "needed": activity.reviews_needed,
            "name": work.author.display_name,
        }  # fmt: skip
        why = _("%(name)s has %(done)d of %(needed)d reviews, and nobody is writing one.") % values
        return _about("few", work, why, work.submitted_at)

    return Found(short.order_by("reviews_done", "submitted_at", "pk"), item)


@attention.offer_kind("unreadable", gettext_lazy("Cannot be opened"), icon="unlink", order=30)
def unreadable(activity: Activity, _now: datetime) -> Sequence[Item]:
    """Work that reviewers gave back since they could not open it."""
    given_back = pairs.unreadable_declines().filter(submission=OuterRef("pk"))
    works = _works(activity).annotate(
        said=Subquery(given_back.order_by("-ended_at").values("decline_reason")[:1]),
        said_kind=Subquery(given_back.order_by("-ended_at").values("decline_kind")[:1]),
        told_at=Subquery(given_back.order_by("-ended_at").values("ended_at")[:1]),
    )

    def item(work: Any) -> Item:
        why = _("A reviewer gave it back: “%(reason)s”. Ask %(name)s to mend it.")
        reason = work.said or Assignment.Decline(work.said_kind).label
        values = {"reason": reason, "name": work.author.display_name}
        return _about("unreadable", work, why % values, work.told_at)

    return Found(works.filter(said__isnull=False).order_by("-told_at", "pk"), item)


def contested_works(activity: Activity) -> QuerySet[Submission]:
    """Work on which reviewers disagree, by its newest outcome, with how many criteria."""
    newest = Outcome.objects.filter(submission=OuterRef("pk")).order_by("-number").values("pk")[:1]
    criteria = CriterionOutcome.objects.filter(
        outcome=OuterRef("outcome_id"), state=CriterionOutcome.State.CONTESTED
    )
    first = criteria.order_by("criterion__position").values("criterion__key")[:1]
    counted = criteria.order_by().values("outcome").annotate(n=Count("pk")).values("n")
    return (
        _works(activity)
        .annotate(outcome_id=Subquery(newest))
        .annotate(is_contested=Exists(criteria), criteria=Subquery(counted))
        .annotate(first_key=Subquery(first))
        .filter(is_contested=True)
    )


@attention.offer_kind("contested", gettext_lazy("Contested"), icon="git-fork", order=40)
def contested(activity: Activity, _now: datetime) -> Sequence[Item]:
    """Work on which reviewers disagree."""

    def item(work: Any) -> Item:
        why = ngettext(
            "Reviewers disagree on %(n)d criterion of %(name)s’s work. Read it, or ask for one more.",
            "Reviewers disagree on %(n)d criteria of %(name)s’s work. Read it, or ask for one more.",
            work.criteria,
        )
        values = {"n": work.criteria, "name": work.author.display_name}
        place = addresses.criterion(work.first_key)
        return _about("contested", work, why % values, work.submitted_at, place=place)

    return Found(contested_works(activity).order_by("-criteria", "submitted_at", "pk"), item)


@attention.offer_kind("behind", gettext_lazy("Not handed in"), icon="clock-alert", order=60)
def behind(activity: Activity, now: datetime) -> Sequence[Item]:
    """People who have not handed in though the time is over or nearly so."""
    known = learners.filters(activity, now)
    people = learners.everyone(activity).filter(known["stuck"] & known["missing"])
    deadline = activity.submit_by or activity.review_by
    is_over = deadline is not None and now > deadline

    def item(person: Any) -> Item:
        why = _("Has begun, has not handed in.") if person.started_at else _("Has not started.")
        more = _("The time is over.") if is_over else _("The time is nearly over.")
        return _of("behind", person, f"{why} {more}", person.started_at)

    return Found(people.order_by(F("started_at").asc(nulls_last=True), "pk"), item)


@attention.offer_kind("owing", gettext_lazy("Owe reviews"), icon="hourglass", order=70)
def owing(activity: Activity, now: datetime) -> Sequence[Item]:
    """People whose reviews are missing while reviewing is about to end."""
    known = learners.filters(activity, now)
    people = learners.everyone(activity).filter(known["owes"])
    if not near(activity.review_by, now):
        people = people.none()

    def item(person: Any) -> Item:
        owed = activity.reviews_asked - person.given
        why = ngettext("Owes %(n)d review.", "Owes %(n)d reviews.", owed) % {"n": owed}
        return _of("owing", person, why, person.handed_in_at)

    return Found(people.order_by("given", "pk"), item)


def _of(kind: str, person: User, why: str, since: datetime | None) -> Item:
    url = addresses.person(person)
    return Item(
        kind=kind, title=person.display_name, why=why, url=url, since=since, person=person.uuid
    )


def _groups(activity: Activity, user_ids: Sequence[int]) -> dict[int, Cell]:
    people = User.objects.filter(pk__in=user_ids).values_list("email", "pk")
    by_email = dict(people.order_by())
    entries = RosterEntry.objects.filter(cohort=activity.cohort_id, email__in=list(by_email))
    named = entries.exclude(group="").values_list("email", "group")
    return {by_email[email]: Cell(label=group) for email, group in named.order_by()}


def _has_groups(activity: Activity) -> bool:
    rosters = RosterEntry.objects.filter(cohort=activity.cohort_id).exclude(group="")
    return activity.cohort_id is not None and rosters.exists()


attention.offer_column("group", gettext_lazy("Group"), is_on=_has_groups, cells=_groups, order=5)
EVERY_KIND = ("few", "unreadable", "contested", "behind", "owing")
attention.offer_act(
    EVERY_KIND, gettext_lazy("Write"), "desk-letter-new", icon="mail", of="person", query="who"
)
attention.offer_act(
    ("behind", "owing"),
    gettext_lazy("More time"),
    "desk-more-time",
    icon="clock-plus",
    of="person",
    query="who",
)
# Pages of apps that may not be there; an address that does not exist is left out.
attention.offer_act(
    ("few", "contested"), gettext_lazy("Assign"), "allocation-assign",
    icon="user-plus", of="email", query="author",
)  # fmt: skip
attention.offer_act(
    ("contested",), gettext_lazy("Decide"), "submission", icon="gavel", of="work", to_place=True
)
