# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is here, what waits for a first review, who was asked, and what authors were told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids
from peerreview.matching.policy import DEFAULT, Ladder


class Presence(models.Model):
    """One row a person: their last heart-beat, the last call, and whether they want calls at all.

    It says nothing of where they are or what they do, and only the newest moment is kept.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="presence",
    )
    seen_at = models.DateTimeField(null=True, blank=True, db_index=True)
    called_at = models.DateTimeField(null=True, blank=True)
    takes_calls = models.BooleanField(default=True)
    quiet_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "presence"

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.seen_at}"


class Waits(models.Model):
    """An activity's own waits in minutes, where a facilitator chose them; without a row, the usual."""

    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="matching_waits"
    )
    is_on = models.BooleanField(_("call people when a work waits"), default=True)
    here = models.PositiveIntegerField(_("people who are here"), default=DEFAULT.here)
    owing = models.PositiveIntegerField(_("people who owe reviews"), default=DEFAULT.owing)
    offering = models.PositiveIntegerField(
        _("people who offered more or hold a badge"), default=DEFAULT.offering
    )
    facilitator = models.PositiveIntegerField(
        _("who looks after the activity"), default=DEFAULT.facilitator
    )
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name_plural = "waits"

    def __str__(self) -> str:
        return f"{self.activity}: {self.ladder}"

    @property
    def ladder(self) -> Ladder:
        """The waits as policy takes them."""
        return Ladder(self.here, self.owing, self.offering, self.facilitator)


class Step(models.Model):
    """A rung that was climbed for a work, once. `called` is how many people that reached."""

    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="matching_steps"
    )
    rung = models.CharField(max_length=12)
    at = models.DateTimeField(default=clock.now)
    called = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "rung"], name="matching_a_rung_once")
        ]

    def __str__(self) -> str:
        return f"{self.rung}: {self.called}"


class Call(models.Model):
    """Somebody was asked, on one rung, for one work."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="calls")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_calls"
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "person"], name="matching_a_call_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} → {self.person_id}"


class Estimate(models.Model):
    """What was told of the first review when a work was handed in, and how long it took in the end.

    All in minutes from handing in; `until` is when the promised time runs out. `basis` is how many
    earlier waits it rested on.
    """

    submission = models.OneToOneField(
        "activities.Submission",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="estimate",
    )
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="estimates"
    )
    low = models.FloatField()
    middle = models.FloatField()
    high = models.FloatField()
    basis = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    waited = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.low:.0f}–{self.high:.0f}"
