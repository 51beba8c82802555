# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""People who learn together know each other; who deletes their account learns with nobody any more."""

from datetime import datetime
from typing import Any

from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.accounts.registry import know_each_other_when
from peerreview.cohorts import services
from peerreview.cohorts.queries import shared_cohort_relation


@know_each_other_when
def they_learn_together(viewer: Any, person: Any) -> bool:
    """They share a cohort or study group now."""
    return shared_cohort_relation(viewer, person) is not None


@on_leaving(order=10)
def leave_cohorts(user: User, now: datetime) -> None:
    """First, since this is where something may stand against it."""
    services.leave_all(user=user, now=now)
