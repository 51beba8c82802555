# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people want of badges and say towards them, what was decided, and rules on trial."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Decision(models.Model):
    """How a rule stood for a person: appended when it changed, never written over (the database
    refuses it), so that it can be computed again from what it has.

    `evidence` names nobody; `earlier` is the digest of the decision before it, `digest` covers all.
    """

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="decisions"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_decisions"
    )
    number = models.PositiveIntegerField()
    criteria = models.ForeignKey(
        "badges.CriteriaVersion", on_delete=models.PROTECT, related_name="+"
    )
    evidence = models.JSONField()
    evidence_digest = models.CharField(max_length=64)
    verdict = models.JSONField()
    is_met = models.BooleanField()
    earlier = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["achievement", "person", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person", "number"], name="badges_decision_number"
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.number} on {self.person_id} for {self.achievement_id}"


class Pursuit(models.Model):
    """What a person wants of an achievement: on their list for later, asked for, or left at feedback.

    Who asked for it keeps the version of the rule of that day until they move up. Nobody else reads it.
    """

    class State(models.TextChoices):
        WISHED = "wished", _("On your list")
        REQUESTED = "requested", _("Asked for")
        DECLINED = "declined", _("Just feedback")

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="pursuits"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_pursuits"
    )
    state = models.CharField(max_length=10, choices=State)
    criteria = models.ForeignKey(
        "badges.CriteriaVersion", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person"], name="badges_one_pursuit_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} and {self.achievement}: {self.state}"


class Reflection(models.Model):
    """What a person wrote about how they got there, where a rule asks for it."""

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="reflections"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_reflections"
    )
    text = models.TextField(_("reflection"))
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person"], name="badges_one_reflection_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} on {self.achievement}"


class Approval(models.Model):
    """That somebody who answers for an achievement stands up for a person; withdrawn, given anew.

    `on_behalf_of` is the outside body that assesses the achievement, where there was one.
    """

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="approvals"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_approvals"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_approvals_given"
    )
    on_behalf_of = models.ForeignKey(
        "badges.Issuer", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(_("why"), max_length=500)
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person", "by"],
                condition=models.Q(withdrawn_at=None),
                name="badges_one_standing_approval",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} for {self.person}: {self.achievement}"


class NotYet(models.Model):
    """What somebody who answers for an achievement still misses in a person's way to it; written anew it
    takes the place of what there was, and their approval ends it.

    `on_behalf_of` is the outside body that assesses the achievement, where there was one.
    """

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="not_yets"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_not_yets"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_not_yets_given"
    )
    on_behalf_of = models.ForeignKey(
        "badges.Issuer", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    words = models.CharField(_("what is missing"), max_length=500)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person", "by"], name="badges_one_not_yet_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} for {self.person}: {self.achievement}, not yet"


class Trial(models.Model):
    """A rule that is not published yet, and what it would have meant on the evidence there is: of a badge
    there is, or of the draft of a new one."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    achievement = models.ForeignKey(
        "badges.Achievement",
        on_delete=models.CASCADE,
        related_name="trials",
        null=True,
        blank=True,
    )
    draft = models.ForeignKey(
        "badges.Draft", on_delete=models.CASCADE, related_name="trials", null=True, blank=True
    )
    tree = models.JSONField()
    activity_uuid = models.UUIDField(null=True, blank=True)
    opt_in = models.CharField(max_length=10)
    validity = models.JSONField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    people = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    published = models.ForeignKey(
        "badges.CriteriaVersion", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(achievement__isnull=False, draft__isnull=True)
                | models.Q(achievement__isnull=True, draft__isnull=False),
                name="badges_trial_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"trial {self.uuid}"
