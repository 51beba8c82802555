# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may see and change a person's profile."""

from typing import Any

from django.db.models import Q

from peerreview.accounts import registry
from peerreview.accounts.models import User


def may_see_person(viewer: Any, person: User) -> bool:
    """Themselves, everybody when it is public, and people they learn with."""
    if not person.is_active:
        return False
    if viewer == person or (person.is_public and not person.is_sheltered):
        return True
    return viewer.is_authenticated and registry.know_each_other(viewer, person)


def sheltered(path: str = "") -> Q:
    """As a filter: the person at `path` (such as `award__recipient__`) may not be open to the world."""
    return Q(**{f"{path}is_under_age": True, f"{path}guardian_agreed_at": None})


def may_change_profile(user: Any, person: User) -> bool:
    """Only themselves."""
    return user.is_authenticated and user.pk == person.pk
