# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading letters and rosters."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.activities.queries import tended
from peerreview.cohorts.models import Cohort, Membership
from peerreview.desk import boards
from peerreview.desk.models import Letter, LetterCopy, RosterEntry
from peerreview.moderation.queries import UNDECIDED


def letters_of(activity: Activity) -> QuerySet[Letter]:
    """What was written to people of the activity, newest first, with how many got and read it."""
    return (
        Letter.objects.filter(activity=activity)
        .select_related("sender")
        .annotate(
            to=Count("copies"),
            mailed=Count("copies", filter=Q(copies__mailed_at__isnull=False)),
            read=Count("copies", filter=Q(copies__read_at__isnull=False)),
        )
        .order_by("-sent_at", "-pk")
    )


def appealed_at_home(user: User) -> QuerySet[Activity]:
    """What this person looks after, over or not, where appeals wait; with how many, the most first."""
    waiting = Q(submissions__appeals__state__in=UNDECIDED)
    counted = tended(user).annotate(waiting=Count("submissions__appeals", filter=waiting))
    return counted.filter(waiting__gt=0).order_by("-waiting", "pk")


def letter_to(letter: Letter) -> QuerySet[LetterCopy]:
    """Everybody the letter went to."""
    return letter.copies.select_related("recipient").order_by("recipient__display_name", "pk")


def copies_for(user: User, *, activity: Activity | None = None) -> QuerySet[LetterCopy]:
    """Letters to this person that they have not put away, newest first."""
    unread = LetterCopy.objects.filter(recipient=user, read_at=None)
    if activity is not None:
        unread = unread.filter(letter__activity=activity)
    return unread.select_related("letter__sender", "letter__activity").order_by(
        "-letter__sent_at", "-pk"
    )


def people_in(activity: Activity, uuids: Iterable[UUID]) -> QuerySet[User]:
    """Those of these people who are on the board of the activity; strangers are left out."""
    return boards.people(activity).filter(uuid__in=list(uuids), is_active=True)


def open_invitations(cohort: Cohort) -> QuerySet[RosterEntry]:
    """Who was invited by mail and has not come yet."""
    return RosterEntry.objects.filter(cohort=cohort, taken_at=None).order_by("email")


def known_in(cohort: Cohort, emails: Iterable[str]) -> tuple[set[str], set[str]]:
    """Which of these addresses are in the cohort, and which wait as invited. Who else has an account
    is not told."""
    wanted = list(emails)
    seats = Membership.objects.filter(cohort=cohort, left_at=None, user__email__in=wanted)
    invited = open_invitations(cohort).filter(email__in=wanted)
    return (
        set(seats.order_by().values_list("user__email", flat=True)),
        set(invited.order_by().values_list("email", flat=True)),
    )


def copies_of(user: User) -> QuerySet[LetterCopy]:
    """Every letter to this person, newest first."""
    copies = LetterCopy.objects.filter(recipient=user)
    return copies.select_related("letter__sender", "letter__activity").order_by(
        "-letter__sent_at", "-pk"
    )
