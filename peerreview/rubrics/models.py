# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What good looks like: a rubric, its immutable versions, their criteria and described levels."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Rubric(models.Model):
    """A rubric over its life."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    is_shared = models.BooleanField(_("in the library for everyone"), default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Comment(models.TextChoices):
    """Whether a comment is wanted."""

    OFF = "off", _("No comment")
    OPTIONAL = "optional", _("Comment if wanted")
    REQUIRED = "required", _("Comment required")


class RubricVersion(models.Model):
    """What reviewers judge against: never changed, known by the hash of its content.

    Versions of one `structure_hash` differ in wording only.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=160)
    guidance = models.TextField(_("advice to reviewers"), blank=True)
    overall = models.CharField(max_length=10, choices=Comment, default=Comment.OPTIONAL)
    overall_min_chars = models.PositiveSmallIntegerField(default=0)
    asks_missed = models.BooleanField(_("asks what the rubric misses"), default=False)
    content_hash = models.CharField(max_length=64)
    structure_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["rubric", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rubric", "number"], name="rubrics_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.number}"


class Criterion(models.Model):
    """One thing that is judged. `key` names it across versions; `questions` are lines."""

    version = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="criteria")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    comment = models.CharField(max_length=10, choices=Comment, default=Comment.OPTIONAL)
    comment_min_chars = models.PositiveSmallIntegerField(default=0)
    questions = models.TextField(blank=True)
    allows_cannot_judge = models.BooleanField(default=True)

    class Meta:
        ordering = ["version", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="rubrics_criterion_key")
        ]

    def __str__(self) -> str:
        return self.title


class Level(models.Model):
    """One step of a criterion. `value` counts from 0, the lowest; `points` is what it is worth."""

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="levels")
    value = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    description = models.TextField(blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["criterion", "value"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "value"], name="rubrics_level_value")
        ]

    def __str__(self) -> str:
        return self.title
