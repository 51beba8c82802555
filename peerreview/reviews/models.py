# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The review itself: one reviewer's judgement, its scores, and every change made to it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Review(models.Model):
    """One reviewer's judgement of one submission. `revision` counts the changes to its draft.

    While it is hidden (`hidden_at`), only its writer and who runs the activity read it. `missed` is
    about the rubric, not the work: it never counts, and authors never see it. `seen_at` is when the
    author first read the review; until then it may be amended.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Handed in")
        SET_ASIDE = "set_aside", _("Set aside")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    assignment = models.OneToOneField(
        "allocation.Assignment", on_delete=models.PROTECT, related_name="review"
    )
    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="reviews"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews"
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    overall = models.TextField(_("overall comment"), blank=True)
    missed = models.TextField(_("what the rubric misses"), blank=True)
    revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    amended_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(submitted_at__isnull=False),
                name="reviews_submitted_has_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.uuid} ({self.state})"


class Score(models.Model):
    """A level chosen for one criterion, or that it cannot be judged, and the comment on it."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey(
        "rubrics.Level", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    cannot_judge = models.BooleanField(default=False)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "criterion"], name="reviews_one_score_per_criterion"
            ),
            models.CheckConstraint(
                condition=models.Q(level=None) | models.Q(cannot_judge=False),
                name="reviews_level_or_cannot_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level or '–'}"


class Edit(models.Model):
    """One acknowledged change. The command id makes a retry harmless, the row keeps history.

    An amendment is a change made after the review was handed in.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="edits")
    command_id = models.UUIDField()
    field = models.CharField(max_length=80)
    value = models.JSONField(null=True)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)
    is_amendment = models.BooleanField(default=False)

    class Meta:
        ordering = ["review", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["review", "command_id"], name="reviews_command_once"),
            models.UniqueConstraint(fields=["review", "revision"], name="reviews_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.field} @{self.revision}"


class SelfAssessment(models.Model):
    """An author's own rating of what they handed in, before they see their peers'. It never counts."""

    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="self_assessments"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="self_assessments"
    )
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["submission", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "person"], name="reviews_one_self_assessment_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.submission}"


class SelfScore(models.Model):
    """The level an author gave their own work on a criterion, and their reason if they wrote one."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey("rubrics.Level", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["assessment", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="reviews_one_self_score_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"
