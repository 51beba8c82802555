# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Claiming, signing, revoking."""

import json
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import (
    assessing,
    attesting,
    bodies,
    confirming,
    keys,
    log,
    notices,
    rules,
    signing,
    status,
)
from badges.events import AwardClaimed, CredentialIssued, CredentialReplaced, CredentialRevoked
from badges.life_models import ReasonClass, Turn
from badges.models import Award, Credential
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import Words, notify, notify_each, settle
from peerreview.outbox.events import Event
from peerreview.outbox.services import emit, emit_all

SALT_BYTES = 16
REVOKED_FOR = set(ReasonClass.values) - {ReasonClass.REPLACED}


@transaction.atomic
def claim(
    *,
    award: Award,
    by: User,
    printed_name: str = "",
    is_public: bool = True,
    now: datetime | None = None,
) -> Credential:
    """The learner's wish to have the badge: sign it, exactly once.

    A repeated claim gives the credential there is. Raises NotAllowed for anybody else's award and
    Conflict when the evidence no longer suffices.
    """
    at = now or clock.now()
    if not rules.may_claim(by, award):
        raise NotAllowed("not-yours", _("Only the person who earned this badge can claim it."))
    return _claim(award.pk, at, printed_name=text.one_line(printed_name), is_public=is_public)


@transaction.atomic
def issue_unasked(*, award: Award, now: datetime | None = None) -> Credential:
    """The same without the learner's act, in a batch: it names nobody, and only its owner sees it."""
    at = now or clock.now()
    credential = _claim(award.pk, at, printed_name="", is_public=False)
    _tell_issued([credential], at)
    return credential


@transaction.atomic
def issue_together(*, award_ids: Collection[int], now: datetime | None = None) -> list[int]:
    """`issue_unasked` for awards of one achievement, in about as many queries as for one.

    The ids of those that were issued: offered still, and nothing has changed for them since they were
    last considered. Each of the others has to be issued alone. Raises Conflict, and issues nothing,
    when one cannot be signed.
    """
    at = now or clock.now()
    offered = Award.objects.filter(pk__in=award_ids, state=Award.State.OFFERED).order_by("pk")
    awards = list(offered.select_related("achievement__issuer", "criteria", "evidence"))
    if not awards:
        return []
    # First the progress, then the awards, as in `_claim`.
    ready = confirming.confirm(awards[0].achievement, awards, now=at)
    locked = offered.filter(pk__in=[award.pk for award in ready]).select_for_update()
    free = set(locked.values_list("pk", flat=True))
    ready = [award for award in ready if award.pk in free]
    if not ready:
        return []
    fields = {"state": Award.State.CLAIMED, "claimed_at": at, "printed_name": ""}
    Award.objects.filter(pk__in=free).update(**fields)
    credentials = _issue_all(ready, at, is_public=False)
    _announce(credentials, at)
    _tell_issued(credentials, at)
    return [award.pk for award in ready]


def _claim(award_id: int, at: datetime, *, printed_name: str, is_public: bool) -> Credential:
    rows = Award.objects.select_related("achievement__issuer", "criteria", "evidence")
    current = rows.get(pk=award_id)
    if current.state != Award.State.OFFERED:
        return _already_issued(current)
    # First the progress, then the award: the order in which considering locks them.
    _recheck(current, at)
    locked = rows.select_for_update(of=("self",)).get(pk=award_id)
    if locked.state != Award.State.OFFERED:
        return _already_issued(locked)
    locked.state, locked.claimed_at = Award.State.CLAIMED, at
    locked.printed_name = printed_name
    locked.save(update_fields=["state", "claimed_at", "printed_name"])
    credential = _issue(locked, at, is_public=is_public)
    _announce([credential], at)
    return credential


def _already_issued(award: Award) -> Credential:
    credential = Credential.objects.filter(award=award, is_current=True).first()
    if credential is None:
        raise Conflict("revoked", _("This badge is no longer offered."))
    return credential


def _recheck(award: Award, at: datetime) -> None:
    if confirming.confirm(award.achievement, [award], now=at):
        return
    progress = assessing.consider(
        person_id=award.recipient_id, achievement=award.achievement, now=at
    )
    if not progress.is_met:
        message = _(
            "The evidence has changed and no longer suffices. The badge's page says what is missing."
        )
        raise Conflict("evidence-changed", message)


def _issue(award: Award, at: datetime, *, is_public: bool, turn: Turn | None = None) -> Credential:
    """Sign, store and log in the caller's transaction: all of it, or nothing."""
    [credential] = _issue_all([award], at, is_public=is_public, turn=turn)
    return credential


def _issue_all(
    awards: Sequence[Award], at: datetime, *, is_public: bool, turn: Turn | None = None
) -> list[Credential]:
    """The same for several awards of one achievement, or for one that a `turn` has signed again."""
    attesting.sign_what_counts(awards, now=at)
    assessed = bodies.behind(awards)
    for award in awards:
        if award.pk in assessed:
            attesting.cosign(award, now=at)
    key = keys.current_key(awards[0].achievement.issuer)
    asked = [
        signing.Asked(
            award_id=award.pk,
            credential_uuid=ids.new_uuid(),
            salt=secrets.token_hex(SALT_BYTES),
            place=place,
            turn=turn,
        )
        for award, place in zip(awards, status.take_places(key, len(awards)), strict=True)
    ]
    signed = signing.sign_awards(asked, now=at)
    if turn:
        Credential.objects.filter(award=turn.award_id, is_current=True).update(is_current=False)
    credentials = Credential.objects.bulk_create(
        Credential(
            uuid=request.credential_uuid,
            award=award,
            key=each.key,
            credential_id=each.credential_id,
            document=each.document,
            token=each.token,
            decision=each.decision,
            status_place=request.place,
            identity_salt=request.salt,
            issued_at=at,
            valid_until=each.valid_until,
            replaces=turn.credential if turn else None,
            is_public=is_public,
        )
        for award, request, each in zip(awards, asked, signed, strict=True)
    )
    _keep_ends(credentials)
    _log(log.Act.ISSUED, [each.content for each in signed], at)
    return credentials


