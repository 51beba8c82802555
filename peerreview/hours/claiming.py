# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a learner does with a claim: make it of chosen hours, answer, send it again, withdraw, let it be checked."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.hours import choosing, lifecycle, queries, telling
from peerreview.hours.events import (
    HoursCheckOpened,
    HoursClaimAnswered,
    HoursClaimed,
    HoursClaimWithdrawn,
)
from peerreview.hours.models import Claim, Line, Step
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit

DAYS_MOST = 366 * 5
LINK_LASTS = timedelta(days=21)
LINKS_A_DAY = 5
WORDS_MOST = 2000
GONE = gettext_lazy(
    "Some of it cannot be claimed any more: it is in another claim, or it is gone. Look through the list again."
)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who is asked to approve, of which days, under which name, with which words."""

    starts: date
    ends: date
    printed_name: str
    cohort: Cohort | None = None
    approver_name: str = ""
    approver_mail: str = ""
    note: str = ""


@transaction.atomic
def claim(
    *, person: User, asked: Asked, chosen: Collection[str], uuid: UUID, now: datetime | None = None
) -> Claim:
    """Put chosen hours before somebody. The same `uuid` again is the same claim.

    What stands approved or waits in another claim cannot be claimed (choosing.py). Raises Invalid by field, Closed after LINKS_A_DAY mails to outsiders in 24 hours.
    """
    at = now or clock.now()
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    made = Claim.objects.filter(uuid=uuid).first()
    if made:
        if made.person_id != person.pk:
            raise Conflict("taken", _("This form was used before. Reload the page and try again."))
        return made
    values = _checked(person, asked, at)
    lines = _chosen(person, asked, chosen)
    made = Claim.objects.create(uuid=uuid, person=person, made_at=at, **values)
    Line.objects.bulk_create(
        Line(
            claim=made,
            kind=each.kind,
            source=each.key,
            first_day=each.first_day,
            last_day=each.last_day,
            minutes=each.minutes,
            words=each.words,
            url=each.url,
            entry_id=each.entry_id,
        )
        for each in lines
    )
    _send(made, Step.Act.SEND, at)
    return made


def _chosen(person: User, asked: Asked, chosen: Collection[str]) -> list[choosing.Choice]:
    found = choosing.choices(person, asked.starts, asked.ends)[: choosing.CHOICES_MOST]
    offered = {each.key: each for each in found}
    lines = [offered[key] for key in dict.fromkeys(chosen) if key in offered]
    if not lines:
        raise Invalid("nothing", _("Choose what you claim."), field="chosen")
    if len(lines) < len(set(chosen)):
        raise Invalid("taken", str(GONE), field="chosen")
    return lines


def _checked(person: User, asked: Asked, at: datetime) -> dict:
    check_days(asked.starts, asked.ends, at)
    name = text.one_line(asked.printed_name)
    if not name:
        raise Invalid("name", _("Give the name that the approval is for."), field="printed_name")
    values = {
        "starts": asked.starts,
        "ends": asked.ends,
        "printed_name": name[:120],
        "note": text.plain(asked.note)[:WORDS_MOST].strip(),
        "per_unit": queries.per_unit_of(asked.cohort),
    }
    if asked.cohort is not None:
        if not queries.cohorts_to_ask(person).filter(pk=asked.cohort.pk).exists():
            message = _("Choose a cohort of yours that somebody else facilitates.")
            raise Invalid("cohort", message, field="cohort")
        return {**values, "cohort": asked.cohort}
    return {**values, **_outsider(person, asked, at)}


def _outsider(person: User, asked: Asked, at: datetime) -> dict:
    name = text.one_line(asked.approver_name)
    if not asked.approver_mail or not name:
        message = _("Choose a cohort, or give the name and address of who should approve.")
        raise Invalid("nobody", message, field="approver_mail")
    if asked.approver_mail.casefold() == person.email.casefold():
        message = _("This is your own address. Somebody else has to approve.")
        raise Invalid("self", message, field="approver_mail")
    refuse_too_many(person, at)
    return {
        "approver_name": name[:120],
        "approver_mail": asked.approver_mail,
        "link_number": 1,
        "link_until": at + LINK_LASTS,
    }


def check_days(starts: date, ends: date, at: datetime) -> None:
    """Raises Invalid by field for days that no claim can be of."""
    if ends < starts:
        message = _("The last day is before the first. Give a later one, or swap the two.")
        raise Invalid("days", message, field="ends")
    today = queries.today(at)
    if ends > today:
        message = _("Nobody can approve what is still to come. Give %(day)s or an earlier day.")
        said = {"day": formats.date_format(today, "DATE_FORMAT")}
        raise Invalid("days", message % said, field="ends")
    if (ends - starts).days > DAYS_MOST:
        message = _("A claim is of five years at most. Begin later, and claim the rest apart.")
        raise Invalid("days", message, field="starts")


def refuse_too_many(person: User, at: datetime) -> None:
    """Raises Closed after LINKS_A_DAY: mail to strangers must not be a way to flood them."""
    if queries.sent_since(person.pk, at - timedelta(hours=24)) < LINKS_A_DAY:
        return
    message = ngettext(
        "You had %(most)d link sent in 24 hours. Come back tomorrow.",
        "You had %(most)d links sent in 24 hours. Come back tomorrow.",
        LINKS_A_DAY,
    )
    raise Closed("too-many", message % {"most": LINKS_A_DAY})


def _send(made: Claim, act: str, at: datetime) -> None:
    Step.objects.create(claim=made, act=act, by_id=made.person_id, at=at)
    ids_of = {"claim_id": made.pk, "person_id": made.person_id}
    emit(HoursClaimed(**ids_of, link_number=made.link_number), now=at)
    telling.tell_claimed(made, at)


def held(claim: Claim) -> Claim:
    """The claim, locked until the transaction ends."""
    rows = Claim.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "cohort").get(pk=claim.pk)


def _own(given: Claim, by: User, act: str) -> tuple[Claim, str]:
    found = held(given)
    if found.person_id != by.pk:
        raise NotAllowed("not-yours", _("Only who made the claim does this."))
    after = lifecycle.after(found.state, act)
    if after is None:
        raise Closed("not-now", _("This claim has moved on. Look at how it stands."))
    return found, after


@transaction.atomic
def answer(*, claim: Claim, words: str, by: User, now: datetime | None = None) -> Claim:
    """Answer what was asked about it. The same answer again changes nothing."""
    at = now or clock.now()
    said = checked_words(words, _("Write your answer."))
    last = claim.steps.order_by("-at", "-pk").first()
    if last and (last.act, last.by_id, last.words) == (Step.Act.ANSWER, by.pk, said):
        return claim
    found, found.state = _own(claim, by, "answer")
    found.save(update_fields=["state"])
    Step.objects.create(claim=found, act=Step.Act.ANSWER, by=by, words=said, at=at)
    emit(HoursClaimAnswered(claim_id=found.pk, person_id=by.pk), now=at)
    telling.tell_claimed(found, at)
    return found


@transaction.atomic
def renew_link(*, claim: Claim, by: User, now: datetime | None = None) -> Claim:
    """Have a new link sent; the one before is dead from now on."""
    at = now or clock.now()
    found, _after = _own(claim, by, "renew")
    if not found.is_outside:
        raise Closed("no-link", _("Facilitators decide on this claim. There is no link."))
    refuse_too_many(by, at)
    found.link_number += 1
    found.link_until = at + LINK_LASTS
    found.save(update_fields=["link_number", "link_until"])
    _send(found, Step.Act.RENEW, at)
    return found


@transaction.atomic
def withdraw(*, claim: Claim, by: User, now: datetime | None = None) -> Claim:
    """Take it back before it is decided; its link opens nothing any more. Again changes nothing."""
    at = now or clock.now()
    if claim.state == lifecycle.WITHDRAWN and claim.person_id == by.pk:
        return claim
    found, found.state = _own(claim, by, "withdraw")
    found.save(update_fields=["state"])
    Step.objects.create(claim=found, act=Step.Act.WITHDRAW, by=by, at=at)
    emit(HoursClaimWithdrawn(claim_id=found.pk, person_id=by.pk), now=at)
    return found


@transaction.atomic
def let_be_checked(
    *, claim: Claim, is_public: bool, by: User, now: datetime | None = None
) -> Claim:
    """Whether anybody with the code may read what was approved. Again changes nothing."""
    found = held(claim)
    if found.person_id != by.pk:
        raise NotAllowed("not-yours", _("Only who made the claim does this."))
    if found.decided_at is None or not (found.is_standing or not is_public):
        raise Closed("not-approved", _("Only what was approved can be checked."))
    if found.is_public == is_public:
        return found
    found.is_public = is_public
    found.code = found.code or ids.short_code(10)
    found.save(update_fields=["is_public", "code"])
    emit(
        HoursCheckOpened(claim_id=found.pk, person_id=by.pk, is_public=is_public),
        now=now or clock.now(),
    )
    return found


def checked_words(words: str, missing: str) -> str:
    """What somebody wrote, or Invalid at `words`."""
    said = text.plain(words).strip()
    if not said:
        raise Invalid("no-words", missing, field="words")
    if len(said) > WORDS_MOST:
        raise Invalid("long", _("Say it in 2,000 characters."), field="words")
    return said
