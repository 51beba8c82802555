# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""When, under which rules: an activity, and the submissions handed in to it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.activities.stages import Act
from peerreview.activities.words import STAGES
from peerreview.kernel import clock, ids


class Activity(models.Model):
    """What is asked: an assignment with deadlines, a challenge without end, or a group's exchange,
    in which everyone who hands in is reviewed by everyone else who did."""

    class Kind(models.TextChoices):
        COHORT = "cohort", _("Cohort assignment")
        CHALLENGE = "challenge", _("Open challenge")
        EXCHANGE = "exchange", _("Group exchange")

    class Blindness(models.TextChoices):
        DOUBLE = "double", _("Neither side knows the other")
        SINGLE = "single", _("Reviewers see whose work it is, authors do not see who reviews")
        REVEAL = "reveal", _("Neither side knows the other until results are released")
        OPEN = "open", _("Everyone sees names")

    class PeersSee(models.TextChoices):
        OWN_DONE = "own_done", _("when they have handed in their own review of it")
        ALL_DONE = "all_done", _("when they have handed in all reviews asked of them")
        UNLESS_OWING = "unless_owing", _("always, unless they have an unfinished review of it")
        RELEASED = "released", _("when results are released")

    class AuthorSees(models.TextChoices):
        AT_ONCE = "at_once", _("as they come in")
        PAID = "paid", _("when the author has handed in the reviews asked of them")
        RELEASED = "released", _("all together, when results are released")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    cohort = models.ForeignKey(
        "cohorts.Cohort",
        on_delete=models.CASCADE,
        related_name="activities",
        null=True,
        blank=True,
    )
    title = models.CharField(_("title"), max_length=160)
    brief_source = models.TextField(_("what to make"))
    brief_html = models.TextField(editable=False)
    rubric_version = models.ForeignKey(
        "rubrics.RubricVersion", on_delete=models.PROTECT, related_name="+"
    )
    blindness = models.CharField(max_length=10, choices=Blindness, default=Blindness.DOUBLE)
    peers_see = models.CharField(max_length=20, choices=PeersSee, default=PeersSee.OWN_DONE)
    author_sees = models.CharField(max_length=20, choices=AuthorSees, default=AuthorSees.AT_ONCE)
    team_size = models.PositiveSmallIntegerField(_("people in a team, at most"), default=1)
    reviews_needed = models.PositiveSmallIntegerField(_("reviews per submission"), default=3)
    reviews_asked = models.PositiveSmallIntegerField(_("reviews asked of each learner"), default=3)
    opens_at = models.DateTimeField(_("opens"), default=clock.now)
    submit_by = models.DateTimeField(_("submit by"), null=True, blank=True)
    submit_until = models.DateTimeField(_("late work until"), null=True, blank=True)
    review_by = models.DateTimeField(_("review by"), null=True, blank=True)
    review_until = models.DateTimeField(_("late reviews until"), null=True, blank=True)
    grace_seconds = models.PositiveIntegerField(default=300)
    # By act: switch, dates and grace. The soft and hard dates of submit and review, and the opening
    # of submit, are the columns above and never here, since lists filter and sort by them.
    stage_settings = models.JSONField(default=dict, blank=True, editable=False)
    # Kept by allocation: which submission comes first (a policy.PickOrder), and since when so.
    pick_order = models.CharField(max_length=10, default="oldest", editable=False)
    forecast_at = models.DateTimeField(null=True, blank=True, editable=False)
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["cohort", "exchange"], cohort__isnull=False)
                | models.Q(kind="challenge", cohort__isnull=True),
                name="activities_cohort_by_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(submit_by=None)
                | models.Q(review_by=None)
                | models.Q(review_by__gte=models.F("submit_by")),
                name="activities_review_after_submit",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def hides_authors(self) -> bool:
        """Whether reviewers must not know whose work it is (with REVEAL: until the release)."""
        return self.blindness in {self.Blindness.DOUBLE, self.Blindness.REVEAL}

    @property
    def takes_teams(self) -> bool:
        """Whether work may be handed in by more than one author."""
        return self.team_size > 1


