# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Vouching, accepting, hiding, renewing, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from endorsements import queries, rules, skills, sources
from endorsements.events import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
)
from endorsements.models import (
    REASON_FEWEST,
    REASON_MOST,
    Endorsement,
    Skill,
    VisibilityChange,
)
from endorsements.telling import tell_given, tell_renewed, tell_withdrawn
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit

MOST_PER_DAY = 10
MOST_CHANGES_PER_DAY = 10
DAY = timedelta(hours=24)
RENEWED_AFTER = timedelta(days=30)
Ending, Evidence, Strength = Endorsement.Ending, Endorsement.Evidence, Endorsement.Strength

add_skill = skills.add_skill


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is said: the same for every way of saying it. `strength` is in halves."""

    skill: Skill
    reason: str
    strength: int = Strength.CLEAR


@transaction.atomic
def endorse(
    *,
    endorser: User,
    recipient: User,
    skill: Skill,
    reason: str,
    version: Version | None = None,
    strength: int = Strength.CLEAR,
    was_asked_for: bool = False,
    now: datetime | None = None,
) -> Endorsement:
    """Vouch for a person in a skill; without work to point at it is a note of thanks. It waits for
    them to accept it. A repeated click gives the same endorsement. `was_asked_for`: they asked, and
    chose the work; that is printed with it.

    Raises NotAllowed for oneself and for people one does not learn with, Invalid for a reason that
    says too little or a version that is not theirs to point at, Conflict when there is a standing
    endorsement with other words, Closed after MOST_PER_DAY in 24 hours.
    """
    at = now or clock.now()
    relation = _relation(endorser, recipient)
    word = checked(Word(skill=skill, reason=reason, strength=strength))
    _check_version(endorser, recipient, version)
    lock_person(endorser)
    own = queries.given_by(endorser.pk).filter(review_uuid=None)
    before = own.filter(recipient=recipient, skill=word.skill).first()
    if before:
        return _same_or_refuse(before, word, version)
    refuse_too_many(endorser, at)
    return record(
        word,
        at=at,
        endorser=endorser,
        recipient=recipient,
        relation=relation,
        version=version,
        evidence=Evidence.CITED if version else Evidence.NOTE,
        was_asked_for=was_asked_for,
        opened_at=at,
        hidden_at=at if _was_hidden(endorser, recipient, word.skill) else None,
    )


@transaction.atomic
def endorse_in_new_skill(*, skill_name: str, endorser: User, **given: Any) -> Endorsement:
    """As `endorse`, for a skill that is named for the first time; both happen or neither."""
    skill = add_skill(name=skill_name, by=endorser, now=given.get("now"))
    return endorse(endorser=endorser, skill=skill, **given)


def record(word: Word, *, at: datetime, **fields: Any) -> Endorsement:
    """Write a checked endorsement down, say so, and tell the recipient if it may reach them."""
    given = Endorsement.objects.create(
        skill=word.skill, reason=word.reason, strength=word.strength, given_at=at, **fields
    )
    emit(EndorsementGiven(**_who(given)), now=at)
    if given.opened_at and given.is_waiting:
        tell_given(given, now=at)
    return given


def lock_person(person: User) -> None:
    """One at a time for each person: the day's count and "is there one already" stay true."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _relation(endorser: User, recipient: User) -> str:
    if endorser.pk == recipient.pk:
        raise NotAllowed("self", _("You cannot endorse yourself. Ask somebody who saw your work."))
    relation = rules.relation_to(endorser, recipient)
    if relation is None:
        message = _("You can endorse people with whom you share a cohort or study group.")
        raise NotAllowed("no-tie", message)
    return relation


def checked(word: Word) -> Word:
    """The word with its reason as it is kept. Raises Invalid for one that says too little, or too much."""
    reason = text.plain(word.reason).strip()
    if len(text.seen(reason)) < REASON_FEWEST:
        message = _("Say in at least %(fewest)d characters what you saw them do.")
        raise Invalid("short-reason", message % {"fewest": REASON_FEWEST}, field="reason")
    if len(reason) > REASON_MOST:
        message = _("Keep the reason to %(most)d characters.")
        raise Invalid("long-reason", message % {"most": REASON_MOST}, field="reason")
    if word.strength not in Strength.values:
        raise Invalid("no-strength", _("Say how clearly you saw it."), field="strength")
    skill = word.skill.merged_into or word.skill
    skills.refuse_withheld(skill)
    return Word(skill=skill, reason=reason, strength=word.strength)


