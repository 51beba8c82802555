# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Bringing badges along, checking them again, showing them, taking them out."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import fetching, verifying
from badges.backpack import holder, notices, queries, rules
from badges.backpack.models import KeptBadge
from badges.openbadges.world import parse_time
from badges.verifying import Result
from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing
from peerreview.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from peerreview.notifications.services import notify

MOST_KEPT = 200
MOST_CHARS = 512 * 1024
MOST_WORDS = 2000
# Of a whole list; the rest when it is brought again.
LOT_AT_ONCE = 50
CHECK_EVERY = timedelta(days=30)
# Where something could not be fetched it is tried again sooner.
TRY_AGAIN = timedelta(days=3)
LEASE = timedelta(hours=1)
# One a minute: the worker has other things to do than to wait for slow sites.
CHECKS_AT_ONCE = 1
FETCHES_EACH = 6
Verdict = KeptBadge.Verdict


@dataclass(frozen=True)
class Brought:
    """The badge in the backpack, and whether it is new there."""

    badge: KeptBadge
    is_new: bool


def bring(*, owner: User, content: str | bytes, now: datetime | None = None) -> Brought:
    """Check a badge from elsewhere and keep it. Brought again it is checked again; a newer edition
    under the same id takes its place.

    Raises Invalid for what is no badge, does not hold, was issued here, or is one too many.
    """
    at = now or clock.now()
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
    text = text.strip("\ufeff \r\n\t")
    if len(text) > MOST_CHARS:
        message = _("This badge is larger than %(kb)d KB, and cannot be kept here.")
        raise Invalid("too-large", message % {"kb": MOST_CHARS >> 10}, field="file")
    # Looking at other sites takes a while: no transaction is held open meanwhile.
    result = verifying.check(content, field="file")
    _refuse(result)
    return _keep(owner, text, result, at)


@dataclass(frozen=True)
class Lot:
    """What became of a list of badges: how many are new, were known, are left for another time, and how
    many were refused for which reason."""

    new: int
    known: int
    refused: Mapping[str, int]
    left: int


def bring_several(*, owner: User, contents: Sequence[str], now: datetime | None = None) -> Lot:
    """Keep each badge of a list as `bring` does, at most LOT_AT_ONCE that are not there to the letter."""
    kept = set(map(_canonical, queries.documents_of(owner.pk).values_list("content", flat=True)))
    fresh = [text for text in contents if _canonical(text) not in kept]
    new, known, refused = 0, len(contents) - len(fresh), Counter[str]()
    for text in fresh[:LOT_AT_ONCE]:
        try:
            is_new = bring(owner=owner, content=text, now=now).is_new
        except DomainError as error:
            refused[str(error)] += 1
        else:
            new, known = new + is_new, known + (not is_new)
    return Lot(new, known, refused, max(0, len(fresh) - LOT_AT_ONCE))


def _canonical(content: str) -> str:
    """The same for the same badge, however it was set in type."""
    return json.dumps(json.loads(content), sort_keys=True) if content[:1] == "{" else content


def _refuse(result: Result) -> None:
    is_whole = result.verdict in (Verdict.VALID, Verdict.INCOMPLETE)
    if is_whole and (result.is_ours or result.credential):
        message = _(
            "This badge was issued here, so it needs no place in a backpack: whoever holds it has it among "
            "their badges."
        )
        raise Invalid("ours", message, field="file")
    if not is_whole:
        words = f"{result.headline} {result.explanation}".strip()
        raise Invalid("does-not-hold", words, field="file")
    if "EndorsementCredential" in _types(result.document):
        message = _("This is an endorsement, not a badge.")
        raise Invalid("endorsement", message, field="file")


def _types(document: Any) -> list[Any]:
    found = document.get("type")
    return found if isinstance(found, list) else [found]


@transaction.atomic
def _keep(owner: User, text: str, result: Result, at: datetime) -> Brought:
    # One at a time for each person, so that two tabs do not both find room.
    User.objects.select_for_update().get(pk=owner.pk)
    key = _key(result)
    there = KeptBadge.objects.filter(owner=owner, key=key).first()
    if there is None:
        if KeptBadge.objects.filter(owner=owner).count() >= MOST_KEPT:
            message = _("A backpack has room for %(n)d badges. Take one out first.")
            raise Invalid("full", message % {"n": MOST_KEPT}, field="file")
        there = KeptBadge(owner=owner, key=key, added_at=at)
    elif _is_older(result, there):
        raise Conflict("older", _("There is a newer edition of this badge in your backpack."))
    is_new = there.pk is None
    there.content = text
    _describe(there, result)
    _note(there, result, at)
    there.save()
    return Brought(there, is_new)