class Entry(models.Model):
    """Which artifact a person works on for an activity; its draft is what the compose page edits."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="entries")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entries"
    )
    artifact = models.ForeignKey(
        "artifacts.Artifact", on_delete=models.CASCADE, related_name="entries"
    )
    started_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["started_at", "pk"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["activity", "author"], name="activities_one_entry_each")
        ]

    def __str__(self) -> str:
        return f"{self.activity} ← {self.artifact}"


class Teammate(models.Model):
    """Somebody named as co-author of an entry. Only who has confirmed is one; `submission` is what
    was handed in with them, as long as it is not withdrawn."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="teammates")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="teammates")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teammates"
    )
    submission = models.ForeignKey(
        "activities.Submission",
        on_delete=models.SET_NULL,
        related_name="coauthors",
        null=True,
        blank=True,
    )
    asked_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "person"], name="activities_a_teammate_once"),
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=models.Q(confirmed_at__isnull=False),
                name="activities_one_team_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.entry}"


class Extension(models.Model):
    """More time for one person in one stage, with the reason they read."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="extensions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="extensions"
    )
    act = models.CharField(max_length=20)
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person", "act"], name="activities_one_extension_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.act} until {self.until}"

    @property
    def title(self) -> str:
        """What the stage is called."""
        return STAGES[Act(self.act)].title


class Submission(models.Model):
    """A frozen version handed in to an activity.

    A later round `revises` an earlier one, which is `superseded_at` that moment but stays with its
    reviews and outcome. Until it is released (`held_until`) only who reviewed the round before may
    take it.

    `reviews_done`, `reviews_leased` and `places_left` (how many reviewers more it needs; below 0 when
    it has more than it needs) are kept by allocation in the transaction that changes them, so that a
    pick is one indexed statement. `author_has_reviewed` puts those who gave first; `doubt` says how
    far reviewers differ (aggregation tells allocation), and puts contested work first among the rest.
    An early draft (`is_early`) asks for feedback before the work is done; it counts for nothing unless
    its author says that it does. `extra_needed` reviews are asked for beyond the activity's number. While it is held
    (`held_at`), a moderator keeps it from reviewers.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="submissions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions"
    )
    version = models.ForeignKey(
        "artifacts.Version", on_delete=models.PROTECT, related_name="submissions"
    )
    submitted_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    revises = models.OneToOneField(
        "self", on_delete=models.CASCADE, related_name="revision", null=True, blank=True
    )
    superseded_at = models.DateTimeField(null=True, blank=True)
    held_until = models.DateTimeField(null=True, blank=True)
    reviews_done = models.PositiveSmallIntegerField(default=0)
    reviews_leased = models.PositiveSmallIntegerField(default=0)
    places_left = models.SmallIntegerField(default=3)
    author_has_reviewed = models.BooleanField(default=False)
    extra_needed = models.PositiveSmallIntegerField(default=0)
    held_at = models.DateTimeField(null=True, blank=True)
    doubt = models.FloatField(default=0)
    # Whether it may be picked: because it needs reviews, or as one more (see allocation's SURPLUS).
    is_short = models.GeneratedField(
        expression=models.Q(
            withdrawn_at=None, held_at=None, places_left__gt=-models.F("extra_needed")
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_spare = models.GeneratedField(
        expression=models.Q(
            withdrawn_at=None,
            held_at=None,
            places_left__lte=-models.F("extra_needed"),
            places_left__gt=-models.F("extra_needed") - 2,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_late = models.BooleanField(default=False)
    is_early = models.BooleanField(_("early draft"), default=False)
    counts_for_badge = models.BooleanField(_("counts towards a badge"), default=True)
    # Why the author may read their reviews before they have paid with their own; empty: they may not.
    unsealed_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "author"],
                condition=models.Q(withdrawn_at=None, superseded_at=None),
                name="activities_one_live_submission_each",
            )
        ]
        indexes = [
            models.Index(
                fields=["activity", "-author_has_reviewed", "submitted_at", "id"],
                name="activities_pick_oldest",
                condition=models.Q(is_short=True),
            ),
            models.Index(
                fields=["activity", "-places_left", "-author_has_reviewed", "submitted_at", "id"],
                name="activities_pick_fewest",
                condition=models.Q(is_short=True),
            ),
            models.Index(
                fields=["activity", "-doubt", "-places_left", "submitted_at", "id"],
                name="activities_pick_surplus",
                condition=models.Q(is_spare=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity} ← {self.version}"
