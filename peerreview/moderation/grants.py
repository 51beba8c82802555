# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of due process is a person's own by way of their work; and what moderators may read."""

from typing import Any

from peerreview.accounts import personal
from peerreview.artifacts import registry
from peerreview.groups.models import Share
from peerreview.moderation import group_kinds, queries, rules

personal.also("moderation.Appeal", "submission__author")


@registry.may_read
def may_read_flagged_share(user: Any, version_id: int) -> bool:
    """Who rules on a work shared with a study group reads it, files and all, while the case is open."""
    shares = Share.objects.filter(version=version_id).values_list("uuid", flat=True)
    waiting = (
        queries.cases().exclude(state="closed").filter(kind=group_kinds.SHARE, thing__in=shares)
    )
    return any(rules.may_rule(user, case) for case in waiting)
