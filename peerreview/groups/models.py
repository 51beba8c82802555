# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a study group has besides its people: shared work, exchanges, dates, guests, swaps with others."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids

PERSON = settings.AUTH_USER_MODEL


class Share(models.Model):
    """A work that a member lets the group read, in one version. It ends when they take it back.

    While a moderator looks at it, or after a ruling, it may be withheld: who shared it still sees it.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="shares")
    version = models.ForeignKey("artifacts.Version", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300, blank=True)
    shared_at = models.DateTimeField(default=clock.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    withheld_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "version"],
                condition=models.Q(taken_back_at=None),
                name="groups_a_version_shared_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} in {self.group_id}"


class Meeting(models.Model):
    """When the group means to be in a room together."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="meetings")
    words = models.CharField(_("what for"), max_length=160)
    starts_at = models.DateTimeField(_("when"))
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]

    def __str__(self) -> str:
        return self.words


class Removal(models.Model):
    """A member asks that another be taken out, with a reason that person reads. It is done when who
    convenes asks, or when a second member agrees. A second look may set it aside: they are back then."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="removals")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    seconded_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    is_done = models.BooleanField(default=False)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(settled_at=None),
                name="groups_one_open_removal_each",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} out of {self.group_id}"


class GuestPass(models.Model):
    """An invitation for one person from outside: whoever opens it first is the guest."""

    group = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="guest_passes"
    )
    code = models.CharField(max_length=12, unique=True, default=ids.short_code)
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        PERSON, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"guest of {self.group_id}"


class Exchange(models.Model):
    """A round of the group: an activity of its own, and whom it counts on."""

    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="exchanges")
    activity = models.OneToOneField(
        "activities.Activity", on_delete=models.CASCADE, related_name="group_exchange"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.activity)


class Expected(models.Model):
    """Somebody an exchange counts on. Others of the group may hand in, too."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="expected")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "person"], name="groups_expected_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.exchange_id}"


class Offer(models.Model):
    """A group offers so many works and would review as many of another group."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    code = models.CharField(max_length=12, unique=True, default=ids.short_code)
    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="offers")
    title = models.CharField(_("title"), max_length=120)
    brief = models.TextField(_("what to make"))
    rubric_version = models.ForeignKey(
        "rubrics.RubricVersion", on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(max_length=10)
    works = models.PositiveSmallIntegerField(_("works of each group"))
    each = models.PositiveSmallIntegerField(_("reviews by each person"))
    days_to_make = models.PositiveSmallIntegerField()
    days_to_review = models.PositiveSmallIntegerField()
    is_listed = models.BooleanField(default=True)
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Swap(models.Model):
    """Another group's answer to an offer; once both agree, an activity between the two."""

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for an answer")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="swaps")
    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="swaps")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    by = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    activity = models.OneToOneField(
        "activities.Activity",
        on_delete=models.SET_NULL,
        related_name="group_swap",
        null=True,
        blank=True,
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["offer", "group"], name="groups_one_answer_each"),
            models.UniqueConstraint(
                fields=["offer"], condition=models.Q(state="agreed"), name="groups_one_partner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer}: {self.state}"


class Place(models.Model):
    """Somebody takes part in a swap, for one of the two groups."""

    swap = models.ForeignKey(Swap, on_delete=models.CASCADE, related_name="places")
    side = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["taken_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["swap", "person"], name="groups_one_place_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.swap_id}"


class Prompt(models.Model):
    """A gentle word to one person, one a day at most; what was sent away never comes again."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    person = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="prompts")
    day = models.DateField()
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="groups_one_prompt_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"
