# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Flags and the cases made of them: flag, answer, hide for the time being, rule."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.moderation import kinds, mailing, notices, queries, rules
from peerreview.moderation.events import (
    CaseAnswered,
    CaseReinstated,
    CaseRuled,
    ThingFlagged,
    ThingHidden,
)
from peerreview.moderation.kinds import Thing
from peerreview.moderation.models import Case, Flag
from peerreview.notifications.registry import Kind
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit
from peerreview.reviews import submitting
from peerreview.reviews.models import Review

WORDS_MAX_CHARS = 2_000
State, Ruling = Case.State, Case.Ruling
FOR_GOOD = (Ruling.WITHDRAW, Ruling.REMOVE)


@transaction.atomic
def flag(*, thing: Thing, category: str, words: str, by: User, now: datetime | None = None) -> Flag:
    """Say that something is wrong with a thing. The same person flagging it again changes nothing.

    A flag joins the open case about the thing, or opens one. Raises NotAllowed on what is one's
    own, Conflict over the limit of a day, Invalid at `category` or `words`.
    """
    at = now or clock.now()
    if kinds.is_own(by, thing):
        raise NotAllowed("own", _("This is your own. You cannot flag it."))
    if category not in Flag.Category.values:
        raise Invalid("no-category", _("Choose what is wrong."), field="category")
    said = checked(words, field="words", missing=_("Say what you saw, and where."))
    # One at a time for each person, so that the limit of a day holds.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if (
        there := Flag.objects.filter(case__kind=thing.kind, case__thing=thing.uuid, by=by)
        .exclude(case__state=State.CLOSED)
        .first()
    ):
        return there
    if queries.flags_since(by, at) >= rules.FLAGS_A_DAY:
        message = ngettext(
            "You have raised %(most)s flag in a day. Write to a facilitator if it is urgent.",
            "You have raised %(most)s flags in a day. Write to a facilitator if it is urgent.",
            rules.FLAGS_A_DAY,
        ) % {"most": rules.FLAGS_A_DAY}
        raise Conflict("too-many-flags", message)
    case = open_case(thing=thing, now=at)
    raised = Flag.objects.create(case=case, by=by, category=category, words=said, made_at=at)
    emit(
        ThingFlagged(
            flag_id=raised.pk,
            case_id=case.pk,
            activity_id=case.activity_id,
            kind=thing.kind,
            thing=str(thing.uuid),
            category=category,
            by_id=by.pk,
        ),
        now=at,
    )
    return raised


@transaction.atomic
def open_case(*, thing: Thing, now: datetime | None = None) -> Case:
    """The open case about a thing, made if there is none; its maker is told and may answer."""
    case, is_new = Case.objects.get_or_create(
        kind=thing.kind,
        thing=thing.uuid,
        state__in=[State.OPEN, State.ANSWERED],
        defaults={
            "state": State.OPEN,
            "activity": thing.activity,
            "cohort": thing.cohort,
            "accused": thing.accused,
            "opened_at": now or clock.now(),
        },
    )
    if is_new and thing.accused is not None:
        _tell(case, thing.accused, notices.FLAGGED, case.opened_at)
    if is_new and case.activity is None:
        mailing.tell_of_case(case)
    return case


@transaction.atomic
def answer(*, case: Case, words: str, by: User, now: datetime | None = None) -> Case:
    """What the person whose thing it is has to say; until the ruling it may be changed."""
    at = now or clock.now()
    held = _locked(case)
    if held.accused_id != by.pk:
        raise NotAllowed("not-accused", _("Only the person it concerns answers."))
    said = checked(words, field="answer", missing=_("Write your answer."))
    if held.answer == said:
        return held
    _require_open(held)
    held.answer, held.answered_at, held.state = said, at, State.ANSWERED
    held.save(update_fields=["answer", "answered_at", "state"])
    emit(CaseAnswered(case_id=held.pk, activity_id=held.activity_id, by_id=by.pk), now=at)
    return held


@transaction.atomic
def hide(*, case: Case, is_hidden: bool, by: User, now: datetime | None = None) -> Case:
    """Keep the thing from others until the ruling, or show it again. Again changes nothing."""
    at = now or clock.now()
    held = _locked(case)
    _require_moderator(held, by)
    if (held.hidden_at is not None) == is_hidden:
        return held
    if not kinds.kind_named(held.kind).may_wait_hidden:
        raise Conflict("nothing-to-hide", _("There is nothing here to hide. Rule on it."))
    _require_open(held)
    held.hidden_at, held.hidden_by = (at, by) if is_hidden else (None, None)
    held.save(update_fields=["hidden_at", "hidden_by"])
    _put_away(held, held.hidden_at)
    emit(
        ThingHidden(
            case_id=held.pk, activity_id=held.activity_id, is_hidden=is_hidden, by_id=by.pk
        ),
        now=at,
    )
    return held


