# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What pages about the life of an award show: plain values."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from badges import pages, standing_words, validity, validity_words, words
from badges.awards import queries, refusing, renewing
from badges.awards.models import Appeal, Reconsideration, Seat
from badges.hosted import address
from badges.life_models import Refusal
from badges.models import Award, Credential
from badges.sources import reviews
from badges.verdicts import verdict_from_json
from peerreview.accounts.models import User
from peerreview.kernel import text


def renewal(award: Award, at: datetime) -> dict[str, Any]:
    """How far the owner is with what renews a badge, and whether it is time."""
    declared = award.criteria.validity
    if not declared or award.valid_until is None:
        return {"has_end": False}
    verdict, _gathered = renewing.standing(award, award.credential.issued_at, at)
    return {
        "has_end": True,
        "is_open": validity.is_open(declared, award.valid_until, at),
        "opens_on": validity.opens(declared, award.valid_until),
        "is_over": award.valid_until <= at,
        "is_met": verdict.is_met,
        "lines": words.verdict_lines(verdict),
        "next_end": validity.end(declared, max(at, award.valid_until)),
        "rule_html": validity_html(award),
    }


def validity_html(award: Award) -> SafeString:
    """How long a badge is valid and what renews it, in words."""
    rule = award.criteria
    activity = reviews.activity_fact(rule.activity_uuid) if rule.activity_uuid else None
    return text.render_markdown(validity_words.narrative(rule.validity, activity))


def refused(refusal: Refusal) -> dict[str, Any]:
    """A refusal for the person: the reason, and what came of the appeal."""
    made = getattr(refusal, "appeal", None)
    is_decided = made is not None and made.state != Appeal.State.OPEN
    return {
        "refusal": refusal,
        "achievement": refusal.achievement,
        "appeal": made,
        "lacks_deciders": made is not None
        and not is_decided
        and made.seats.count() < refusing.AGREEING,
        "reasons": [seat.reason for seat in queries.reasons_in(made)] if is_decided else [],
        "may_appeal": made is None and refusal.ended_at is None,
    }


def to_decide(seat: Seat) -> dict[str, Any]:
    """An appeal for somebody who decides it: neither who refused nor whom, nor what others said."""
    made, refusal = seat.appeal, seat.appeal.refusal
    verdict = queries.rule_as_refused(refusal)
    return {
        "seat": seat,
        "appeal": made,
        "achievement": refusal.achievement,
        "lines": words.verdict_lines(verdict) if verdict else [],
        "is_over": made.state != Appeal.State.OPEN,
        **pages.rule_in_words(refusal.achievement),
    }


def reconsidered(case: Reconsideration, user: User, at: datetime) -> dict[str, Any]:
    """A case for who holds the badge or answers for it."""
    missing = [verdict_from_json(leaf) for leaf in case.missing]
    is_owner = case.award.recipient_id == user.pk
    return {
        "case": case,
        "award": case.award,
        "achievement": case.award.achievement,
        "lines": [
            line if is_owner else replace(line, next_step="")
            for leaf in missing
            for line in words.verdict_lines(leaf)
        ],
        "is_owner": is_owner,
        "is_open": case.state == Reconsideration.State.OPEN,
        "may_take": case.due_at is not None and at >= case.due_at,
        "may_decide": not is_owner and case.state == Reconsideration.State.OPEN,
    }


def state_of(credential: Credential, at: datetime, *, newer: Credential | None) -> dict[str, Any]:
    """The state of a badge for programs; `newer` where there is an edition anyone may see."""
    found: dict[str, Any] = {"id": credential.credential_id, "state": "valid", "since": None}
    if credential.is_replaced:
        found |= {"state": "replaced", "since": credential.revoked_at}
    elif credential.revoked_at:
        reason = credential.public_reason
        found |= {"state": "revoked", "since": credential.revoked_at, "reason": reason}
    elif credential.suspended_at:
        found |= {"state": "suspended", "since": credential.suspended_at}
    elif credential.valid_until and credential.valid_until <= at:
        found |= {"state": "expired", "since": credential.valid_until}
    said = standing_words.stamp(credential, at)
    newest = {"newer": address("credential", newer.uuid)} if newer else {}
    return {**found, "said": said, **newest}
