# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the reviews say together, and where a facilitator said otherwise."""

from django.conf import settings
from django.db import models

from peerreview.kernel import clock, ids


class Fit(models.Model):
    """What the reviews of an activity say of its criteria and reviewers at one time. Never changed.

    `inputs` (see `fits.pack`) holds the scores it was learnt from, `inputs_digest` names them;
    `figures` is the result for criteria, a `ReviewerFit` for each reviewer. `digest` names all of
    it, so that an outcome can say what it rests on.
    """

    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="fits"
    )
    number = models.PositiveIntegerField()
    algorithm = models.CharField(max_length=60)
    inputs_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    inputs = models.BinaryField()
    figures = models.JSONField()
    reviews = models.PositiveIntegerField()
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["activity", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="aggregation_fit_number"),
            models.UniqueConstraint(
                fields=["activity", "inputs_digest", "algorithm"],
                name="aggregation_fit_same_inputs_once",
            ),
        ]

    def __str__(self) -> str:
        return f"fit {self.number} of {self.activity_id}"


class ReviewerFit(models.Model):
    """What a fit says of one reviewer; the fields of `stats.items.Reviewer`."""

    fit = models.ForeignKey(Fit, on_delete=models.CASCADE, related_name="reviewers")
    # A number only: a fit stays as it was when an account is deleted.
    reviewer_number = models.BigIntegerField()
    bias = models.FloatField()
    bias_var = models.FloatField()
    noise_ratio = models.FloatField()
    careless = models.FloatField()
    reviews = models.PositiveIntegerField()

    class Meta:
        ordering = ["fit", "reviewer_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["fit", "reviewer_number"], name="aggregation_one_per_reviewer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fit_id}: {self.reviewer_number}"


class FitState(models.Model):
    """The fit an activity uses now, how many reviews came after it, and whether the next is due."""

    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="fit_state"
    )
    fit = models.ForeignKey(Fit, on_delete=models.CASCADE, related_name="+", null=True)
    reviews_since = models.PositiveIntegerField(default=0)
    is_due = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="aggregation_fit_due", condition=models.Q(is_due=True))
        ]

    def __str__(self) -> str:
        return f"{self.fit} +{self.reviews_since}"


class Outcome(models.Model):
    """The reviews of a submission taken together at one time. Never changed; a later one replaces it.

    `inputs` is all it rests on: the scores of its reviews and the digest of the `fit` (None: before
    the first). With `algorithm` anyone can compute every number again (`services.replay`).
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="outcomes"
    )
    number = models.PositiveIntegerField()
    reviews_counted = models.PositiveSmallIntegerField()
    algorithm = models.CharField(max_length=60)
    inputs_digest = models.CharField(max_length=64)
    inputs = models.JSONField(default=dict)
    fit = models.ForeignKey(Fit, on_delete=models.RESTRICT, related_name="+", null=True)
    computed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["submission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="aggregation_number"),
            models.UniqueConstraint(
                fields=["submission", "inputs_digest", "algorithm"],
                name="aggregation_same_inputs_once",
            ),
        ]

    def __str__(self) -> str:
        return f"outcome {self.number} of {self.submission_id}"


class Override(models.Model):
    """A level that a facilitator set in the place of what the peers said, with the reason told to
    the learner. It is never changed: another one replaces it, or it is withdrawn."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="overrides"
    )
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    level = models.ForeignKey("rubrics.Level", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["submission", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"],
                condition=models.Q(withdrawn_at=None),
                name="aggregation_one_live_override",
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion} := {self.level}"


class CriterionOutcome(models.Model):
    """One criterion of an outcome. Scores are in level values (0 is the lowest level).

    `mean` and `mean_se` are unshrunk, for the learner; `posterior` and `posterior_sd` are shrunk
    towards the cohort, for decisions; `at_least[v]` is P(true level ≥ v) for each level value v.
    `parts` says what each review did: its reviewer, score, and weight. Where a facilitator decided,
    `override` says so, the figures for decisions are theirs, and `peers` keeps what peers' were.
    """

    class State(models.TextChoices):
        SETTLED = "settled"
        CONTESTED = "contested"
        INSUFFICIENT = "insufficient"

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="criteria")
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    reviews_counted = models.PositiveSmallIntegerField()
    mean = models.FloatField(null=True)
    mean_se = models.FloatField(null=True)
    posterior = models.FloatField()
    posterior_sd = models.FloatField()
    consensus_value = models.PositiveSmallIntegerField()
    agreement = models.FloatField(null=True)
    at_least = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State)
    parts = models.JSONField(default=list)
    override = models.ForeignKey(
        Override, on_delete=models.RESTRICT, related_name="+", null=True, blank=True
    )
    peers = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["outcome", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "criterion"], name="aggregation_one_per_criterion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.consensus_value}"