@transaction.atomic
def rule(*, case: Case, ruling: str, reason: str, by: User, now: datetime | None = None) -> Case:
    """End a case, with a reason that both sides read. The same ruling again changes nothing."""
    at = now or clock.now()
    held = _locked(case)
    _require_moderator(held, by)
    why = checked(reason, field="reason", missing=_("Say why. Both sides read this."))
    if held.state == State.CLOSED and (held.ruling, held.reason) == (ruling, why):
        return held
    _require_open(held)
    if ruling not in rulings_for(held, by):
        raise Invalid("no-ruling", _("Choose one of the rulings."), field="ruling")
    held.state, held.ruling, held.reason = State.CLOSED, ruling, why
    held.ruled_at, held.ruled_by = at, by
    held.save(update_fields=["state", "ruling", "reason", "ruled_at", "ruled_by"])
    _put_away(held, at if ruling in FOR_GOOD or _was_withdrawn(held) else None)
    if ruling == Ruling.SET_ASIDE:
        review = Review.objects.get(uuid=held.thing)
        submitting.set_aside(review=review, by=by, reason=why, now=at)
    emit(
        CaseRuled(
            case_id=held.pk, activity_id=held.activity_id, ruling=ruling, by_id=by.pk, reason=why
        ),
        now=at,
    )
    for person in _parties(held):
        _tell(held, person, notices.RULED, at)
    return held


@transaction.atomic
def reinstate(*, case: Case, reason: str, by: User, now: datetime | None = None) -> Case:
    """Bring back what a ruling had set aside, with a reason that both sides read. Again changes nothing."""
    at = now or clock.now()
    held = _locked(case)
    _require_moderator(held, by)
    why = checked(reason, field="reason", missing=_("Say why. Both sides read this."))
    if held.reinstated_at:
        return held
    if held.state != State.CLOSED or held.ruling != Ruling.REMOVE:
        raise Conflict("not-set-aside", _("Only what a ruling has set aside can come back."))
    held.reinstated_at, held.reinstated_by, held.reinstated_because = at, by, why
    held.save(update_fields=["reinstated_at", "reinstated_by", "reinstated_because"])
    _put_away(held, at if _was_withdrawn(held) else None)
    emit(CaseReinstated(case_id=held.pk, by_id=by.pk, reason=why), now=at)
    for person in _parties(held):
        _tell(held, person, notices.REINSTATED, at)
    return held


def rulings_for(case: Case, by: User) -> list[str]:
    """What can be ruled on this kind of thing. Only who runs the activity sets a review aside."""
    offered = list(kinds.kind_named(case.kind).rulings)
    if case.activity is None or not rules.is_facilitator_of(by, case.activity):
        offered = [ruling for ruling in offered if ruling != Ruling.SET_ASIDE]
    return offered


def _tell(case: Case, person: User, kind: Kind, at: datetime) -> None:
    # A ruling can be changed, and is then told again.
    key = f"{case.uuid}:{at.isoformat()}"
    link = reverse("case", args=[case.uuid])
    notify(to=[person.pk], kind=kind, key=key, link=link, now=at)


def checked(words: str, *, field: str, missing: str) -> str:
    """What somebody wrote, cleaned; Invalid at the field when there is nothing or too much."""
    said = text.plain(words).strip()
    if not said:
        raise Invalid("no-words", missing, field=field)
    if len(said) > WORDS_MAX_CHARS:
        message = _("Say it in at most %(most)s characters.") % {"most": WORDS_MAX_CHARS}
        raise Invalid("long-words", message, field=field)
    return said


def _locked(case: Case) -> Case:
    rows = Case.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("activity__cohort", "cohort").get(pk=case.pk)


def _require_open(case: Case) -> None:
    if case.state == State.CLOSED:
        raise Conflict("ruled", _("This case is closed; the ruling stands."))


def _require_moderator(case: Case, by: User) -> None:
    if not rules.may_rule(by, case):
        message = _("Only a moderator who is no party to the case can do this.")
        raise NotAllowed("not-moderator", message)


def _put_away(case: Case, at: datetime | None) -> None:
    thing = kinds.thing_of(case)
    if thing is not None:
        kinds.kind_named(case.kind).hide(thing, at)


def _was_withdrawn(case: Case) -> bool:
    """Whether an earlier ruling took the thing away for good."""
    same = Case.objects.filter(
        kind=case.kind, thing=case.thing, ruling__in=FOR_GOOD, reinstated_at=None
    )
    return same.exclude(pk=case.pk).exists()


def _parties(case: Case) -> list[User]:
    people = [each.by for each in case.flags.select_related("by").order_by("pk")]
    return [case.accused, *people] if case.accused else people
