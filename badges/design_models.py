# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a badge looks like and says, in versions, and drafts of the next one."""

from django.conf import settings
from django.db import models

from peerreview.kernel import clock, ids


class Designed(models.Model):
    """What an achievement has of its design: its newest version's content (see badges/designs.py), with
    name, description and look as columns of their own for lists. Archived, it is awarded no more."""

    shape = models.CharField(max_length=20, default="seal")
    colour = models.CharField(max_length=20, default="ink")
    icon = models.CharField(max_length=40, default="award")
    content = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Version(models.Model):
    """A published design: numbered, known by its digest, never changed (the database refuses it).

    `picture` is an uploaded picture as PNG, empty where the picture is drawn; the digest covers it.
    """

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    content = models.JSONField()
    picture = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["achievement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["achievement", "number"], name="badges_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.achievement} v{self.number}"


class Draft(models.Model):
    """A design that is worked on: of a new badge, with its rule, or the next version of one there is.

    `seed` becomes the id of a new badge, so that its engraving is the one that was seen. Once published
    it stays, so that publishing it again gives the same version.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    seed = models.UUIDField(default=ids.new_uuid, editable=False)
    issuer = models.ForeignKey("badges.Issuer", on_delete=models.PROTECT, related_name="+")
    achievement = models.ForeignKey(
        "badges.Achievement",
        on_delete=models.CASCADE,
        related_name="drafts",
        null=True,
        blank=True,
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="badge_drafts"
    )
    content = models.JSONField()
    picture = models.BinaryField(default=bytes)
    rule = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=clock.now)
    published = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["achievement"],
                condition=models.Q(published=None, achievement__isnull=False),
                name="badges_one_draft_each",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.uuid}"

    @property
    def name(self) -> str:
        """The badge's name in its main language."""
        return self.content["texts"][self.content["language"]]["name"]


class BadgeName(models.Model):
    """A name of an achievement, in any of its languages, folded so that look-alikes collide."""

    achievement = models.ForeignKey(
        "badges.Achievement", on_delete=models.CASCADE, related_name="names"
    )
    key = models.CharField(max_length=400, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["achievement", "key"], name="badges_name_once")
        ]

    def __str__(self) -> str:
        return self.key
