# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Learning to judge: exemplars with reference ratings, tries at them, and who may go on to review."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Exemplar(models.Model):
    """A work shown as an example: made for it, or a past submission whose author agreed.

    Learners see it once it is `published_at`; a removed one stays as a row while tries point at it.
    """

    class Consent(models.TextChoices):
        NOT_NEEDED = "not_needed", _("Made as an example")
        ASKED = "asked", _("Waiting for the author's answer")
        GIVEN = "given", _("The author agreed")
        REFUSED = "refused", _("The author would rather not")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="exemplars"
    )
    version = models.ForeignKey("artifacts.Version", on_delete=models.CASCADE, related_name="+")
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NOT_NEEDED)
    position = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["activity", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "version"],
                condition=models.Q(removed_at=None),
                name="calibration_version_once",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None)
                | models.Q(removed_at__isnull=False)
                | models.Q(consent__in=["not_needed", "given"]),
                name="calibration_published_by_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.version}"


class ReferenceRating(models.Model):
    """The level an exemplar has on a criterion, and why."""

    exemplar = models.ForeignKey(Exemplar, on_delete=models.CASCADE, related_name="references")
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        "rubrics.Level", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["exemplar", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["exemplar", "criterion"], name="calibration_one_reference_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"


class Attempt(models.Model):
    """One try at an exemplar, handed in. The first is the measure; the second is for learning."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    exemplar = models.ForeignKey(Exemplar, on_delete=models.CASCADE, related_name="attempts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calibration_attempts"
    )
    number = models.PositiveSmallIntegerField()
    is_passed = models.BooleanField()
    submitted_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["exemplar", "person", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["exemplar", "person", "number"], name="calibration_attempt_number"
            ),
            models.CheckConstraint(
                condition=models.Q(number__in=[1, 2]), name="calibration_two_tries"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.exemplar} ({self.number})"


class AttemptScore(models.Model):
    """The level somebody gave on a criterion in a try, with their own reason if they wrote one."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey("rubrics.Level", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["attempt", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "criterion"], name="calibration_one_score_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"


class Clearance(models.Model):
    """That a person may go on to review, and how they came to; or that they asked for it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked the facilitator")
        WENT_ON = "went_on", _("Went on without")
        WAIVED = "waived", _("Let through by the facilitator")
        CALIBRATED = "calibrated", _("Calibrated")

    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="clearances"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clearances"
    )
    state = models.CharField(max_length=10, choices=State)
    words = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["activity", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"], name="calibration_one_clearance_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.state}"