def _keep_ends(credentials: Sequence[Credential]) -> None:
    ends: dict[datetime | None, list[int]] = {}
    for credential in credentials:
        ends.setdefault(credential.valid_until, []).append(credential.award_id)
    for until, awards in ends.items():
        Award.objects.filter(pk__in=awards).exclude(valid_until=until).update(valid_until=until)


def _log(act: str, contents: Sequence[dict[str, Any]], at: datetime) -> None:
    issuer = contents[0]["issuer"]["id"]
    subjects = [log.subject_of(content) for content in contents]
    log.append_all(act, issuer=issuer, subjects=subjects, at=at)


def _announce(credentials: Sequence[Credential], at: datetime) -> None:
    events: list[Event] = []
    for credential in credentials:
        award = credential.award
        fields = {
            "award_id": award.pk,
            "achievement_id": award.achievement_id,
            "recipient_id": award.recipient_id,
        }
        events += [
            AwardClaimed(**fields),
            CredentialIssued(credential_id=credential.pk, **fields),
        ]
    emit_all(events, now=at)
    settle(
        people=[credential.award.recipient_id for credential in credentials],
        kind=notices.OFFERED,
        keys=[str(credential.award.uuid) for credential in credentials],
        now=at,
    )


def _tell_issued(credentials: Sequence[Credential], now: datetime) -> None:
    words = {
        credential.award.recipient_id: Words(
            key=str(credential.uuid),
            params={"badge": credential.award.achievement.name},
            link=reverse("credential", args=[credential.uuid]),
        )
        for credential in credentials
    }
    notify_each(words, kind=notices.ISSUED, now=now)


def reissue(turn: Turn, *, now: datetime) -> Credential:
    """Sign the award once more, for a turn in its life, in the caller's transaction; the credential
    before it is withdrawn as replaced, unless it is already. The caller holds the award's lock."""
    award, old = turn.award, turn.credential
    made = _issue(award, now, is_public=old.is_public, turn=turn)
    if old.revoked_at is None:
        old.revoked_at, old.reason_class = now, ReasonClass.REPLACED
        old.suspended_at = None
        old.save(update_fields=["revoked_at", "reason_class", "suspended_at"])
        _withdraw(old, now)
    emit(
        CredentialReplaced(
            credential_id=made.pk,
            earlier_id=old.pk,
            award_id=award.pk,
            recipient_id=award.recipient_id,
            kind=turn.kind,
        ),
        now=now,
    )
    return made


@transaction.atomic
def revoke(
    *,
    credential: Credential,
    by: User,
    reason: str,
    reason_class: str = ReasonClass.OTHER,
    now: datetime | None = None,
) -> Credential:
    """Take a badge back for good. `reason` is for its owner, `reason_class` for everyone. It stays
    readable; verification says that it was revoked."""
    at = now or clock.now()
    if not rules.may_revoke(by, credential):
        raise NotAllowed("not-issuer", _("Only who issued this badge can revoke it."))
    if not reason.strip():
        raise Invalid("empty", _("Say why the badge is revoked."), field="reason")
    if reason_class not in REVOKED_FOR:
        message = _("Choose the kind of reason.")
        raise Invalid("reason-class", message, field="reason_class")
    # The award first, in every act: who comes second sees what the first did.
    award = Award.objects.select_for_update().get(pk=credential.award_id)
    locked = Credential.objects.select_for_update().get(pk=credential.pk)
    if locked.revoked_at:
        return locked
    locked.revoked_at, locked.revocation_reason = at, text.plain(reason).strip()
    locked.reason_class, locked.suspended_at = reason_class, None
    locked.save(update_fields=["revoked_at", "revocation_reason", "reason_class", "suspended_at"])
    Award.objects.filter(pk=award.pk).update(state=Award.State.REVOKED)
    Turn.objects.create(
        award=award,
        credential=locked,
        kind=Turn.Kind.REVOKED,
        by=by,
        reason_class=reason_class,
        detail=locked.revocation_reason,
        at=at,
    )
    _withdraw(locked, at)
    emit(
        CredentialRevoked(
            credential_id=locked.pk,
            award_id=locked.award_id,
            recipient_id=locked.award.recipient_id,
            by_id=by.pk,
            reason=locked.revocation_reason,
        ),
        now=at,
    )
    _tell_revoked(locked, at)
    return locked


def _withdraw(credential: Credential, at: datetime) -> None:
    """Let the status list and the log say it; what is older than they are has no place in them."""
    if credential.status_place:
        status.set_bit(credential.status_place, at)
    if credential.decision:
        _log(log.Act.REVOKED, [json.loads(credential.document)], at)


def _tell_revoked(credential: Credential, now: datetime) -> None:
    notify(
        to=[credential.award.recipient_id],
        kind=notices.REVOKED,
        key=str(credential.uuid),
        params={"badge": credential.award.achievement.name},
        link=reverse("credential", args=[credential.uuid]),
        now=now,
    )


@transaction.atomic
def set_public(*, credential: Credential, by: User, is_public: bool) -> None:
    """Let anyone with the link see the badge's page, or nobody but its owner."""
    if credential.award.recipient_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge decides who sees it."))
    Credential.objects.filter(award=credential.award_id).update(is_public=is_public)
