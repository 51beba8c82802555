# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what for an issuer, and which outside body assesses an achievement."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Role(models.TextChoices):
    """What somebody does for an issuer; one person may have several."""

    OWNER = "owner", _("Owner")
    DESIGNER = "designer", _("Designer")
    AWARDER = "awarder", _("Awarder")
    ASSESSOR = "assessor", _("Assessor")


class Seat(models.Model):
    """A person's role for an issuer."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    issuer = models.ForeignKey("badges.Issuer", on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="issuer_seats"
    )
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "person", "role"], name="issuers_each_role_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} is {self.role} of {self.issuer}"


class Invitation(models.Model):
    """That somebody is asked to take a role: whoever has the address of the invitation, or, with
    `email`, only the member with that address. Its secret is made of the uuid and not stored."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    issuer = models.ForeignKey(
        "badges.Issuer", on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(max_length=10, choices=Role)
    email = models.EmailField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.role} of {self.issuer}"


class Assessment(models.Model):
    """That an outside body assesses what an achievement asks for: asked, answered, and one day ended."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        ACCEPTED = "accepted", _("Assesses")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    STANDING = (State.ASKED, State.ACCEPTED)

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="assessments"
    )
    body = models.ForeignKey("badges.Issuer", on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField(default=clock.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement"],
                condition=models.Q(state__in=("asked", "accepted")),
                name="issuers_one_body_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} assesses {self.achievement}: {self.state}"


class Cosignature(models.Model):
    """That the assessing body stands by one award; its signed form is a SignedEndorsement about `uuid`."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="cosignatures"
    )
    award = models.OneToOneField(
        "badges.Award", on_delete=models.CASCADE, related_name="cosignature"
    )
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return f"co-signature of {self.award}"
