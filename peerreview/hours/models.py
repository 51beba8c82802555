# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Professional hours: stated, evidenced and self-declared, never added together; and claims of them."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.hours import lifecycle, units
from peerreview.kernel import clock, ids


def _owner(related_name: str = "+") -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name=related_name
    )


def _someone() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )


PILLS = {
    lifecycle.WAITING: "waiting",
    lifecycle.ASKED: "open",
    lifecycle.APPROVED: "done",
    lifecycle.PARTLY: "done",
    lifecycle.DECLINED: "contested",
    lifecycle.WITHDRAWN: "draft",
    lifecycle.REVOKED: "revoked",
}


class HoursKind(models.TextChoices):
    STATED = "stated", _("Stated")
    EVIDENCED = "evidenced", _("Evidenced")
    DECLARED = "declared", _("Self-declared")


class Place(models.TextChoices):
    EDITOR = "editor", _("Making and writing")
    REVIEW = "review", _("Reviewing")
    ROOM = "room", _("In a live room")


class Statement(models.Model):
    """How many minutes an activity counts for, as its facilitator says, and what for."""

    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="stated_hours"
    )
    minutes = models.PositiveIntegerField()
    needs_reviews = models.BooleanField(default=True)
    by = _someone()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.activity}: {units.clock_words(self.minutes)}"

    @property
    def hours(self) -> str:
        """As people read it."""
        return units.clock_words(self.minutes)


class Grant(models.Model):
    """Stated hours of somebody who did what the activity asks. Later statements leave it as it is."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = _owner("hours_granted")
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.CASCADE, related_name="hours_granted"
    )
    minutes = models.PositiveIntegerField()
    day = models.DateField()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "activity"], name="hours_one_grant_each")
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {units.clock_words(self.minutes)}"

    @property
    def hours(self) -> str:
        """As people read it."""
        return units.clock_words(self.minutes)


class Measuring(models.Model):
    """Whether somebody's active time is measured; without a row it is."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return "on" if self.is_on else "off"


class Today(models.Model):
    """Which minutes of the present day counted (see minutes.py); it goes when the day is over."""

    person = _owner()
    day = models.DateField()
    marks = models.JSONField(default=dict)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="hours_one_sheet_a_day")
        ]
        indexes = [models.Index(fields=["day"], name="hours_sheets_by_day")]

    def __str__(self) -> str:
        return str(self.day)


class ActiveDay(models.Model):
    """Minutes of a day (UTC) in one place for one activity; `key` is its id, or empty."""

    person = _owner("hours_measured")
    day = models.DateField()
    place = models.CharField(max_length=10, choices=Place)
    key = models.CharField(max_length=36, blank=True)
    activity = models.ForeignKey(
        "activities.Activity", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-day", "place", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day", "place", "key"], name="hours_one_sum_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__lte=24 * 60), name="hours_day_has_24"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.place}"


