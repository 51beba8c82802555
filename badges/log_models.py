# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The public log as rows."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """One line of the public log. It names nobody: `subject` is the SHA-256 of the signed document, or
    the name of a key. `digest` covers the fields and the digest before it."""

    class Act(models.TextChoices):
        ISSUED = "issued", _("Issued")
        REVOKED = "revoked", _("Revoked")
        KEY_PUBLISHED = "key-published", _("Key published")
        KEY_RETIRED = "key-retired", _("Key retired")
        SUSPENDED = "suspended", _("Suspended")
        RESUMED = "resumed", _("In force again")

    number = models.PositiveBigIntegerField(unique=True)
    act = models.CharField(max_length=20, choices=Act)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=120)
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "log entries"
        constraints = [
            # A document is issued once, withdrawn once; a key is published once, retired once. It may
            # be suspended and in force again more than once.
            models.UniqueConstraint(
                fields=["act", "subject"],
                condition=~models.Q(act__in=["suspended", "resumed"]),
                name="badges_logged_once",
            )
        ]
        # The rule above is no index for looking a document up.
        indexes = [models.Index(fields=["subject", "act"], name="badges_log_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class LogHead(models.Model):
    """The end of the log: one row, locked while an entry is added."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.number)
