# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of portfolios is a person's own, and what becomes of it when they leave."""

from datetime import datetime
from typing import Any

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.portfolio.models import Consent, Page

personal.also("portfolio.Item", "page__person")
personal.also("portfolio.Link", "page__person")
personal.also("portfolio.TakenSlug", "page__person")
personal.secret("portfolio.Link", "token_digest")
personal.secret("portfolio.Consent", "token_digest")


@on_leaving(order=2)
def close_page(user: Any, now: datetime) -> None:
    """The page, its links and what guardians were asked go; that its address was taken stays."""
    Page.objects.filter(person=user).delete()
    Consent.objects.filter(person=user).delete()
