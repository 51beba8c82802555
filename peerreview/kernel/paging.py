# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one paginator."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 20


def paginate(
    request: HttpRequest,
    rows: QuerySet | Sequence[Any],
    *,
    per_page: int = PER_PAGE,
    key: str = "page",
) -> Page:
    """The page the request asks for; a wrong or too large number gives the nearest real page."""
    return Paginator(rows, per_page).get_page(request.GET.get(key))
