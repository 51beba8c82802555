# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Claiming, signing, revoking."""

import json
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import assessing, attesting, keys, log, notices, rules, signing, status
from badges.events import AwardClaimed, CredentialIssued, CredentialReplaced, CredentialRevoked
from badges.life_models import ReasonClass, Turn
from badges.models import Award, Credential
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.services import notify
from peerreview.outbox.services import emit

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
    _tell_issued(credential, at)
    return credential


def _claim(award_id: int, at: datetime, *, printed_name: str, is_public: bool) -> Credential:
    current = Award.objects.select_related("achievement").get(pk=award_id)
    if current.state != Award.State.OFFERED:
        return _already_issued(current)
    # First the progress, then the award: the order in which considering locks them.
    _recheck(current, at)
    locked = Award.objects.select_for_update().get(pk=award_id)
    if locked.state != Award.State.OFFERED:
        return _already_issued(locked)
    locked.state, locked.claimed_at = Award.State.CLAIMED, at
    locked.printed_name = printed_name
    locked.save(update_fields=["state", "claimed_at", "printed_name"])
    credential = _issue(locked, at, is_public=is_public)
    _announce(credential, at)
    return credential


def _already_issued(award: Award) -> Credential:
    credential = Credential.objects.filter(award=award, is_current=True).first()
    if credential is None:
        raise Conflict("revoked", _("This badge is no longer offered."))
    return credential


def _recheck(award: Award, at: datetime) -> None:
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
    place = status.take_place(keys.current_key(award.achievement.issuer))
    identifier, salt = ids.new_uuid(), secrets.token_hex(SALT_BYTES)
    attesting.sign_what_counts(award, now=at)
    signed = signing.sign_award(
        award.pk, credential_uuid=identifier, salt=salt, place=place, now=at, turn=turn
    )
    old = turn.credential if turn else None
    Credential.objects.filter(award=award, is_current=True).update(is_current=False)
    credential = Credential.objects.create(
        uuid=identifier,
        award=award,
        key=signed.key,
        credential_id=signed.credential_id,
        document=signed.document,
        token=signed.token,
        decision=signed.decision,
        status_place=place,
        identity_salt=salt,
        issued_at=at,
        valid_until=signed.valid_until,
        replaces=old,
        is_public=is_public,
    )
    Award.objects.filter(pk=award.pk).update(valid_until=signed.valid_until)
    _log(log.Act.ISSUED, signed.content, at)
    return credential


def _log(act: str, content: dict[str, Any], at: datetime) -> None:
    issuer = content["issuer"]["id"]
    log.append(act, issuer=issuer, subject=log.subject_of(content), at=at)


def _announce(credential: Credential, at: datetime) -> None:
    award = credential.award
    fields = {"award_id": award.pk, "achievement_id": award.achievement_id}
    emit(AwardClaimed(recipient_id=award.recipient_id, **fields), now=at)
    emit(
        CredentialIssued(credential_id=credential.pk, recipient_id=award.recipient_id, **fields),
        now=at,
    )


def _tell_issued(credential: Credential, now: datetime) -> None:
    notify(
        to=[credential.award.recipient_id],
        kind=notices.ISSUED,
        key=str(credential.uuid),
        params={"badge": credential.award.achievement.name},
        link=reverse("credential", args=[credential.uuid]),
        now=now,
    )


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
        _log(log.Act.REVOKED, json.loads(credential.document), at)


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
