# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What happens to an award after it was offered: refusals, withdrawals, and turns in the life of a badge."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class ReasonClass(models.TextChoices):
    """Why a badge was withdrawn, as far as strangers are told."""

    PLAGIARISM = "plagiarism", _("Plagiarism was found and upheld")
    EVIDENCE = "evidence", _("Evidence it rested on was withdrawn")
    IDENTITY = "identity", _("It was given to somebody under a false identity")
    ERROR = "error", _("It was issued in error")
    OTHER = "other", _("Another reason, which its holder knows")
    REPLACED = "replaced", _("It was replaced by a newer edition")


class Withdrawable(models.Model):
    """What can be withdrawn: for good (revoked, or replaced by a newer edition) or for the time being."""

    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.TextField(blank=True)
    reason_class = models.CharField(max_length=12, choices=ReasonClass, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is out of force, for whatever reason but its time."""
        return self.revoked_at is not None or self.suspended_at is not None

    @property
    def is_replaced(self) -> bool:
        """Whether another edition took its place while it stood."""
        return self.reason_class == ReasonClass.REPLACED

    @property
    def public_reason(self) -> str:
        """Why, for strangers: the kind; before there were kinds the reason was given for everyone."""
        return str(self.get_reason_class_display()) or self.revocation_reason


class Refusal(models.Model):
    """That somebody who answers for an achievement refuses it to a person, with a reason they read.

    It stands until it ends: taken back, or set aside by an appeal. A new one is a new row.
    """

    class Ending(models.TextChoices):
        TAKEN_BACK = "taken-back", _("Taken back")
        SET_ASIDE = "set-aside", _("Set aside on appeal")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="refusals"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_refusals"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_refusals_given"
    )
    reason = models.TextField(_("why"))
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "person"],
                condition=models.Q(ended_at=None),
                name="badges_one_standing_refusal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement_id} refused to {self.person_id}"


class Turn(models.Model):
    """A turn in the life of a claimed badge: appended, never written over (the database refuses it).

    `credential` is the one it happened to. `detail` is for owner and issuer; `record` has what a
    renewal was judged on. Without a turn that says so nothing is signed a second time.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("The printed name was corrected")
        RENEWED = "renewed", _("Renewed")
        SUSPENDED = "suspended", _("Suspended")
        RESUMED = "resumed", _("In force again")
        REVOKED = "revoked", _("Revoked")
        REINSTATED = "reinstated", _("Issued anew after it was revoked")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    award = models.ForeignKey("badges.Award", on_delete=models.CASCADE, related_name="turns")
    credential = models.ForeignKey("badges.Credential", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    reason_class = models.CharField(max_length=12, choices=ReasonClass, blank=True)
    detail = models.TextField(blank=True)
    record = models.JSONField(default=dict)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.award_id}"
