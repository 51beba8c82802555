# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Badges earned elsewhere."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class KeptBadge(models.Model):
    """A badge somebody else issued, kept as it came, with what the last check found.

    `content` is the document or token to the byte. `key` is the digest of issuer and id: the same
    badge brought again is the same row, and the edition with the later date stays. What the check said is kept in the words of that day.
    """

    class Verdict(models.TextChoices):
        VALID = "valid", _("Holds")
        INCOMPLETE = "incomplete", _("Not checked completely")
        REVOKED = "revoked", _("Revoked")
        INVALID = "invalid", _("Does not hold")

    class Holder(models.TextChoices):
        MINE = "mine", _("Issued to an e-mail address of yours")
        UNNAMED = "unnamed", _("Issued to nobody who can be told by an e-mail address")
        OTHER = "other", _("Issued to an e-mail address that is not yours here")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_badges"
    )
    key = models.CharField(max_length=64)
    content = models.TextField()
    badge_id = models.TextField()
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    issuer = models.CharField(max_length=200)
    issuer_id = models.CharField(max_length=200)
    edition_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict)
    headline = models.CharField(max_length=300)
    findings = models.JSONField(default=list)
    holder = models.CharField(max_length=8, choices=Holder)
    is_shown = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=clock.now)
    checked_at = models.DateTimeField(default=clock.now)
    check_due_at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="backpack_each_badge_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holds(self) -> bool:
        """Whether nothing was found against it."""
        return self.verdict in (self.Verdict.VALID, self.Verdict.INCOMPLETE)
