# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may know whose work a version is. Apart from reading it: who reviews blind reads, and must not know.

Apps above register, in their `grants.py`, the ways in which a reader comes to know it; without one
nobody but the owner does.
"""

from collections.abc import Callable
from typing import Any

# (user, version id) -> whether the maker's name is open to the user
Predicate = Callable[[Any, int], bool]
_predicates: list[Predicate] = []


def may_know_owner(predicate: Predicate) -> Predicate:
    """Register a way to know whose a version is."""
    _predicates.append(predicate)
    return predicate


def knows_owner(user: Any, version_id: int) -> bool:
    """Whether any app says so."""
    return any(predicate(user, version_id) for predicate in _predicates)
