# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Asking somebody to vouch: politely, seldom, and free to pass."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from endorsements import queries, rules, services
from endorsements.events import EndorsementAsked, EndorsementPassed
from endorsements.models import Endorsement, Request, Skill
from endorsements.telling import tell_asked, tell_passed
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit

MOST_OPEN = 5
MOST_PER_DAY = 3
# The same person is left in peace for so long after they were asked.
PAUSE = timedelta(days=30)
WORDS_MOST = 500
State = Request.State


@transaction.atomic
def ask(
    *,
    asker: User,
    asked: User,
    skill: Skill,
    version: Version | None = None,
    words: str = "",
    now: datetime | None = None,
) -> Request:
    """Ask somebody one learns with. A repeated click gives the same request.

    Raises NotAllowed for strangers and oneself, Invalid for work that is not one's own finished
    work, Closed beyond the limits, Conflict within PAUSE of the last time.
    """
    at = now or clock.now()
    _refuse_stranger(asker, asked)
    words = text.plain(words).strip() if text.seen(words) else ""
    if len(words) > WORDS_MOST:
        raise Invalid("long", _("Keep the message to 500 characters."), field="words")
    if version and not rules.may_point_at(asked, asker, version):
        # Pointing at blind work would tell a reviewer of it whose it is.
        message = _("Choose finished work of yours that they may see, or leave this empty.")
        raise Invalid("not-yours", message, field="version")
    services.lock_person(asker)
    there = Request.objects.filter(asker=asker, asked=asked, state=State.OPEN).first()
    if there:
        return there
    _refuse_too_soon(asker, asked, at)
    made = Request.objects.create(
        asker=asker,
        asked=asked,
        skill=skill.merged_into or skill,
        version=version,
        words=words,
        asked_at=at,
    )
    ids = {"asker_id": asker.pk, "asked_id": asked.pk, "skill_id": made.skill_id}
    emit(EndorsementAsked(request_id=made.pk, **ids), now=at)
    tell_asked(made, now=at)
    return made


def _refuse_stranger(asker: User, asked: User) -> None:
    if asker.pk == asked.pk:
        raise NotAllowed("self", _("You cannot endorse yourself. Ask somebody who saw your work."))
    if not rules.may_ask(asker, asked):
        message = _("You can ask people with whom you share a cohort or study group.")
        raise NotAllowed("no-tie", message)


def _refuse_too_soon(asker: User, asked: User, at: datetime) -> None:
    if Request.objects.filter(asker=asker, asked=asked, asked_at__gt=at - PAUSE).exists():
        message = _("You asked %(name)s within the last 30 days. Ask somebody else, or wait.")
        raise Conflict("asked-before", message % {"name": asked.display_name})
    if queries.open_requests_by(asker.pk) >= MOST_OPEN:
        message = _("%(most)d people have yet to answer you. Wait, or take a question back.")
        raise Closed("too-many-open", message % {"most": MOST_OPEN})
    if queries.asked_since(asker.pk, at - services.DAY) >= MOST_PER_DAY:
        message = _("You asked %(most)d people in the last 24 hours. Come back tomorrow.")
        raise Closed("daily-limit", message % {"most": MOST_PER_DAY})


@transaction.atomic
def grant(
    *,
    request: Request,
    by: User,
    reason: str,
    strength: int = Endorsement.Strength.CLEAR,
    now: datetime | None = None,
) -> Endorsement:
    """Say yes: the endorsement, with the work that was pointed at if one may see it."""
    at = now or clock.now()
    _refuse_unless(rules.may_answer(by, request))
    held = _locked(request)
    version = held.version
    if version and not rules.may_point_at(by, held.asker, version):
        version = None  # it was open to them when they were asked, and is not now
    given = services.endorse(
        endorser=by,
        recipient=held.asker,
        skill=held.skill,
        reason=reason,
        version=version,
        strength=strength,
        was_asked_for=True,
        now=at,
    )
    _end(held, State.ANSWERED, at)
    return given


@transaction.atomic
def pass_over(*, request: Request, by: User, now: datetime | None = None) -> None:
    """Not this time. Who asked hears that, kindly, and no reason."""
    at = now or clock.now()
    _refuse_unless(rules.may_answer(by, request))
    held = _locked(request)
    if not _end(held, State.PASSED, at):
        return
    ids = {"asker_id": held.asker_id, "asked_id": held.asked_id}
    emit(EndorsementPassed(request_id=held.pk, **ids), now=at)
    tell_passed(held, now=at)


@transaction.atomic
def take_back(*, request: Request, by: User, now: datetime | None = None) -> None:
    """No longer asked. Taking it back again changes nothing."""
    _refuse_unless(rules.may_take_back(by, request))
    _end(_locked(request), State.TAKEN_BACK, now or clock.now())


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("not-yours", _("This question is not yours to answer or take back."))


def _locked(request: Request) -> Request:
    rows = Request.objects.select_related("asker", "asked", "skill", "version__artifact")
    return rows.select_for_update(of=("self",)).get(pk=request.pk)


def _end(request: Request, state: str, at: datetime) -> bool:
    """Whether it was open until now."""
    if request.state != State.OPEN:
        return False
    request.state, request.ended_at = state, at
    request.save(update_fields=["state", "ended_at"])
    return True
