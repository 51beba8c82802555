# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Claiming, signing, revoking."""

import json
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from badges import assessing, attesting, documents, keys, rules
from badges.events import AwardClaimed, CredentialIssued, CredentialRevoked
from badges.models import Award, Credential
from peerreview.accounts.events import PersonTold
from peerreview.accounts.models import User
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit

SALT_BYTES = 16


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
    current = Award.objects.select_related("achievement").get(pk=award.pk)
    if current.state != Award.State.OFFERED:
        return _already_issued(current)
    # First the progress, then the award: the order in which considering locks them.
    _recheck(current, at)
    locked = Award.objects.select_for_update().get(pk=award.pk)
    if locked.state != Award.State.OFFERED:
        return _already_issued(locked)
    locked.state, locked.claimed_at = Award.State.CLAIMED, at
    locked.printed_name = text.one_line(printed_name)
    locked.save(update_fields=["state", "claimed_at", "printed_name"])
    credential = _issue(locked, at, is_public=is_public)
    _announce(credential, at)
    return credential


def _already_issued(award: Award) -> Credential:
    credential = Credential.objects.filter(award=award).first()
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


def _issue(award: Award, at: datetime, *, is_public: bool) -> Credential:
    """The one way to a signature: only for a claimed award, which has at most one credential."""
    if award.state != Award.State.CLAIMED:
        raise Conflict("not-claimed", _("Only a claimed badge is signed."))
    key = keys.current_key(award.achievement.issuer)
    identifier, salt = ids.new_uuid(), secrets.token_hex(SALT_BYTES)
    with translation.override(settings.LANGUAGE_CODE):
        unsigned = documents.build(
            award=award,
            key=key,
            credential_uuid=identifier,
            salt=salt,
            now=at,
            endorsements=attesting.embedded_in(award, now=at),
        )
    signed = keys.sign(unsigned, key, created=at)
    return Credential.objects.create(
        uuid=identifier,
        award=award,
        key=key,
        credential_id=signed["id"],
        document=json.dumps(signed, ensure_ascii=True, indent=1),
        identity_salt=salt,
        issued_at=at,
        is_public=is_public,
    )


def _announce(credential: Credential, at: datetime) -> None:
    award = credential.award
    fields = {"award_id": award.pk, "achievement_id": award.achievement_id}
    emit(AwardClaimed(recipient_id=award.recipient_id, **fields), now=at)
    emit(
        CredentialIssued(credential_id=credential.pk, recipient_id=award.recipient_id, **fields),
        now=at,
    )


@transaction.atomic
def revoke(
    *, credential: Credential, by: User, reason: str, now: datetime | None = None
) -> Credential:
    """Take a badge back, with a reason. It stays readable; verification says that it was revoked."""
    at = now or clock.now()
    if not rules.may_revoke(by, credential):
        raise NotAllowed("not-issuer", _("Only who issued this badge can revoke it."))
    if not reason.strip():
        raise Invalid("empty", _("Say why the badge is revoked."), field="reason")
    locked = Credential.objects.select_for_update().get(pk=credential.pk)
    if locked.revoked_at:
        return locked
    locked.revoked_at, locked.revocation_reason = at, text.plain(reason).strip()
    locked.save(update_fields=["revoked_at", "revocation_reason"])
    Award.objects.filter(pk=locked.award_id).update(state=Award.State.REVOKED)
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
    _tell_revoked(locked)
    return locked


def _tell_revoked(credential: Credential) -> None:
    recipient = credential.award.recipient
    with translation.override(recipient.language):
        title = _("Your badge “%(badge)s” was revoked. Its page says why.")
        emit(
            PersonTold(
                user_id=recipient.pk,
                kind="credential-revoked",
                title=title % {"badge": credential.award.achievement.name},
                url=reverse("credential", args=[credential.uuid]),
            )
        )


@transaction.atomic
def set_public(*, credential: Credential, by: User, is_public: bool) -> None:
    """Let anyone with the link see the badge's page, or nobody but its owner."""
    if credential.award.recipient_id != by.pk:
        raise NotAllowed("not-yours", _("Only the owner of a badge decides who sees it."))
    Credential.objects.filter(pk=credential.pk).update(is_public=is_public)
