# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may read what is shared, and what goes when a person leaves the site."""

from datetime import datetime

from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.artifacts import attribution, registry
from peerreview.groups import forgetting, queries

registry.may_read(queries.may_read_version)
# Who shares a work with their group does so by name.
attribution.may_know_owner(queries.may_read_version)


@on_leaving(order=9)
def forget(user: User, now: datetime) -> None:
    """Before the cohorts are left and works are erased."""
    forgetting.forget(person=user, now=now)