class Entry(models.Model):
    """What somebody says themselves that they did, with what shows it."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = _owner("hours_declared")
    day = models.DateField(_("day"))
    minutes = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    description = models.CharField(_("what you did"), max_length=500)
    url = models.CharField(max_length=1000, blank=True)
    file_key = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_type = models.CharField(max_length=100, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["person", "-day"], name="hours_entries_of")]

    def __str__(self) -> str:
        return f"{self.day} {self.description[:40]}"

    @property
    def hours(self) -> str:
        """As people read it."""
        return units.clock_words(self.minutes)

    @property
    def extension(self) -> str:
        """Of the stored file."""
        return self.file_key.rpartition(".")[2]


class Terms(models.Model):
    """What a cohort takes for one continuing education unit."""

    cohort = models.OneToOneField(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="hours_terms"
    )
    per_unit = models.DecimalField(max_digits=5, decimal_places=1, default=units.CONTACT_HOURS)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "terms"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(per_unit__gt=0), name="hours_unit_is_positive"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.per_unit}"


class Claim(models.Model):
    """Hours of a period put before a cohort's facilitators, or an outside administrator by link.

    Its lines are copies: what was approved stays what was approved. `link_number` makes a renewed
    link another one. Who may check it needs `code`, and the learner's `is_public`.
    """

    class State(models.TextChoices):
        WAITING = lifecycle.WAITING, _("Waits for a decision")
        ASKED = lifecycle.ASKED, _("A question was asked")
        APPROVED = lifecycle.APPROVED, _("Approved")
        PARTLY = lifecycle.PARTLY, _("Approved in part")
        DECLINED = lifecycle.DECLINED, _("Declined")
        WITHDRAWN = lifecycle.WITHDRAWN, _("Withdrawn")
        REVOKED = lifecycle.REVOKED, _("Approval taken back")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = _owner("hours_claims")
    printed_name = models.CharField(max_length=120)
    cohort = models.ForeignKey(
        "cohorts.Cohort",
        on_delete=models.SET_NULL,
        related_name="hours_claims",
        null=True,
        blank=True,
    )
    approver_name = models.CharField(max_length=120, blank=True)
    approver_mail = models.EmailField(blank=True)
    starts = models.DateField()
    ends = models.DateField()
    note = models.TextField(blank=True)
    per_unit = models.DecimalField(max_digits=5, decimal_places=1, default=units.CONTACT_HOURS)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(default=clock.now)
    link_number = models.PositiveSmallIntegerField(default=0)
    link_until = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = _someone()
    decided_name = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=12, unique=True, null=True, blank=True)
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("starts")), name="hours_claim_has_days"
            )
        ]
        indexes = [
            models.Index(fields=["cohort", "state", "made_at"], name="hours_claims_waiting"),
            models.Index(fields=["person", "-made_at"], name="hours_claims_of"),
        ]

    def __str__(self) -> str:
        return f"{self.starts} – {self.ends} ({self.state})"

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in lifecycle.OPEN

    @property
    def is_standing(self) -> bool:
        """Whether an approval stands."""
        return self.state in lifecycle.STANDING

    @property
    def pill(self) -> str:
        """How the state is drawn."""
        return PILLS[self.state]

    @property
    def approved_by(self) -> str:
        """Who decided: an account's own name, or that under which an outsider was asked."""
        return self.decided_by.display_name if self.decided_by else self.decided_name

    @property
    def approver_domain(self) -> str:
        """Where the address of who was asked outside is; the address itself is nobody else's business."""
        return self.approver_mail.rpartition("@")[2]

    @property
    def is_outside(self) -> bool:
        """Whether somebody without an account decides."""
        return bool(self.approver_mail)


class Line(models.Model):
    """One thing in a claim as it was then. `source` names it, so that it is never counted twice."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=HoursKind)
    source = models.CharField(max_length=60)
    first_day = models.DateField()
    last_day = models.DateField()
    minutes = models.PositiveIntegerField()
    words = models.CharField(max_length=500)
    url = models.CharField(max_length=1000, blank=True)
    entry = models.ForeignKey(
        Entry, on_delete=models.SET_NULL, related_name="lines", null=True, blank=True
    )
    approved_minutes = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["claim", "-kind", "first_day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "source"], name="hours_a_source_once"),
            models.CheckConstraint(
                condition=models.Q(approved_minutes=None)
                | models.Q(approved_minutes__lte=models.F("minutes")),
                name="hours_no_more_than_claimed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.words[:40]}"

    @property
    def hours(self) -> str:
        """As people read it."""
        return units.clock_words(self.minutes)

    @property
    def approved_hours(self) -> str:
        """How much of it was approved."""
        return units.clock_words(self.approved_minutes or 0)


class Step(models.Model):
    """What happened to a claim: by whom, when, with which words. Rows are only ever added."""

    class Act(models.TextChoices):
        SEND = "send", _("Sent")
        RENEW = "renew", _("A new link was sent")
        APPROVE = "approve", _("Approved")
        PART = "part", _("Approved in part")
        ASK = "ask", _("Asked")
        ANSWER = "answer", _("Answered")
        DECLINE = "decline", _("Declined")
        WITHDRAW = "withdraw", _("Withdrawn")
        REVOKE = "revoke", _("Approval taken back")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=10, choices=Act)
    by = _someone()
    by_name = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["claim", "at", "pk"]
        indexes = [models.Index(fields=["at"], name="hours_steps_by_time")]

    def __str__(self) -> str:
        return f"{self.act} {self.at}"