def _check_version(endorser: User, recipient: User, version: Version | None) -> None:
    if version and not rules.may_point_at(endorser, recipient, version):
        # One answer for "not theirs", "not there" and "you may not know": no oracle for authors.
        message = _("Choose work of theirs that you may see, or leave this empty.")
        raise Invalid("not-theirs", message, field="version")


def _same_or_refuse(before: Endorsement, word: Word, version: Version | None) -> Endorsement:
    if before.reason == word.reason and before.version == version:
        return before
    message = _(
        "You endorse %(person)s for %(skill)s already. To say it anew, withdraw that one first."
    )
    values = {"person": before.recipient.display_name, "skill": before.skill.name}
    raise Conflict("already-endorsed", message % values, field="skill")


def refuse_too_many(endorser: User, at: datetime) -> None:
    """Raises Closed when the endorser gave as many in a day as there can be."""
    if queries.given_since(endorser.pk, at - DAY) >= MOST_PER_DAY:
        message = _(
            "You gave %(most)d endorsements in the last 24 hours, which is the most there can be. "
            "Come back tomorrow; a few considered words count for more than many."
        )
        raise Closed("daily-limit", message % {"most": MOST_PER_DAY})


def _was_hidden(endorser: User, recipient: User, skill: Skill) -> bool:
    """Whether the recipient hides the last one: giving it anew must not bring it back to their page."""
    last = Endorsement.objects.filter(
        endorser=endorser, recipient=recipient, skill=skill, review_uuid=None
    ).first()
    return last is not None and last.hidden_at is not None


