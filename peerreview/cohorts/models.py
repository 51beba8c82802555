# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who learns together, in what role."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids

STUDY_GROUP_FEWEST = 3
STUDY_GROUP_MOST = 12


class Cohort(models.Model):
    """People learning together: a cohort with facilitators and deadlines, or a study group of equals.

    A study group has a `convener` where somebody was handed that on (see `queries.convener_of`). What
    holds an exchange between two groups together is a cohort, too, which nobody sees: those in it must
    not know each other. An archived one is read and no longer changed.
    """

    class Kind(models.TextChoices):
        COHORT = "cohort", _("Cohort")
        STUDY_GROUP = "study_group", _("Study group")
        BETWEEN = "between", _("Exchange between groups")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.COHORT)
    name = models.CharField(_("name"), max_length=120)
    description_source = models.TextField(_("description"), blank=True)
    description_html = models.TextField(blank=True, editable=False)
    join_code = models.CharField(max_length=12, unique=True, default=ids.short_code)
    is_joinable = models.BooleanField(_("people may join by link or code"), default=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    holds_minors = models.BooleanField(_("its learners are under age"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    convener = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_study_group(self) -> bool:
        """Whether its members are equals."""
        return self.kind == self.Kind.STUDY_GROUP

    @property
    def is_between(self) -> bool:
        """Whether it holds an exchange between two groups together, seen by nobody."""
        return self.kind == self.Kind.BETWEEN

    @property
    def is_archived(self) -> bool:
        """Whether it is read and no longer changed."""
        return self.archived_at is not None


class Membership(models.Model):
    """A person's role in a cohort. Who leaves keeps the row, so that what they did stays explained."""

    class Role(models.TextChoices):
        LEARNER = "learner", _("Learner")
        FACILITATOR = "facilitator", _("Facilitator")
        GUEST = "guest", _("Guest")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.LEARNER)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="cohorts_one_membership_each")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.cohort} ({self.role})"

    @property
    def is_facilitator(self) -> bool:
        """Whether this is a facilitator's seat."""
        return self.role == self.Role.FACILITATOR

    @property
    def may_tend(self) -> bool:
        """Whether who sits here looks after name and invitation; among equals everybody does."""
        if self.is_guest or self.cohort.is_archived:
            return False
        return self.is_facilitator or self.cohort.is_study_group

    @property
    def is_guest(self) -> bool:
        """Whether they come from outside: they read and talk, and are no voice of the group."""
        return self.role == self.Role.GUEST
