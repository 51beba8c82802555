# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Appeals against refusals, with the seats of who decides them, and badges that are looked at again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from badges.life_models import Refusal
from badges.models import Award
from peerreview.kernel import clock, ids


class Appeal(models.Model):
    """A person asks others to look at a refusal; once each."""

    class State(models.TextChoices):
        OPEN = "open", _("Being looked at")
        UPHELD = "upheld", _("Upheld: the refusal is set aside")
        DISMISSED = "dismissed", _("Dismissed: the refusal stands")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    refusal = models.OneToOneField(Refusal, on_delete=models.CASCADE, related_name="appeal")
    words = models.TextField(_("why it is wrong"))
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"appeal {self.uuid}"


class Seat(models.Model):
    """Somebody who is asked to decide an appeal, and what they say, before they see what others say."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="seats")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appeal_seats"
    )
    upholds = models.BooleanField(null=True, blank=True)
    reason = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "assessor"], name="awards_one_seat_each")
        ]

    def __str__(self) -> str:
        return f"seat of {self.assessor_id} in {self.appeal_id}"


class Reconsideration(models.Model):
    """A claimed badge is looked at again, since what it leaned on changed.

    WATCHED: something was withdrawn, and the rule holds so far; nobody is told. OPEN: it holds no more;
    `missing` says what there is of what is needed. The badge stands until somebody decides.
    """

    class State(models.TextChoices):
        WATCHED = "watched", _("Watched")
        OPEN = "open", _("Open")
        MADE_UP = "made-up", _("Made up: the evidence suffices again")
        STANDS = "stands", _("The badge stands")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    class Cause(models.TextChoices):
        REVIEW = "review", _("A review it rested on no longer counts.")
        APPEAL = "appeal", _("An appeal about the work it rested on was upheld.")
        ENDORSEMENT = "endorsement", _("An endorsement it rested on was taken back.")
        WORK = "work", _("The work it rested on was ruled on by a moderator.")
        BADGE = "badge", _("A badge that counted towards it no longer does.")
        HOURS = "hours", _("Hours that counted towards it were taken back.")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="reconsiderations")
    state = models.CharField(max_length=10, choices=State, default=State.WATCHED)
    cause = models.CharField(max_length=12, choices=Cause)
    missing = models.JSONField(default=list)
    since = models.DateTimeField(default=clock.now)
    looked_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.TextField(_("why"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["award"],
                condition=models.Q(state__in=["watched", "open"]),
                name="awards_one_open_case",
            )
        ]
        indexes = [models.Index(fields=["state", "looked_at"], name="awards_cases_to_look_at")]

    def __str__(self) -> str:
        return f"{self.award} looked at again"


class Reminder(models.Model):
    """That an owner was told that a badge ends then: when renewal opens, and a last time."""

    class Step(models.TextChoices):
        OPENS = "opens", _("Renewal opens")
        LAST = "last", _("Little time is left")

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="reminders")
    step = models.CharField(max_length=6, choices=Step)
    end = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "step", "end"], name="awards_reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.award_id}"
