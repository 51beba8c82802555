# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The community vouches."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

# So that Django finds these models.
from endorsements.ledger import Confirmation, Mirror, Standing, TrustRun  # noqa: F401
from peerreview.kernel import clock, ids

REASON_FEWEST = 20
REASON_MOST = 2000


class Skill(models.Model):
    """Something one can be good at. `key` is the name folded so that look-alikes collide."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(max_length=160, unique=True, editable=False)
    description = models.CharField(_("description"), max_length=400, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Endorsement(models.Model):
    """A member's word for another in one skill, with the reason. Never edited: withdrawn, given anew.

    `relation` is what the two were to each other when it was given, printed with it.
    """

    class Relation(models.TextChoices):
        STUDY_GROUP = "study_group", _("in the same study group")
        COHORT = "cohort", _("in the same cohort")
        FACILITATOR = "facilitator", _("a facilitator of their cohort")

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
    version = models.ForeignKey(
        "artifacts.Version", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["endorser", "recipient", "skill"],
                condition=models.Q(withdrawn_at=None),
                name="endorsements_one_standing_each",
            ),
            models.CheckConstraint(
                condition=~models.Q(endorser=models.F("recipient")), name="endorsements_never_self"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.endorser} → {self.recipient}: {self.skill}"
