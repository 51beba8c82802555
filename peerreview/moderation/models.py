# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Due process: flags and the cases made of them, appeals, and signals for people to look at."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


def _person(**options: object) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="+", null=True, blank=True, **options
    )


class Case(models.Model):
    """Something that was flagged, until it is ruled on. There is one open case for a thing.

    The thing is named by its kind and id (see kinds.py), since it may belong to any app. `accused`
    is whose it is; they may answer before a moderator rules. It belongs to an activity, or to a
    cohort, or to neither: then the site's staff look after it. What was set aside may be reinstated.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Ruled")

    class Ruling(models.TextChoices):
        NOTHING = "nothing", _("No action")
        SET_ASIDE = "set_aside", _("The review no longer counts")
        WITHDRAW = "withdraw", _("The work is taken out of reviewing")
        WARN = "warn", _("A warning")
        REMOVE = "remove", _("It is set aside")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(
        "activities.Activity",
        on_delete=models.CASCADE,
        related_name="cases",
        null=True,
        blank=True,
    )
    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.SET_NULL, related_name="cases", null=True, blank=True
    )
    kind = models.CharField(max_length=20)
    thing = models.UUIDField()
    accused = _person(on_delete=models.SET_NULL)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = _person(on_delete=models.SET_NULL)
    ruling = models.CharField(max_length=10, choices=Ruling, blank=True)
    reason = models.TextField(blank=True)
    ruled_at = models.DateTimeField(null=True, blank=True)
    ruled_by = _person(on_delete=models.SET_NULL)
    reinstated_at = models.DateTimeField(null=True, blank=True)
    reinstated_by = _person(on_delete=models.SET_NULL)
    reinstated_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "thing"],
                condition=~models.Q(state="closed"),
                name="moderation_one_open_case",
            )
        ]
        indexes = [
            models.Index(fields=["activity", "state", "-opened_at"], name="moderation_case_list"),
            models.Index(
                fields=["cohort", "state", "-opened_at"],
                name="moderation_case_elsewhere",
                condition=models.Q(activity=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.thing} ({self.state})"


class Flag(models.Model):
    """One person's word that something is wrong."""

    class Category(models.TextChoices):
        PLAGIARISM = "plagiarism", _("Copied from somebody else")
        ABUSE = "abuse", _("Insulting or threatening")
        PRIVACY = "privacy", _("Tells something private about somebody")
        NOT_OWN = "not_own", _("Not the person’s own, or made by a machine")
        SPAM = "spam", _("Spam or empty")
        OTHER = "other", _("Something else")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="flags")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="flags_raised"
    )
    category = models.CharField(max_length=12, choices=Category)
    words = models.TextField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "by"], name="moderation_one_flag_each")
        ]
        indexes = [models.Index(fields=["by", "made_at"], name="moderation_flags_a_day")]

    def __str__(self) -> str:
        return f"{self.category}: {self.case}"


class Appeal(models.Model):
    """A learner says that a criterion's result is wrong, and why. Once per criterion.

    `level_before` and `level_after` are the levels that counted when it was made and decided.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a facilitator")
        IN_REVIEW = "in_review", _("With fresh reviewers")
        UPHELD = "upheld", _("Upheld")
        PARTLY = "partly", _("Partly upheld")
        REJECTED = "rejected", _("Rejected")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="appeals"
    )
    criterion = models.ForeignKey("rubrics.Criterion", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    level_before = models.PositiveSmallIntegerField(null=True)
    level_after = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField(default=clock.now)
    decision = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person(on_delete=models.SET_NULL)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"], name="moderation_one_appeal_each"
            )
        ]
        indexes = [models.Index(fields=["state", "made_at"], name="moderation_appeal_list")]

    def __str__(self) -> str:
        return f"{self.criterion} ({self.state})"


class FreshReview(models.Model):
    """A reviewer who was called in for an appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="fresh")
    assignment = models.ForeignKey(
        "allocation.Assignment", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appeal", "assignment"], name="moderation_fresh_review_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.appeal} ← {self.assignment}"


class Signal(models.Model):
    """A pattern worth a look, found by a program. It does nothing to anybody by itself.

    `key` names what it is about, so that finding it again changes no more than its facts.
    """

    class Kind(models.TextChoices):
        DISAGREEMENT = "disagreement", _("Far from the others")
        CARELESS = "careless", _("Does not follow the work")
        COPIED = "copied", _("Reviews alike")
        TOO_FAST = "too_fast", _("Very fast")
        SHORT = "short", _("Says almost nothing")
        RECIPROCAL = "reciprocal", _("Praise in both directions")
        RING = "ring", _("Praise in a circle")
        SIMILAR_WORK = "similar_work", _("Works alike")

    class State(models.TextChoices):
        NEW = "new", _("To look at")
        DISMISSED = "dismissed", _("Nothing to it")
        CASE = "case", _("A case was opened")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="signals"
    )
    kind = models.CharField(max_length=14, choices=Kind)
    key = models.CharField(max_length=120)
    strength = models.FloatField(default=0)
    facts = models.JSONField(default=dict)
    people = models.JSONField(default=list)
    reviews = models.JSONField(default=list)
    submissions = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    is_current = models.BooleanField(default=True)
    found_at = models.DateTimeField(default=clock.now)
    note = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = _person(on_delete=models.SET_NULL)
    case = models.ForeignKey(
        Case, on_delete=models.SET_NULL, related_name="signals", null=True, blank=True
    )

    class Meta:
        ordering = ["-strength", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "kind", "key"], name="moderation_signal_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["activity", "is_current", "state", "-strength"],
                name="moderation_signal_list",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Watch(models.Model):
    """When an activity's signals were last found, whether they must be found anew, and when its
    facilitators last had mail about them."""

    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="watch"
    )
    wanted_at = models.DateTimeField(null=True, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["wanted_at"], name="moderation_watch_wanted")]

    def __str__(self) -> str:
        return str(self.activity)
