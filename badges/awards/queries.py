# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading the life of awards."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from badges import criteria
from badges.awards.models import Appeal, Reconsideration, Reminder, Seat
from badges.evidence import Section
from badges.life_models import Refusal, Turn
from badges.models import Achievement, Award, Progress
from badges.queries import current_credentials
from badges.verdicts import Verdict, verdict_from_json
from peerreview.accounts.models import User

MOST_TOLD = 20
RUNNING = [Reconsideration.State.WATCHED, Reconsideration.State.OPEN]


# --- awards --------------------------------------------------------------------------------------
def award(uuid: UUID) -> Award | None:
    """An award with what its pages show."""
    rows = Award.objects.select_related("achievement__issuer", "criteria", "recipient", "evidence")
    return rows.prefetch_related(current_credentials()).filter(uuid=uuid).first()


def turns_of(found: Award) -> QuerySet[Turn]:
    """What happened to a badge, newest first."""
    return (
        Turn.objects.filter(award=found).select_related("by", "credential").order_by("-at", "-pk")
    )


def leaning(person_id: int, sections: set[Section]) -> list[Award]:
    """A person's claimed badges whose rule reads any of these parts of the evidence."""
    held = Award.objects.filter(recipient_id=person_id, state=Award.State.CLAIMED)
    rows = held.select_related("achievement", "criteria").order_by("pk")
    return [row for row in rows if criteria.reads(row.criteria.tree) & sections]


def ending(now: datetime, until: datetime, step: str) -> QuerySet[Award]:
    """Claimed badges that end by then and whose owners were not told yet, the next to end first."""
    told = Reminder.objects.filter(award=OuterRef("pk"), step=step, end=OuterRef("valid_until"))
    rows = Award.objects.filter(
        state=Award.State.CLAIMED, valid_until__gt=now, valid_until__lte=until
    )
    rows = rows.filter(~Exists(told), recipient__is_active=True)
    return rows.select_related("achievement", "criteria").order_by("valid_until", "pk")


# --- refusals and appeals ------------------------------------------------------------------------
def refusals() -> QuerySet[Refusal]:
    """Refusals with what a page shows of them."""
    return Refusal.objects.select_related("achievement__issuer", "person", "by", "appeal")


def appeals() -> QuerySet[Appeal]:
    """Appeals with what a page shows of them."""
    return Appeal.objects.select_related("refusal__achievement__issuer")


def seats_of(person_id: int) -> QuerySet[Seat]:
    """Open appeals somebody is asked to decide and has not, those due first."""
    rows = Seat.objects.filter(assessor=person_id, upholds=None, appeal__state=Appeal.State.OPEN)
    rows = rows.select_related("appeal__refusal__achievement__issuer")
    return rows.order_by("appeal__due_at", "pk")


def seat_of(person_id: int, appeal: UUID) -> Seat | None:
    """The seat somebody has in an appeal."""
    rows = Seat.objects.filter(assessor=person_id, appeal__uuid=appeal)
    return rows.select_related("appeal__refusal__achievement__issuer").first()


def reasons_in(appeal: Appeal) -> list[Seat]:
    """What was said in an appeal, for when it is decided."""
    return list(appeal.seats.exclude(upholds=None).order_by("at", "pk"))


def rule_as_refused(refusal: Refusal) -> Verdict | None:
    """How the person stands with the rule alone."""
    rows = Progress.objects.filter(achievement=refusal.achievement, person=refusal.person)
    progress = rows.first()
    if progress is None or not progress.verdict:
        return None
    verdict = verdict_from_json(progress.verdict)
    return verdict.parts[0] if verdict.kind == "refused" else verdict


def to_remind(before: datetime) -> QuerySet[Appeal]:
    """Open appeals nobody was reminded of since then."""
    return (
        appeals().filter(state=Appeal.State.OPEN, reminded_at__lte=before).order_by("reminded_at")
    )


# --- reconsiderations ----------------------------------------------------------------------------
def cases() -> QuerySet[Reconsideration]:
    """Cases people are told of, with what a page shows."""
    rows = Reconsideration.objects.exclude(state=Reconsideration.State.WATCHED)
    return rows.select_related("award__achievement__issuer", "award__recipient", "award__criteria")


def cases_for(user: User) -> QuerySet[Reconsideration]:
    """Open cases of badges somebody answers for, those due first."""
    rows = cases().filter(state=Reconsideration.State.OPEN).exclude(award__recipient=user)
    if not user.is_staff:
        rows = rows.filter(award__achievement__created_by=user)
    return rows.order_by("due_at", "pk")


def open_case_of(found: Award) -> Reconsideration | None:
    """The case that runs about a badge, once people are told."""
    return cases().filter(award=found, state=Reconsideration.State.OPEN).first()


def to_look_at(before: datetime) -> QuerySet[Reconsideration]:
    """Running cases nobody has looked at since then."""
    rows = Reconsideration.objects.filter(state__in=RUNNING, looked_at__lte=before)
    return rows.select_related("award__achievement", "award__criteria").order_by("looked_at", "pk")


def running_of(person_id: int) -> QuerySet[Reconsideration]:
    """A person's running cases."""
    rows = Reconsideration.objects.filter(state__in=RUNNING, award__recipient=person_id)
    return rows.select_related("award__achievement", "award__criteria")


def answering_for(achievement: Achievement, *, besides: int) -> list[int]:
    """Ids of who is told of what is to be decided about a badge: who defined it, else staff."""
    if achievement.created_by_id and achievement.created_by_id != besides:
        return [achievement.created_by_id]
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(pk=besides)
    return list(staff.order_by("pk").values_list("pk", flat=True)[:MOST_TOLD])
