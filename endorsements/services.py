# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Vouching, and taking it back."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from endorsements import notices, queries, rules
from endorsements.events import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
    SkillAdded,
)
from endorsements.folding import fold, mixes_alphabets
from endorsements.models import REASON_FEWEST, REASON_MOST, Endorsement, Skill
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

MOST_PER_DAY = 10
DAY = timedelta(hours=24)


@transaction.atomic
def add_skill(
    *, name: str, description: str = "", by: User | None = None, now: datetime | None = None
) -> Skill:
    """A new skill. The same name again gives the same skill; a look-alike is refused."""
    at = now or clock.now()
    name, key = text.one_line(name), fold(name)
    if not key:
        raise Invalid("no-name", _("Name the skill in letters or digits."), field="skill_name")
    if len(name) > 80 or len(key) > 160:
        message = _("Keep the skill’s name to 80 characters.")
        raise Invalid("long-name", message, field="skill_name")
    if mixes_alphabets(name):
        message = _("This mixes alphabets within a word. Write each word in one alphabet.")
        raise Invalid("mixed-alphabets", message, field="skill_name")
    skill, is_new = Skill.objects.get_or_create(
        key=key,
        defaults={
            "name": name,
            "description": text.one_line(description)[:400],
            "created_at": at,
        },
    )
    if not is_new and skill.name != name:
        message = _("This looks like “%(name)s”, which exists. Choose that one from the list.")
        raise Conflict("look-alike", message % {"name": skill.name}, field="skill_name")
    if is_new:
        emit(SkillAdded(skill_id=skill.pk, skill_name=name, by_id=by.pk if by else None), now=at)
    return skill


@transaction.atomic
def endorse(
    *,
    endorser: User,
    recipient: User,
    skill: Skill,
    reason: str,
    version: Version | None = None,
    now: datetime | None = None,
) -> Endorsement:
    """Vouch for a person in a skill, with the reason. A repeated click gives the same endorsement.

    Raises NotAllowed for oneself and for people one does not learn with, Invalid for a reason that
    says too little or a version that is not theirs to point at, Conflict when there is a standing
    endorsement with other words, Closed after MOST_PER_DAY in 24 hours.
    """
    at = now or clock.now()
    relation = _relation(endorser, recipient)
    reason = _clean_reason(reason)
    _check_version(endorser, recipient, version)
    # One at a time for each endorser: the day's count and "is there one already" stay true.
    User.objects.select_for_update().get(pk=endorser.pk)
    before = queries.given_by(endorser.pk).filter(recipient=recipient, skill=skill).first()
    if before:
        return _same_or_refuse(before, reason, version)
    _refuse_too_many(endorser, at)
    given = Endorsement.objects.create(
        endorser=endorser,
        recipient=recipient,
        skill=skill,
        reason=reason,
        relation=relation,
        version=version,
        given_at=at,
        hidden_at=at if _was_hidden(endorser, recipient, skill) else None,
    )
    emit(EndorsementGiven(**_who(given)), now=at)
    if given.hidden_at is None:
        _tell_recipient(given, at)
    return given


def _tell_recipient(given: Endorsement, at: datetime) -> None:
    notify(
        to=[given.recipient_id],
        kind=notices.RECEIVED,
        key=str(given.uuid),
        params={"skill": given.skill.name},
        link=reverse("endorsements"),
        now=at,
    )


@transaction.atomic
def endorse_in_new_skill(*, skill_name: str, endorser: User, **given: Any) -> Endorsement:
    """As `endorse`, for a skill that is named for the first time; both happen or neither."""
    skill = add_skill(name=skill_name, by=endorser, now=given.get("now"))
    return endorse(endorser=endorser, skill=skill, **given)


def _relation(endorser: User, recipient: User) -> str:
    if endorser.pk == recipient.pk:
        raise NotAllowed("self", _("You cannot endorse yourself. Ask somebody who saw your work."))
    relation = rules.relation_to(endorser, recipient)
    if relation is None:
        message = _("You can endorse people with whom you share a cohort or study group.")
        raise NotAllowed("no-tie", message)
    return relation


