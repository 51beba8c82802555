# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What facilitators do from the desk: writing to a selection, filling a roster, taking the data out."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.activities.rules import is_facilitator_of
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.desk import notices, queries, rules
from peerreview.desk.events import (
    ActivityExported,
    LetterAddressed,
    LetterSent,
    PersonInvited,
    RosterUploaded,
)
from peerreview.desk.models import Letter, LetterCopy, RosterEntry
from peerreview.desk.roster import Line
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

SUBJECT_MOST = 120
TEXT_MOST = 10_000


# ---- Letters --------------------------------------------------------------------------------


@transaction.atomic
def send_letter(
    *,
    activity: Activity,
    to: Collection[UUID],
    subject: str,
    source: str,
    by: User,
    uuid: UUID | None = None,
    now: datetime | None = None,
) -> Letter:
    """Write to people of the activity: each gets one mail and one note, however often this is called
    with the same `uuid`. People who are not on its board are left out."""
    at = now or clock.now()
    _refuse_unless_facilitator(by, activity)
    # The sender's row serialises their letters, so that two windows cannot both be the last allowed.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = Letter.objects.filter(uuid=uuid).first() if uuid else None
    if before:
        return _same_or_refuse(before, by)
    subject, source = clean_letter(subject=subject, source=source)
    people = _recipients(activity, to)
    if not rules.may_write_now(by, at):
        message = _("You have sent %(most)d messages within an hour. Send this one a little later.")
        raise Closed("too-many-letters", message % {"most": rules.LETTERS_AN_HOUR})
    letter = Letter.objects.create(
        uuid=uuid or ids.new_uuid(),
        activity=activity,
        sender=by,
        subject=subject,
        source=source,
        html=str(text.render_markdown(source)),
        sent_at=at,
    )
    _address(letter, people, at)
    return letter


def _same_or_refuse(letter: Letter, by: User) -> Letter:
    if letter.sender_id != by.pk:
        raise Conflict("taken", _("This form was used before. Reload the page and try again."))
    return letter


def clean_letter(*, subject: str, source: str) -> tuple[str, str]:
    """Subject and text as they will be sent; Invalid names the field."""
    subject, source = text.one_line(subject), text.plain(source).strip()
    if not subject:
        raise Invalid("no-subject", _("Say in a few words what it is about."), field="subject")
    if len(subject) > SUBJECT_MOST:
        message = _("Keep the subject to %(most)d characters.") % {"most": SUBJECT_MOST}
        raise Invalid("long-subject", message, field="subject")
    if not text.one_line(source):
        raise Invalid("no-text", _("Write what you want to tell them."), field="source")
    if len(source) > TEXT_MOST:
        message = _("Keep the text to %(most)d characters.") % {"most": TEXT_MOST}
        raise Invalid("long-text", message, field="source")
    return subject, source


def _recipients(activity: Activity, to: Collection[UUID]) -> list[int]:
    if len(to) > rules.RECIPIENTS_MOST:
        message = _("Write to at most %(most)d people at once.") % {"most": rules.RECIPIENTS_MOST}
        raise Invalid("too-many-people", message, field="people")
    people = list(queries.people_in(activity, to).order_by("pk").values_list("pk", flat=True))
    if not people:
        message = _("Choose at least one person of this activity on the board.")
        raise Invalid("nobody", message, field="people")
    return people


def _address(letter: Letter, people: Iterable[int], at: datetime) -> None:
    copies = LetterCopy.objects.bulk_create(
        LetterCopy(letter=letter, recipient_id=person) for person in people
    )
    emit(
        LetterSent(
            letter_id=letter.pk,
            activity_id=letter.activity_id,
            by_id=letter.sender_id,
            recipients=len(copies),
        ),
        now=at,
    )
    for copy in copies:
        addressed = LetterAddressed(
            letter_id=letter.pk,
            copy_id=copy.pk,
            activity_id=letter.activity_id,
            user_id=copy.recipient_id,
        )
        emit(addressed, now=at)


@transaction.atomic
def put_away(*, letter: Letter, by: User, now: datetime | None = None) -> None:
    """The reader has seen it. Again changes nothing; the first time stands."""
    LetterCopy.objects.filter(letter=letter, recipient=by, read_at=None).update(
        read_at=now or clock.now()
    )


# ---- The roster -----------------------------------------------------------------------------


