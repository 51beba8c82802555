# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who reviews what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Assignment(models.Model):
    """A duty to review one submission, held by a lease that autosaving extends.

    `reason` says why this pair, `alias` is the reviewer's pseudonym towards this author. A reviewer
    who was called in may write until `open_until`, whatever the activity's dates.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")  # kept for this reviewer, who has not begun
        LEASED = "leased", _("In review")
        DONE = "done", _("Handed in")
        EXPIRED = "expired", _("Lease ran out")
        DECLINED = "declined", _("Declined")

    class Decline(models.TextChoices):
        """Why a duty was given back. The last is what a facilitator does, not a reviewer."""

        CONFLICT = "conflict", _("I know whose work it is, or should not judge it")
        CANNOT_OPEN = "cannot_open", _("I cannot open it")
        BROKEN_LINK = "broken_link", _("A link in it leads nowhere")
        WRONG_LANGUAGE = "wrong_language", _("It is in a language I do not read")
        OFF_TOPIC = "off_topic", _("It is not about what was asked")
        OTHER = "other", _("Something else")
        TAKEN_BACK = "taken_back", _("Taken back by a facilitator")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="assignments"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    state = models.CharField(max_length=10, choices=State, default=State.LEASED)
    alias = models.CharField(max_length=60)
    reason = models.CharField(max_length=200)
    decline_kind = models.CharField(max_length=20, choices=Decline, blank=True)
    decline_reason = models.CharField(max_length=200, blank=True)
    plan = models.ForeignKey(
        "Plan", on_delete=models.SET_NULL, related_name="assignments", null=True, blank=True
    )
    leased_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["leased_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], name="allocation_a_pair_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["lease_until"],
                name="allocation_lapsing",
                condition=models.Q(state="leased"),
            ),
            models.Index(
                fields=["reviewer", "id"],
                name="allocation_planned",
                condition=models.Q(state="planned"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alias} ({self.state})"


class Setup(models.Model):
    """How an activity gives out its work, where a facilitator chose; without a row, as people come."""

    class Method(models.TextChoices):
        PULL = "pull", _("As people come: everyone is given the work that needs a review most")
        PLAN = "plan", _("By a plan, drawn by lot when handing in closes")

    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="allocation_setup"
    )
    method = models.CharField(max_length=10, choices=Method, default=Method.PULL)
    changed_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.activity}: {self.method}"


class Plan(models.Model):
    """Who was to review whom, drawn once. Seed and digest of what went in let anyone draw it again."""

    class Kind(models.TextChoices):
        CIRCLE = "circle", _("Everyone reviews the same number")
        EXCHANGE = "exchange", _("Everyone reviews everyone")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="allocation_plan"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    seed = models.PositiveBigIntegerField()
    inputs_digest = models.CharField(max_length=64)
    each = models.PositiveSmallIntegerField()
    remarks = models.JSONField(default=list)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    published_at = models.DateTimeField(default=clock.now)
    reassigned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.activity}: {self.kind} {self.seed}"


class Rule(models.Model):
    """What a facilitator decided about one person reviewing another: in an activity, of one work in
    it, or in a whole cohort."""

    class Kind(models.TextChoices):
        MUST = "must", _("must review")
        SHOULD = "should", _("should review")
        MUST_NOT = "must_not", _("must not review")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    activity = models.ForeignKey(
        "activities.Activity",
        on_delete=models.CASCADE,
        related_name="allocation_rules",
        null=True,
        blank=True,
    )
    cohort = models.ForeignKey(
        "cohorts.Cohort",
        on_delete=models.CASCADE,
        related_name="allocation_rules",
        null=True,
        blank=True,
    )
    submission = models.ForeignKey(
        "activities.Submission",
        on_delete=models.CASCADE,
        related_name="allocation_rules",
        null=True,
        blank=True,
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="allocation_rules"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="allocation_rules_about"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(activity=None, cohort__isnull=False, submission=None)
                | models.Q(activity__isnull=False, cohort=None),
                name="allocation_rule_has_one_scope",
            ),
            models.CheckConstraint(
                condition=~models.Q(reviewer=models.F("author")), name="allocation_rule_not_self"
            ),
            models.UniqueConstraint(
                fields=["activity", "reviewer", "author"],
                condition=models.Q(cohort=None),
                name="allocation_rule_once_in_activity",
            ),
            models.UniqueConstraint(
                fields=["cohort", "reviewer", "author"],
                condition=models.Q(activity=None),
                name="allocation_rule_once_in_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.kind} {self.author}"


class Conflict(models.Model):
    """Two people one of whom asked, without having to say why, that they do not review each other."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="declared_conflicts"
    )
    other = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="allocation_conflict_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="allocation_conflict_not_self"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} – {self.other_id}"


class Volunteer(models.Model):
    """A learner who said: in this activity, ask me for up to so many more than my own."""

    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="volunteers"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="volunteering"
    )
    up_to = models.PositiveSmallIntegerField()
    since = models.DateTimeField(default=clock.now)
    invited = models.PositiveSmallIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "person"], name="allocation_volunteer_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} +{self.up_to}"


class Forecast(models.Model):
    """What one day's look ahead said of an activity, and what was done about it."""

    class Mode(models.TextChoices):
        OLDEST = "oldest", _("Oldest first, authors who gave before others")
        FEWEST = "fewest", _("Fewest reviews first")

    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="forecasts"
    )
    day = models.DateField()
    at = models.DateTimeField(default=clock.now)
    supply = models.FloatField()
    deficit = models.PositiveIntegerField()
    reviewers = models.PositiveIntegerField()
    completion = models.FloatField()
    mode = models.CharField(max_length=10, choices=Mode)
    invited = models.PositiveIntegerField(default=0)
    asks_facilitators = models.BooleanField(default=False)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "day"], name="allocation_forecast_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.day}: {self.supply:.1f} for {self.deficit}"
