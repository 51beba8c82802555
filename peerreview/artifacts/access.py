# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in a URL to a version, a part or a file that one may use. Strangers get a 404."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.artifacts import registry, rules
from peerreview.artifacts.models import File, Part, Version
from peerreview.kernel.errors import Conflict, Missing


def _missing() -> Missing:
    return Missing("no-such-artifact", _("There is no such artifact, or you may not see it."))


def _version(uuid: UUID) -> Version:
    try:
        return Version.objects.select_related("artifact").get(uuid=uuid)
    except Version.DoesNotExist:
        raise _missing() from None


def version_for_owner(user: Any, uuid: UUID) -> Version:
    """A version, draft or frozen, of the person's own work."""
    version = _version(uuid)
    if not rules.owns(user, version):
        raise _missing()
    return version


def draft_for_owner(user: Any, uuid: UUID) -> Version:
    """A version of the person's own that can still change; Conflict once it is frozen."""
    version = version_for_owner(user, uuid)
    if version.is_frozen:
        raise Conflict("frozen", _("This version was submitted and can no longer change."))
    return version


def part_for_owner(user: Any, version_uuid: UUID, part_uuid: UUID) -> Part:
    """A part of the person's own draft."""
    version = draft_for_owner(user, version_uuid)
    part = version.parts.filter(uuid=part_uuid).select_related("file").first()
    if part is None:
        raise Missing("no-such-part", _("This part is no longer there."))
    part.version = version
    return part


def version_for_reader(user: Any, uuid: UUID) -> Version:
    """A version the person may read: their own, or a frozen one that an app above grants."""
    version = _version(uuid)
    if not rules.may_read_version(user, version):
        raise _missing()
    return version


def file_for_reader(user: Any, uuid: UUID) -> File:
    """A file the person may read: their own, or one in a frozen version they may read."""
    file = File.objects.filter(uuid=uuid).first()
    if file is None:
        raise _missing()
    if user.is_authenticated and file.owner_id == user.pk:
        return file
    frozen = Version.objects.filter(parts__file=file, frozen_at__isnull=False).order_by("pk")
    if any(registry.is_granted(user, pk) for pk in frozen.values_list("pk", flat=True).distinct()):
        return file
    raise _missing()
