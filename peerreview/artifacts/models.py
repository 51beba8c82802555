# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is made: an artifact over its life, its versions, their parts, the files."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, ids


class Artifact(models.Model):
    """A piece of work over its life. It has one draft at most, and versions that no longer change."""

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="artifacts"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class Version(models.Model):
    """A state of an artifact. Once frozen it never changes and is known by its digest.

    `digest` is the SHA-256 of the canonical manifest: title, and each part's kind, caption and the
    digest of its content, in order.
    """

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    artifact = models.ForeignKey(Artifact, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(_("title"), max_length=160, blank=True)
    revision = models.PositiveIntegerField(default=0, help_text="counts autosaves of the draft")
    updated_at = models.DateTimeField(default=clock.now)
    frozen_at = models.DateTimeField(null=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["artifact", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["artifact", "number"], name="artifacts_version_number"),
            models.UniqueConstraint(
                fields=["artifact"],
                condition=models.Q(frozen_at=None),
                name="artifacts_one_draft_each",
            ),
            models.CheckConstraint(
                condition=models.Q(frozen_at=None) | ~models.Q(digest=""),
                name="artifacts_frozen_has_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled"))

    @property
    def is_frozen(self) -> bool:
        """Whether this version can no longer change."""
        return self.frozen_at is not None


class File(models.Model):
    """A checked and stored file. The original name is the owner's own and shown to nobody else."""

    class Kind(models.TextChoices):
        IMAGE = "image", _("Image")
        PDF = "pdf", _("PDF")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")
        CODE = "code", _("Code or text file")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    content_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=10)
    original_name = models.CharField(max_length=255)
    storage_key = models.CharField(max_length=200, unique=True)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    metadata_removed = models.BooleanField(
        default=True, help_text="off: the file may still say who made it; its owner is told"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Part(models.Model):
    """One piece of a version: text, a file or a link."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        IMAGE = "image", _("Image")
        PDF = "pdf", _("PDF")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")
        CODE = "code", _("Code or text file")
        LINK = "link", _("Link")

    uuid = models.UUIDField(default=ids.new_uuid, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)
    caption = models.CharField(_("caption or description"), max_length=300, blank=True)
    text_source = models.TextField(blank=True)
    text_html = models.TextField(blank=True, editable=False)
    url = models.URLField(max_length=1000, blank=True)
    file = models.ForeignKey(
        File, on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )

    class Meta:
        ordering = ["version", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"
