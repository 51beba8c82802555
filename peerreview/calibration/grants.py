# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whom calibration lets read a version: those to whom it is shown as an example. It tells no name."""

from typing import Any

from peerreview.accounts import personal
from peerreview.artifacts import registry
from peerreview.calibration import queries

personal.also("calibration.AttemptScore", "attempt__person")


@registry.may_read
def as_example(user: Any, version_id: int) -> bool:
    """Who takes part in an activity where it is a published example, and who sets it there."""
    return user.is_authenticated and queries.is_exemplar_for(user, version_id)