def _key(result: Result) -> str:
    named = [result.says.issuer_id, str(result.document.get("id"))]
    return hashing.digest(named)


def _is_older(result: Result, there: KeptBadge) -> bool:
    edition = _edition(result)
    return bool(edition and there.edition_at and edition < there.edition_at)


def _edition(result: Result) -> datetime | None:
    """Of two under the same id the one that is valid from a later moment takes the place of the other."""
    named = (result.document.get(name) for name in ("validFrom", "issuanceDate", "issuedOn"))
    return next(filter(None, map(parse_time, named)), None)


def _describe(badge: KeptBadge, result: Result) -> None:
    says = result.says
    badge.badge_id = str(result.document.get("id"))[:MOST_WORDS]
    badge.name = says.name or _("A badge without a name")
    badge.description = says.description[:MOST_WORDS]
    badge.issuer = says.issuer or says.issuer_id
    badge.issuer_id = says.issuer_id
    badge.edition_at, badge.awarded_at = _edition(result), says.awarded


def _note(badge: KeptBadge, result: Result, at: datetime) -> None:
    """What the check found, and when to look again."""
    badge.verdict = result.verdict if result.verdict in Verdict.values else Verdict.INVALID
    badge.headline = result.headline[:300]
    badge.findings = [
        {"question": item.question, "state": item.state, "sentence": item.sentence}
        for item in result.findings
    ]
    badge.holder = holder.match(result.document, _addresses(badge.owner))
    badge.checked_at = at
    is_open = badge.verdict == Verdict.INCOMPLETE
    badge.check_due_at = at + (TRY_AGAIN if is_open else CHECK_EVERY)


def _addresses(owner: User) -> list[str]:
    """Only addresses they have confirmed."""
    return list(owner.emailaddress_set.filter(verified=True).values_list("email", flat=True))


# --- again ---------------------------------------------------------------------------------------
def check_due(now: datetime | None = None) -> int:
    """Check a few of those that are due; how many were."""
    at = now or clock.now()
    return sum(_check_claimed(pk, at) for pk in queries.due(at, CHECKS_AT_ONCE))


def _check_claimed(badge_id: int, at: datetime) -> bool:
    """Only one worker checks it; if that one dies, another does in an hour."""
    mine = KeptBadge.objects.filter(pk=badge_id, check_due_at__lte=at)
    if not mine.update(check_due_at=at + LEASE):
        return False
    check_again(badge=KeptBadge.objects.select_related("owner").get(pk=badge_id), now=at)
    return True


def check_again(*, badge: KeptBadge, now: datetime | None = None) -> KeptBadge:
    """Look at it anew. Its owner is told when it no longer holds, once."""
    at = now or clock.now()
    # Old pictures hold only an address, at which there may be nothing any more.
    try:
        result = verifying.check(
            badge.content, fetcher=replace(fetching.fetcher(), left=FETCHES_EACH)
        )
    except Invalid:
        return badge
    return _store(badge, result, at)


@transaction.atomic
def _store(badge: KeptBadge, result: Result, at: datetime) -> KeptBadge:
    current = KeptBadge.objects.select_for_update().select_related(None).filter(pk=badge.pk).first()
    if current is None or current.content != badge.content:
        return badge
    held = current.holds
    _note(current, result, at)
    current.save()
    if held and not current.holds:
        notify(
            to=[current.owner_id],
            kind=notices.FAILED,
            key=f"{current.uuid}-{at:%Y%m%d}",
            params={"badge": current.name},
            link=reverse("kept-badge", args=[current.uuid]),
            now=at,
        )
    return current


# --- what its owner decides ----------------------------------------------------------------------
@transaction.atomic
def set_shown(*, badge: KeptBadge, by: User, is_shown: bool) -> None:
    """Show it on one's profile, or keep it to oneself."""
    if badge.owner_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge decides who sees it."))
    if is_shown and not rules.may_be_shown(badge):
        message = _("Only badges that hold and were not issued to somebody else can be shown.")
        raise Conflict("not-showable", message)
    KeptBadge.objects.filter(pk=badge.pk).update(is_shown=is_shown)


@transaction.atomic
def take_out(*, badge: KeptBadge, by: User) -> None:
    """Delete it here. The badge itself stays what it is, wherever else it is kept."""
    if badge.owner_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge takes it out."))
    KeptBadge.objects.filter(pk=badge.pk).delete()
