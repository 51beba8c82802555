# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a facilitator writes to learners, and whom they have put on the roster."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.cohorts.models import Membership
from peerreview.kernel import clock, ids


class Letter(models.Model):
    """A message to some people of an activity, sent once. `html` is the sanitiser's output."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="letters"
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters_sent"
    )
    subject = models.CharField(_("subject"), max_length=120)
    source = models.TextField(_("text"))
    html = models.TextField(editable=False)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class LetterCopy(models.Model):
    """One person's copy of a letter: mailed once, shown to them until they put it away."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="copies")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters"
    )
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-letter__sent_at", "pk"]
        verbose_name_plural = "letter copies"
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "recipient"], name="desk_one_copy_of_a_letter_each"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                name="desk_unread_letters",
                condition=models.Q(read_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} to {self.recipient_id}"


class RosterEntry(models.Model):
    """Somebody a facilitator put on a cohort's roster, by the address they will sign in with.

    `taken_at` says when they were seated; until then they are invited.
    """

    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="roster_entries"
    )
    email = models.EmailField()
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=20, choices=Membership.Role.choices[:2])
    group = models.CharField(max_length=60, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    added_at = models.DateTimeField(default=clock.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["email"]
        verbose_name_plural = "roster entries"
        constraints = [
            models.UniqueConstraint(fields=["cohort", "email"], name="desk_on_a_roster_once")
        ]
        indexes = [
            models.Index(
                fields=["email"], name="desk_open_invitations", condition=models.Q(taken_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} in {self.cohort_id}"
