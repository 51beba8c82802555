# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A group looks at one work together: the session, who sat there, their ballots, what was said and done."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids
from peerreview.studio import lifecycle

FEWEST = 2
MOST = 12


class Session(models.Model):
    """A study group opens one version of a work, and rates it twice against one version of a rubric.

    `revision` counts acts. `revealed` is how many rounds everybody may see. `timer_ends_at` is by the
    server's clock; `timer_note` says what the change of phase did to it. The record belongs to the work: it goes when the work goes.
    """

    class Phase(models.TextChoices):
        GATHERING = lifecycle.GATHERING, _("Gathering")
        FIRST = lifecycle.FIRST, _("First rating")
        DISCUSSING = lifecycle.DISCUSSING, _("Discussion")
        SECOND = lifecycle.SECOND, _("Second rating")
        CLOSING = lifecycle.CLOSING, _("What changed")
        ENDED = lifecycle.ENDED, _("Ended")

    class TimerNote(models.TextChoices):
        STOPPED = "stopped", _("Stopped with the phase")
        STARTED = "started", _("Started with the phase")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    group = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="studio_sessions"
    )
    version = models.ForeignKey(
        "artifacts.Version", on_delete=models.CASCADE, related_name="studio_sessions"
    )
    rubric_version = models.ForeignKey(
        "rubrics.RubricVersion", on_delete=models.PROTECT, related_name="+"
    )
    phase = models.CharField(max_length=12, choices=Phase, default=Phase.GATHERING)
    revealed = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    agenda = models.JSONField(default=list, blank=True)
    agenda_at = models.PositiveSmallIntegerField(default=0)
    timer_ends_at = models.DateTimeField(null=True, blank=True)
    timer_note = models.CharField(max_length=8, choices=TimerNote, blank=True, default="")
    facilitator = models.ForeignKey(
        "Seat", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    presenter = models.ForeignKey(
        "Seat", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(revealed__lte=2), name="studio_two_rounds_at_most"
            ),
            models.CheckConstraint(
                condition=models.Q(phase="ended", ended_at__isnull=False)
                | (~models.Q(phase="ended") & models.Q(ended_at=None)),
                name="studio_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid} ({self.phase})"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens here."""
        return self.phase == lifecycle.ENDED


class Seat(models.Model):
    """A person's place in a session; `number` (from 1) chooses the colour of their pointer."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="studio_seats"
    )
    number = models.PositiveSmallIntegerField()
    came_in = models.CharField(
        max_length=12, choices=Session.Phase, default=Session.Phase.GATHERING
    )
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="studio_one_seat_each"),
            models.UniqueConstraint(fields=["session", "number"], name="studio_seat_numbers"),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.session_id}"


class Ballot(models.Model):
    """What one person rated in one round: levels and words by criterion key.

    Until its round is revealed only its owner may see it. `is_late` marks one that was sealed after
    that: its owner had seen the others', so it is no evidence of a judgement of their own.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="ballots")
    round = models.PositiveSmallIntegerField()
    levels = models.JSONField()
    words = models.JSONField(default=dict, blank=True)
    is_late = models.BooleanField(default=False)
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["round", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "round"], name="studio_one_ballot_a_round"),
            models.CheckConstraint(
                condition=models.Q(round__in=lifecycle.ROUNDS), name="studio_rounds_are_1_and_2"
            ),
        ]

    def __str__(self) -> str:
        # No value: this text appears in logs and lists.
        return f"round {self.round} of seat {self.seat_id}"


class Remark(models.Model):
    """Something said in the room, perhaps at a place of the work; or a note of what came of it."""

    class Kind(models.TextChoices):
        COMMENT = "comment", _("Comment")
        NOTE = "note", _("Outcome")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.COMMENT)
    text = models.TextField()
    place = models.JSONField(default=dict, blank=True)
    phase = models.CharField(max_length=12, choices=Session.Phase)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Act(models.Model):
    """What somebody did, under the id their page gave it: the same id again is the same act."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="acts")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="acts")
    command_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["session", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["session", "command_id"], name="studio_act_once"),
            models.UniqueConstraint(fields=["session", "revision"], name="studio_act_order"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.revision}"
