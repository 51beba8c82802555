# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What apps above say, in their `grants.py`: when two people know each other."""

from collections.abc import Callable
from typing import Any

# (viewer, person) -> whether they know each other; both are signed-up people
Predicate = Callable[[Any, Any], bool]
_predicates: list[Predicate] = []


def know_each_other_when(predicate: Predicate) -> Predicate:
    """Register a way for people to know each other."""
    _predicates.append(predicate)
    return predicate


def know_each_other(viewer: Any, person: Any) -> bool:
    """Whether any app says so."""
    return any(predicate(viewer, person) for predicate in _predicates)
