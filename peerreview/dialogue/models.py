# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviewer and author say to each other about a review, and what comes of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Annotation(models.Model):
    """A comment of the reviewer at one place of the work, or on the whole of it (without a part).

    `selectors` are those of the Web Annotation model (see anchors.py). It belongs to the review:
    written while that is a draft, read by whoever may read it.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    review = models.ForeignKey(
        "reviews.Review", on_delete=models.CASCADE, related_name="annotations"
    )
    part = models.ForeignKey(
        "artifacts.Part", on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    selectors = models.JSONField(default=list)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["review", "created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.body[:40]} @{self.selectors}"


class Recording(models.Model):
    """A comment that was spoken: cleaned sound without a name, perhaps with its words written out."""

    annotation = models.OneToOneField(Annotation, on_delete=models.CASCADE)
    transcript = models.TextField(blank=True)
    storage_key = models.CharField(max_length=200, unique=True)
    content_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=10)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.content_type}, {self.size_bytes} bytes"


class Side(models.TextChoices):
    """As whom somebody speaks."""

    AUTHOR = "author", _("Author")
    REVIEWER = "reviewer", _("Reviewer")


class Message(models.Model):
    """One message between the author and the reviewer: on the review, or on one of its annotations."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="messages")
    annotation = models.ForeignKey(
        Annotation, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    side = models.CharField(max_length=10, choices=Side)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["review", "at"], name="dialogue_talk_order")]

    def __str__(self) -> str:
        return f"{self.side}: {self.text[:40]}"


class Rating(models.Model):
    """What the author thought of a review. Told to its reviewer only in a batch with others.

    It never reaches the author's own result. A rating that was told no longer changes.
    """

    class Tag(models.TextChoices):
        GOOD = "good", _("Good review")
        TOO_SHORT = "too_short", _("Too short")
        TOO_VAGUE = "too_vague", _("Too vague")
        TOO_NARROW = "too_narrow", _("Too narrow")
        DISRESPECTFUL = "disrespectful", _("Disrespectful")
        NOT_CORRECT = "not_correct", _("Not correct")

    review = models.OneToOneField("reviews.Review", on_delete=models.CASCADE, related_name="rating")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    useful = models.PositiveSmallIntegerField()
    specific = models.PositiveSmallIntegerField()
    fair = models.PositiveSmallIntegerField()
    tags = models.JSONField(default=list, blank=True)
    reply = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    told_at = models.DateTimeField(null=True, blank=True)
    shuffle = models.UUIDField(default=ids.new_uuid, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    useful__range=(1, 5), specific__range=(1, 5), fair__range=(1, 5)
                ),
                name="dialogue_scales_from_1_to_5",
            )
        ]

    def __str__(self) -> str:
        return f"{self.useful}/{self.specific}/{self.fair}"


class Task(models.Model):
    """What the author makes of one remark of a review: to do, declined with a reason, or done.

    `remark` names it (see remarks.py). Done in a later version of the work, it is confirmed uptake.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        DECLINED = "declined", _("Declined")
        DONE = "done", _("Done")

    review = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="tasks")
    remark = models.CharField(max_length=80)
    annotation = models.ForeignKey(
        Annotation, on_delete=models.CASCADE, related_name="tasks", null=True, blank=True
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_tasks"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True)
    what_changed = models.TextField(blank=True)
    version = models.ForeignKey(
        "artifacts.Version", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(default=clock.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    may_be_shown = models.BooleanField(
        default=False, help_text="the author lets the reviewer show `what_changed`, without a name"
    )

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "remark"], name="dialogue_one_task_each"),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | ~models.Q(reason=""),
                name="dialogue_declined_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | ~models.Q(what_changed=""),
                name="dialogue_done_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remark}: {self.state}"


class SecondLook(models.Model):
    """A reviewer of the round before is offered its revision first; they take it or do not."""

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        TAKEN = "taken", _("Taken")
        DECLINED = "declined", _("Declined")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    submission = models.ForeignKey(
        "activities.Submission", on_delete=models.CASCADE, related_name="second_looks"
    )
    earlier = models.ForeignKey("reviews.Review", on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_looks"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "reviewer"], name="dialogue_second_look_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} → {self.submission} ({self.state})"