@transaction.atomic
def renew(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Say the same again, with today's date. What the recipient decided about it holds.

    Not before RENEWED_AFTER: renewing earlier again gives the one that stands.
    """
    at = now or clock.now()
    _refuse_unless_given(endorsement, by)
    lock_person(by)
    # Behind the lock: what another tab renewed meanwhile is not renewed twice.
    old = queries.given_by(by.pk).filter(pk=endorsement.pk).first()
    if old is None:
        raise Conflict("not-standing", _("This endorsement does not stand any more."))
    _refuse_withheld(old)
    if at - old.given_at < RENEWED_AFTER:
        return old
    relation = old.relation if old.review_uuid else _relation(by, old.recipient)
    refuse_too_many(by, at)
    end(old, Ending.RENEWED, at)
    return _renewed(old, relation, at)


def _renewed(old: Endorsement, relation: str, at: datetime) -> Endorsement:
    kept = (
        "endorser", "recipient", "version", "evidence", "review_uuid", "is_pseudonymous",
        "is_author_hidden", "was_asked_for", "opened_at", "hidden_at",
    )  # fmt: skip
    new = record(
        Word(skill=old.skill, reason=old.reason, strength=old.strength),
        at=at,
        relation=relation,
        accepted_at=at if old.accepted_at else None,
        **{name: getattr(old, name) for name in kept},
    )
    if new.accepted_at and not new.hidden_at:
        emit(EndorsementShown(endorsement_id=new.pk, recipient_id=new.recipient_id), now=at)
        tell_renewed(new, now=at)
    return new


@transaction.atomic
def withdraw(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Take it back; its recipient is told if it had reached them. Taking it back again changes nothing."""
    _refuse_unless_given(endorsement, by)
    at = now or clock.now()
    if (
        end(endorsement, Ending.WITHDRAWN, at)
        and endorsement.opened_at
        and not endorsement.hidden_at
    ):
        tell_withdrawn(endorsement, now=at)
    return endorsement


def _refuse_unless_given(endorsement: Endorsement, by: User) -> None:
    if not rules.may_withdraw(by, endorsement):
        raise NotAllowed("not-yours", _("Only who gave an endorsement can withdraw it."))


def end(endorsement: Endorsement, because: str, at: datetime) -> bool:
    """It stands no more, whoever ended it; the first reason is kept. Whether it stood until now."""
    standing = Endorsement.objects.filter(pk=endorsement.pk, withdrawn_at=None)
    changed = standing.update(withdrawn_at=at, ended_because=because)
    endorsement.refresh_from_db(fields=["withdrawn_at", "ended_because"])
    if changed:
        emit(EndorsementWithdrawn(**_who(endorsement)), now=at)
    return bool(changed)


@transaction.atomic
def end_for_review(*, review_uuid: UUID, now: datetime | None = None) -> None:
    """The review was set aside: what its reviewer vouched for on that ground no longer stands."""
    found = queries.of_review(review_uuid)
    if found:
        end(found, Ending.EVIDENCE, now or clock.now())


@transaction.atomic
def hide(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Keep it from everybody but oneself and who gave it; not accepting it at all is the same."""
    at = now or clock.now()
    _refuse_unless_received(endorsement, by)
    _count_change(endorsement, by, at)
    if _stamp(endorsement, "hidden_at", at):
        ids = {"endorsement_id": endorsement.pk, "recipient_id": endorsement.recipient_id}
        emit(EndorsementHidden(**ids), now=at)
    return endorsement


@transaction.atomic
def show(*, endorsement: Endorsement, by: User, now: datetime | None = None) -> Endorsement:
    """Let it be seen: accept it when it came, or show it again. Again changes nothing.

    Raises Closed while reviewers may still come who must not know whose the work is, and after
    MOST_CHANGES_PER_DAY changes in 24 hours.
    """
    at = now or clock.now()
    _refuse_unless_received(endorsement, by)
    _refuse_while_under_review(endorsement)
    _refuse_withheld(endorsement)
    _count_change(endorsement, by, at)
    was_hidden = _stamp(endorsement, "hidden_at", None)
    is_new = _stamp(endorsement, "accepted_at", at)
    if was_hidden or is_new:
        ids = {"endorsement_id": endorsement.pk, "recipient_id": endorsement.recipient_id}
        emit(EndorsementShown(**ids), now=at)
    return endorsement


accept = show


def _refuse_unless_received(endorsement: Endorsement, by: User) -> None:
    if not rules.may_hide(by, endorsement) or endorsement.opened_at is None:
        raise NotAllowed("not-yours", _("Only who received an endorsement can hide or show it."))


def _refuse_while_under_review(endorsement: Endorsement) -> None:
    if endorsement.accepted_at or not endorsement.is_author_hidden:
        return
    work = sources.reviewed_work(endorsement.review_uuid)
    if work and work.is_under_review:
        message = _(
            "Other reviewers of this work must not know yet that it is yours. You can accept this "
            "once its reviews are complete; until then it waits here."
        )
        raise Closed("under-review", message)


def _refuse_withheld(endorsement: Endorsement) -> None:
    """What a moderator has set aside is neither shown nor said anew by those it is between."""
    if Endorsement.objects.filter(pk=endorsement.pk, withheld_at__isnull=False).exists():
        message = _("A moderator has set this aside. The case says why, and you can answer there.")
        raise Closed("withheld", message)


def _count_change(endorsement: Endorsement, by: User, at: datetime) -> None:
    """Deciding on what has just come is free; going back and forth, which could be used to find out
    what one endorsement weighs, is not."""
    lock_person(by)
    endorsement.refresh_from_db(fields=["accepted_at", "hidden_at"])
    if endorsement.is_waiting:
        return
    if queries.changes_since(by.pk, at - DAY) >= MOST_CHANGES_PER_DAY:
        message = _(
            "You hid or showed endorsements %(most)d times in the last 24 hours. Come back tomorrow."
        )
        raise Closed("too-many-changes", message % {"most": MOST_CHANGES_PER_DAY})
    VisibilityChange.objects.create(person=by, at=at)


@transaction.atomic
def open_for(*, person_id: int, now: datetime | None = None) -> None:
    """What reviewers vouched for reaches the author once they may read the reviews themselves."""
    at = now or clock.now()
    for waiting in queries.unopened_of(person_id):
        work = sources.reviewed_work(waiting.review_uuid)
        if work and not work.is_sealed and _stamp(waiting, "opened_at", at):
            tell_given(waiting, now=at)


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
