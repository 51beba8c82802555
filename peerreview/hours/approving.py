# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Deciding on a claim: by a facilitator, or by whoever holds its link. And taking that back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.hours import choosing, claiming, lifecycle, links, queries, rules, telling
from peerreview.hours.events import HoursDecided
from peerreview.hours.models import Claim, Line, Step
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Closed, Invalid, NotAllowed
from peerreview.outbox.services import emit


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided: an act of lifecycle.DECISIONS or revoke, words, and minutes by line when in part."""

    act: str
    words: str = ""
    minutes: Mapping[int, int] | None = None


@transaction.atomic
def decide(*, claim: Claim, decision: Decision, by: User, now: datetime | None = None) -> Claim:
    """A facilitator decides. The same decision again changes nothing."""
    at = now or clock.now()
    found = claiming.held(claim)
    if not rules.may_decide(by, found):
        raise NotAllowed("not-approver", _("Only a facilitator who is asked decides on this."))
    return _decide(found, decision, by, "", at)


@transaction.atomic
def decide_by_link(*, token: str, decision: Decision, now: datetime | None = None) -> Claim:
    """Who holds the link decides, under the name they were asked by.

    Raises Closed for a link that is used, replaced, expired or withdrawn.
    """
    at = now or clock.now()
    opened = links.opened(token, at)
    found = claiming.held(opened.claim)
    opened = links.opened(token, at)
    is_again = opened.standing == links.USED
    if not (opened.is_live or is_again):
        raise Closed("dead-link", _("This link does not work any more. Open it again to see why."))
    return _decide(found, decision, None, found.approver_name, at)


def _decide(found: Claim, decision: Decision, by: User | None, name: str, at: datetime) -> Claim:
    act, words = decision.act, decision.words
    if act in lifecycle.NEEDS_WORDS:
        words = claiming.checked_words(words, _("Say why. The learner reads this."))
    after = lifecycle.after(found.state, act) if act != "answer" else None
    if after is None:
        if _is_same(found, act, words):
            return found
        raise Closed("not-now", _("This claim has been decided. Look at how it stands."))
    minutes = _write_minutes(found, decision)
    found.state, found.decided_by, found.decided_name = after, by, name
    if act in {"approve", "part"}:
        found.code = found.code or ids.short_code(10)
    if act != "ask":
        found.decided_at = at
    found.save(update_fields=["state", "decided_at", "decided_by", "decided_name", "code"])
    Step.objects.create(claim=found, act=act, by=by, by_name=name, words=words, at=at)
    emit(
        HoursDecided(
            claim_id=found.pk,
            person_id=found.person_id,
            act=act,
            approved_minutes=minutes,
            by_id=by.pk if by else None,
        ),
        now=at,
    )
    telling.tell_decided(found, act, at)
    return found


def _is_same(found: Claim, act: str, words: str) -> bool:
    last = found.steps.order_by("-at", "-pk").first()
    return last is not None and (last.act, last.words) == (act, words)


def _write_minutes(found: Claim, decision: Decision) -> int:
    """Minutes approved by line; how many in all."""
    lines = list(found.lines.order_by("pk"))
    if decision.act == "approve":
        given = {line.pk: line.minutes for line in lines}
    elif decision.act == "part":
        given = _part(lines, decision.minutes or {})
    else:
        return 0
    _refuse_again(found, [line for line in lines if given[line.pk]], decision.act)
    for line in lines:
        line.approved_minutes = given[line.pk]
    Line.objects.bulk_update(lines, ["approved_minutes"])
    return sum(given.values())


def _refuse_again(found: Claim, lines: list[Line], act: str) -> None:
    """Two claims made before lines were taken may hold the same hours: the second is not approved."""
    User.objects.select_for_update(no_key=True).get(pk=found.person_id)
    for line in choosing.approved_elsewhere(found, lines):
        message = _("“%(what)s” stands approved in another claim. Approve a part, and give 0:00 there.")  # fmt: skip
        field = f"line-{line.pk}" if act == "part" else "act"
        raise Invalid("approved-before", message % {"what": line.words}, field=field)


def _part(lines: list[Line], minutes: Mapping[int, int]) -> dict[int, int]:
    given = {line.pk: minutes.get(line.pk, 0) for line in lines}
    for line in lines:
        if not 0 <= given[line.pk] <= line.minutes:
            message = _("You cannot approve more than was claimed: %(hours)s.")
            raise Invalid(
                "too-much",
                message % {"hours": queries.Amount(line.minutes).words},
                field=f"line-{line.pk}",
            )
    if not any(given.values()):
        raise Invalid("nothing", _("Nothing would be approved. Decline it instead."), field="act")
    return given