@transaction.atomic
def fill_roster(
    *, cohort: Cohort, lines: Iterable[Line], by: User, now: datetime | None = None
) -> tuple[int, int]:
    """Seat those who have an account, invite the others by mail; how many of each. All or nothing.

    The same list again changes nothing and writes to nobody twice.
    """
    at = now or clock.now()
    _refuse_unless_may_fill(by, cohort)
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    lines = list(lines)
    accounts = known_people(line.email for line in lines)
    seated = invited = 0
    for line in lines:
        person = accounts.get(line.email)
        entry, is_new = _entry(cohort, line, by, at)
        if person is not None:
            seated += _seat(cohort, person, entry, at)
        elif is_new:
            invited += 1
            emit(PersonInvited(entry_id=entry.pk, cohort_id=cohort.pk, by_id=by.pk), now=at)
    if seated or invited:
        done = RosterUploaded(cohort_id=cohort.pk, by_id=by.pk, seated=seated, invited=invited)
        emit(done, now=at)
    return seated, invited


def known_people(emails: Iterable[str]) -> dict[str, User]:
    """Active people by the confirmed address they sign in with."""
    people = User.objects.filter(
        email__in=list(emails), is_active=True, emailaddress__verified=True,
        emailaddress__primary=True,
    )  # fmt: skip
    return {person.email: person for person in people}


def _entry(cohort: Cohort, line: Line, by: User, at: datetime) -> tuple[RosterEntry, bool]:
    values = {"name": line.name, "role": line.role, "group": line.group}
    return RosterEntry.objects.update_or_create(
        cohort=cohort,
        email=line.email,
        defaults=values,
        create_defaults={**values, "added_by": by, "added_at": at},
    )


def _seat(cohort: Cohort, person: User, entry: RosterEntry, at: datetime) -> bool:
    """Give the person their seat; whether they had none. Who took it before and left stays away."""
    if entry.taken_at is not None:
        return False
    RosterEntry.objects.filter(pk=entry.pk).update(taken_at=at)
    return cohorts.seat(cohort=cohort, user=person, role=entry.role, now=at)


@transaction.atomic
def take_up_invitations(*, user: User, now: datetime | None = None) -> list[Cohort]:
    """Seat a person where they were invited by the address they have just confirmed."""
    at = now or clock.now()
    if not known_people([user.email]):
        return []
    entries = RosterEntry.objects.filter(email=user.email, taken_at=None).select_related("cohort")
    return [entry.cohort for entry in entries if _seat(entry.cohort, user, entry, at)]


def _refuse_unless_may_fill(by: User, cohort: Cohort) -> None:
    if not cohort_rules.may_change_roles(by, cohort):
        raise NotAllowed("not-facilitator", _("Only facilitators may do this."))


# ---- Taking the data out --------------------------------------------------------------------


@transaction.atomic
def note_export(
    *,
    activity: Activity,
    tables: Collection[str],
    form: str,
    is_pseudonymous: bool,
    by: User,
    now: datetime | None = None,
) -> None:
    """Write into the trail who took what out, before the first byte goes."""
    _refuse_unless_facilitator(by, activity)
    taken = ActivityExported(
        activity_id=activity.pk,
        by_id=by.pk,
        tables=",".join(tables),
        form=form,
        is_pseudonymous=is_pseudonymous,
    )
    emit(taken, now=now)


def _refuse_unless_facilitator(by: User, activity: Activity) -> None:
    if not is_facilitator_of(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after this activity may do this."))


# ---- Mail -----------------------------------------------------------------------------------


@transaction.atomic
def tell_of_letter(copy: LetterCopy, *, now: datetime | None = None) -> None:
    """Tell its reader, by whichever way they chose. Again changes nothing."""
    at, letter = now or clock.now(), copy.letter
    LetterCopy.objects.filter(pk=copy.pk, mailed_at=None).update(mailed_at=at)
    notify(
        to=[copy.recipient_id],
        kind=notices.LETTER,
        key=str(letter.uuid),
        params={
            "letter": str(letter.uuid),
            "subject": letter.subject,
            "activity": letter.activity.title,
        },
        link=reverse("letter", args=[letter.uuid]),
        now=at,
    )


def mark_invited(entry: RosterEntry, *, now: datetime | None = None) -> None:
    """The invitation has gone out."""
    RosterEntry.objects.filter(pk=entry.pk, mailed_at=None).update(mailed_at=now or clock.now())
