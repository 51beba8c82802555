# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address to a badge in a backpack."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from badges.backpack import queries, rules
from badges.backpack.models import KeptBadge
from peerreview.kernel.errors import Missing


def badge_for_reader(user: Any, uuid: UUID) -> KeptBadge:
    """One's own, or one that is shown to the reader."""
    found = queries.kept_badge(uuid)
    if found is None or not rules.may_read(user, found):
        raise Missing("missing", _("There is no such badge, or its owner keeps it private."))
    return found


def badge_for_owner(user: Any, uuid: UUID) -> KeptBadge:
    """One's own; nobody else learns that it exists."""
    found = queries.kept_badge(uuid)
    if found is None or found.owner_id != user.pk:
        raise Missing("missing", _("There is no such badge in your backpack."))
    return found