def _clean_reason(reason: str) -> str:
    reason = text.plain(reason).strip()
    if len(" ".join(reason.split())) < REASON_FEWEST:
        message = _("Say in at least %(fewest)d characters what you saw them do.")
        raise Invalid("short-reason", message % {"fewest": REASON_FEWEST}, field="reason")
    if len(reason) > REASON_MOST:
        message = _("Keep the reason to %(most)d characters.")
        raise Invalid("long-reason", message % {"most": REASON_MOST}, field="reason")
    return reason


def _check_version(endorser: User, recipient: User, version: Version | None) -> None:
    if version and not rules.may_point_at(endorser, recipient, version):
        # One answer for "not theirs", "not there" and "you may not know": no oracle for authors.
        message = _("Choose work of theirs that you may see, or leave this empty.")
        raise Invalid("not-theirs", message, field="version")


def _same_or_refuse(before: Endorsement, reason: str, version: Version | None) -> Endorsement:
    if before.reason == reason and before.version == version:
        return before
    message = _(
        "You endorse %(person)s for %(skill)s already. To say it anew, withdraw that one first."
    )
    values = {"person": before.recipient.display_name, "skill": before.skill.name}
    raise Conflict("already-endorsed", message % values, field="skill")


def _refuse_too_many(endorser: User, at: datetime) -> None:
    if queries.given_since(endorser.pk, at - DAY) >= MOST_PER_DAY:
        message = _(
            "You gave %(most)d endorsements in the last 24 hours, which is the most there can be. "
            "Come back tomorrow; a few considered words count for more than many."
        )
        raise Closed("daily-limit", message % {"most": MOST_PER_DAY})


def _was_hidden(endorser: User, recipient: User, skill: Skill) -> bool:
    """Whether the recipient hides the last one: giving it anew must not bring it back to their page."""
    last = Endorsement.objects.filter(endorser=endorser, recipient=recipient, skill=skill).first()
    return last is not None and last.hidden_at is not None


@transaction.atomic
def withdraw(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Take it back. Taking it back again changes nothing."""
    if not rules.may_withdraw(by, endorsement):
        raise NotAllowed("not-yours", _("Only who gave an endorsement can withdraw it."))
    if _stamp(endorsement, "withdrawn_at", now or clock.now()):
        emit(EndorsementWithdrawn(**_who(endorsement)), now=now)
    return endorsement


@transaction.atomic
def hide(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Keep it from everybody but oneself and who gave it."""
    _refuse_unless_received(endorsement, by)
    if _stamp(endorsement, "hidden_at", now or clock.now()):
        ids = {"endorsement_id": endorsement.pk, "recipient_id": endorsement.recipient_id}
        emit(EndorsementHidden(**ids), now=now)
    return endorsement


@transaction.atomic
def show(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Let it be seen again."""
    _refuse_unless_received(endorsement, by)
    if _stamp(endorsement, "hidden_at", None):
        ids = {"endorsement_id": endorsement.pk, "recipient_id": endorsement.recipient_id}
        emit(EndorsementShown(**ids), now=now)
    return endorsement


def _refuse_unless_received(endorsement: Endorsement, by: User) -> None:
    if not rules.may_hide(by, endorsement):
        raise NotAllowed("not-yours", _("Only who received an endorsement can hide or show it."))


def _stamp(endorsement: Endorsement, field: str, value: datetime | None) -> bool:
    """Set or clear a time, once: False when it was so already."""
    rows = Endorsement.objects.filter(pk=endorsement.pk, **{f"{field}__isnull": value is not None})
    changed = bool(rows.update(**{field: value}))
    endorsement.refresh_from_db(fields=[field])
    return changed


def _who(endorsement: Endorsement) -> dict[str, int]:
    return {
        "endorsement_id": endorsement.pk,
        "endorser_id": endorsement.endorser_id,
        "recipient_id": endorsement.recipient_id,
        "skill_id": endorsement.skill_id,
    }
