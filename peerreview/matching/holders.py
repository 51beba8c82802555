# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who else may be asked, as apps say that matching does not know: whoever holds a badge."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

# Ids of people, as a query that is put inside another.
Finder = Callable[[], QuerySet]
_finders: list[Finder] = []


def offer(finder: Finder) -> Finder:
    """Register a way to find people who have shown that they can."""
    _finders.append(finder)
    return finder


def found() -> Iterator[QuerySet]:
    """What each finder says."""
    return (finder() for finder in _finders)
