# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What happened, in order, chained by hash: no entry can be changed or taken out unseen."""

from django.db import models


class Entry(models.Model):
    """One fact. `digest` covers the fields and the digest before it, but `activity_id`, which only
    repeats what the payload says so that a trail of one activity can be found."""

    number = models.PositiveBigIntegerField(unique=True)
    message_id = models.PositiveBigIntegerField(unique=True)
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    recorded_at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    activity_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(
                fields=["activity_id", "-number"],
                name="audit_of_an_activity",
                condition=models.Q(activity_id__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class Head(models.Model):
    """The end of the chain: one row, locked while an entry is added."""

    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return str(self.number)
