# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The community vouches."""

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# So that Django finds these models.
from endorsements.ledger import Confirmation, Mirror, Standing, TrustRun  # noqa: F401
from peerreview.kernel import clock, ids

NAME_MOST = 80
REASON_FEWEST = 20
REASON_MOST = 2000


class Skill(models.Model):
    """Something one can be good at. `key` is the name folded so that look-alikes collide.

    One that was merged into another keeps its row, so that its name goes on meaning the same.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=NAME_MOST)
    key = models.CharField(max_length=160, unique=True, editable=False)
    description = models.CharField(_("description"), max_length=400, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True
    )
    withheld_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Framework(models.Model):
    """The skills a community speaks of: the site's, where `cohort` is null, or a group's own."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    cohort = models.ForeignKey(
        "cohorts.Cohort",
        on_delete=models.CASCADE,
        related_name="frameworks",
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=120)
    description = models.CharField(_("description"), max_length=400, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name"], name="endorsements_framework_name"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(cohort=None),
                name="endorsements_site_framework_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """A skill in a framework, as this community means it.

    `identifier` is the skill's id where it was imported from; `levels` are titles, lowest first;
    `alignments` are objects {"url", "name", "framework", "code"}.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="entries")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="entries")
    identifier = models.CharField(max_length=200, blank=True)
    description = models.CharField(_("description"), max_length=1000, blank=True)
    levels = models.JSONField(default=list)
    alignments = models.JSONField(default=list)
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["framework", "skill__name", "pk"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "skill"], name="endorsements_skill_once_a_framework"
            ),
            models.UniqueConstraint(
                fields=["framework", "identifier"],
                condition=~models.Q(identifier=""),
                name="endorsements_identifier_once_a_framework",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ({self.framework})"


class CriterionLink(models.Model):
    """That a criterion of a rubric, in all its versions, shows a skill."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="criterion_links")
    rubric = models.ForeignKey("rubrics.Rubric", on_delete=models.CASCADE, related_name="+")
    criterion_key = models.CharField(max_length=80)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["skill", "rubric", "criterion_key"], name="endorsements_link_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.skill} ← {self.criterion_key}"


class Merge(models.Model):
    """That a skill was merged into another, with what moved, so that it can be undone."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    source = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class Endorsement(models.Model):
    """A member's word for another in one skill, with the reason. Never edited: ended, given anew.

    `relation` is what the two were to each other when it was given, printed with it. Until its
    recipient accepts it, nobody else reads it; `opened_at` is since when they may. Out of a blind
    review, `is_pseudonymous` says that the endorser is named to nobody, `is_author_hidden` that
    they are not told whose work it was; both stay as they were agreed to.
    """

    class Relation(models.TextChoices):
        REVIEWER = "reviewer", _("who reviewed this work")
        STUDY_GROUP = "study_group", _("in the same study group")
        GUEST = "guest", _("a guest of their study group")
        COHORT = "cohort", _("in the same cohort")
        FACILITATOR = "facilitator", _("a facilitator of their cohort")

    class Strength(models.IntegerChoices):
        """In halves: what weighs 1 and what weighs 0.5."""

        SIGNS = 1, _("I saw signs of it")
        CLEAR = 2, _("I saw it clearly")

    class Evidence(models.IntegerChoices):
        NOTE = 0, _("A thank-you note: it cites no work")
        CITED = 1, _("Cites work that the endorser chose")
        REVIEWED = 2, _("Out of a review that was assigned")

    class Ending(models.TextChoices):
        WITHDRAWN = "withdrawn", _("Withdrawn by who gave it")
        RENEWED = "renewed", _("Renewed: a newer one stands")
        EVIDENCE = "evidence", _("What it rested on no longer stands")
        LEFT = "left", _("Who gave it has left")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    endorser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endorsements_given"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endorsements_received"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="endorsements")
    reason = models.TextField(_("reason"))
    relation = models.CharField(max_length=20, choices=Relation)
    strength = models.PositiveSmallIntegerField(choices=Strength, default=Strength.CLEAR)
    evidence = models.PositiveSmallIntegerField(choices=Evidence, default=Evidence.NOTE)
    version = models.ForeignKey(
        "artifacts.Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    review_uuid = models.UUIDField(null=True, blank=True, editable=False)
    # Its recipient asked for it, and chose the work it cites.
    was_asked_for = models.BooleanField(default=False)
    is_pseudonymous = models.BooleanField(default=False)
    is_author_hidden = models.BooleanField(default=False)
    given_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(null=True, blank=True, default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=10, choices=Ending, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)
    # When one of the two deleted their account.
    left_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            # Apart from reviews: else "you endorse them already" would tell whose work one reviewed.
            models.UniqueConstraint(
                fields=["endorser", "recipient", "skill"],
                condition=models.Q(withdrawn_at=None, review_uuid=None),
                name="endorsements_one_standing_each",
            ),
            models.UniqueConstraint(
                fields=["review_uuid"],
                condition=models.Q(withdrawn_at=None),
                name="endorsements_one_a_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(endorser=models.F("recipient")), name="endorsements_never_self"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(opened_at__isnull=False),
                name="endorsements_opened_before_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endorser} → {self.recipient}: {self.skill}"

    @property
    def is_note(self) -> bool:
        """Whether it cites no work: thanks, rather than a word on a skill that was seen."""
        return self.evidence == self.Evidence.NOTE

    @property
    def evidence_words(self) -> Promise | str:
        """What it rests on. Told of a round of the study group, whoever of it spoke."""
        if self.is_of_group_round:
            return _("Out of a review in a study group")
        if self.was_asked_for and self.evidence == self.Evidence.CITED:
            return _("Asked for; cites work that the asker chose")
        if self.was_asked_for:
            return _("Asked for; a thank-you note that cites no work")
        return self.get_evidence_display()

    @property
    def is_of_group_round(self) -> bool:
        """Whether it came out of a review that a study group's own round brought."""
        return self.evidence == self.Evidence.CITED and self.review_uuid is not None

    @property
    def is_waiting(self) -> bool:
        """Whether the recipient has yet to say if others may read it."""
        return self.accepted_at is None and self.hidden_at is None


class Answer(models.Model):
    """That a reviewer was asked whether they vouch for what they saw, and has answered.

    Which way they answered is not kept; an endorsement says yes, nothing says not yet.
    """

    review_uuid = models.UUIDField(unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person} answered"


class VisibilityChange(models.Model):
    """That somebody hid an endorsement of theirs, or showed it again: counted, to keep it from being a probe."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["person", "at"], name="endorsements_changes_a_day")]

    def __str__(self) -> str:
        return f"{self.person} at {self.at}"


class Request(models.Model):
    """Somebody asks another, politely, to vouch for them. Who is asked may pass; nothing follows."""

    class State(models.TextChoices):
        OPEN = "open", _("Waits for an answer")
        ANSWERED = "answered", _("Answered with an endorsement")
        PASSED = "passed", _("Passed this time")
        TAKEN_BACK = "taken_back", _("Taken back")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endorsements_asked"
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="endorsements_wanted"
    )
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(
        "artifacts.Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asker", "asked"],
                condition=models.Q(state="open"),
                name="endorsements_one_open_request",
            ),
            models.CheckConstraint(
                condition=~models.Q(asker=models.F("asked")), name="endorsements_ask_others"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} asks {self.asked}"
