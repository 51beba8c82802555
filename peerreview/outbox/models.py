# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Facts, recorded in the transaction that made them, and their delivery to each durable listener."""

from django.db import models

from peerreview.kernel import clock, ids


class Message(models.Model):
    """One fact. `payload` holds JSON values only."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    name = models.CharField(max_length=100)
    payload = models.JSONField()
    recorded_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """The duty to tell one listener of one fact, at least once.

    A worker holds it by a lease; a worker that dies lets the lease run out and another takes over.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        FAILED = "failed"  # tried often enough; waits for a human

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    run_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["message", "handler"], name="outbox_once_per_handler")
        ]
        indexes = [
            models.Index(
                fields=["run_at", "id"],
                name="outbox_due",
                condition=models.Q(state="pending"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.handler} ({self.state})"
