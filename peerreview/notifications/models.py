# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people were told, how they want to be told, and what is still to be sent."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Notice(models.Model):
    """Something one person is told. The words are found when it is read; nobody is named in it."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=clock.now)
    in_inbox = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"], name="notifications_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="notifications_newest"),
            models.Index(
                fields=["person"],
                name="notifications_unread",
                condition=models.Q(read_at=None, in_inbox=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Preferences(models.Model):
    """How often a person gets mail, and when they are left in peace. Hours are in their own zone."""

    class Rhythm(models.TextChoices):
        NOW = "now", _("At once")
        DAILY = "daily", _("Once a day, all together")
        WEEKLY = "weekly", _("Once a week, all together")
        OFF = "off", _("Never, but for what cannot be turned off")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notification_preferences",
        primary_key=True,
    )
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "preferences"
        constraints = [
            models.CheckConstraint(
                name="notifications_both_quiet_hours",
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Preferences of {self.person_id}"


class Choice(models.Model):
    """By which ways a person wants one kind of notice. Without a row, as the kind proposes."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices"
    )
    kind = models.CharField(max_length=60)
    inbox = models.BooleanField()
    email = models.BooleanField()
    push = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="notifications_one_choice_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person_id}"


class Device(models.Model):
    """A browser that shows notices though the site is not open (Web Push).

    Who knows the endpoint and the two keys can write to that browser: they are given to nobody.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices"
    )
    label = models.CharField(max_length=80)
    endpoint = models.CharField(max_length=1000)
    endpoint_digest = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=100)
    auth_secret = models.CharField(max_length=40)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label} of {self.person_id}"


class Delivery(models.Model):
    """One mail, or one message to one device: sent by whoever holds the lease.

    `handed_at` is stored before the words leave the house. A worker that dies before is replaced; of
    one that dies after, nobody can know whether they arrived.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        SKIPPED = "skipped"  # nobody wants it any more
        FAILED = "failed"  # tried often enough, or refused for good
        UNSURE = "unsure"  # handed over by a worker that died; not sent again

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_deliveries"
    )
    channel = models.CharField(max_length=10)
    key = models.CharField(max_length=120)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="+")
    notices = models.ManyToManyField(Notice, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel", "key"], name="notifications_sent_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="notifications_due",
                condition=models.Q(state="pending"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key} ({self.state})"


class Announcement(models.Model):
    """That something told by the clock was told, so that it is not told each minute again."""

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key
