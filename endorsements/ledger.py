# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements weigh, kept: models. Rows of runs and standings are never changed."""

from django.conf import settings
from django.db import models

from peerreview.kernel import clock


class TrustRun(models.Model):
    """Trust as it lay in the whole community at one time; `basis` is `weighing.pack`ed.

    Between two runs endorsements are counted by the latest basis. Only the latest keeps its basis.
    """

    number = models.PositiveIntegerField(unique=True)
    algorithm = models.CharField(max_length=60)
    inputs_digest = models.CharField(max_length=64)
    basis = models.BinaryField()
    endorsements = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"trust {self.number}"


class Standing(models.Model):
    """What a person's endorsements in a skill weigh together at one time. A later one replaces it.

    `strength` is the score, rounded to hundredths; `voices`: at least so many are independent.
    `digest` covers all that the row says and the terms it is the sum of.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standings"
    )
    skill = models.ForeignKey(
        "endorsements.Skill", on_delete=models.CASCADE, related_name="standings"
    )
    number = models.PositiveIntegerField()
    strength = models.FloatField()
    voices = models.PositiveSmallIntegerField()
    algorithm = models.CharField(max_length=60)
    run_number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["person", "skill", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "skill", "number"], name="endorsements_standing_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.skill}: {self.number}"


class Confirmation(models.Model):
    """What reviewers found in a person's latest work handed in: told by peer review, kept here.

    `submission_id` is a number only: what it means is known to peer review alone.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission_number = models.BigIntegerField()
    is_confirmed = models.BooleanField()
    told_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["person", "-told_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "submission_number"], name="endorsements_confirmed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.is_confirmed}"


class Mirror(models.Model):
    """What came of those an endorser vouched for, as last shown to them: in batches, never one by one."""

    endorser = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endorsement_mirror"
    )
    judged = models.PositiveIntegerField()
    confirmed = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["endorser"]

    def __str__(self) -> str:
        return f"{self.confirmed} of {self.judged}"
