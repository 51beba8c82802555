# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Deleting an account: every app says what stands against it and what it does then.

An app registers in its `grants.py`. All of it happens in one transaction: either everything private
is gone and nothing is left hanging, or nothing has changed.
"""

from collections.abc import Callable
from datetime import datetime

from peerreview.accounts.models import User

Step = Callable[[User, datetime], None]
_steps: list[tuple[int, Step]] = []


def on_leaving(*, order: int) -> Callable[[Step], Step]:
    """Register what an app does when a person deletes their account, higher apps (lower `order`)
    first. It may raise Conflict with a sentence that says what to do before."""

    def register(step: Step) -> Step:
        _steps.append((order, step))
        _steps.sort(key=lambda pair: pair[0])
        return step

    return register


def leave_everything(user: User, now: datetime) -> None:
    """Every app's step in order."""
    for _order, step in _steps:
        step(user, now)
