# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address or a secret to what it opens. Everything that does not open sounds the same."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.kernel import clock
from peerreview.kernel.errors import Missing
from peerreview.portfolio import queries, rules
from peerreview.portfolio.models import Consent, Item, Link, Page


def nothing_here() -> Missing:
    """Never was, is private, was closed, has expired: one and the same."""
    return Missing("missing", _("There is nothing here that you may see."))


def open_page(slug: str) -> Page:
    """A page that its owner opened to the world."""
    page = queries.page_at(slug)
    if page is None or not rules.is_open_to_all(page):
        raise nothing_here()
    return page


def link_for_reader(token: str, now: datetime | None = None) -> Link:
    """A link that stands, whoever follows it."""
    link = queries.link_with(token, now or clock.now())
    if link is None or not rules.may_be_seen(link.page):
        raise nothing_here()
    return link


def own_item(user: Any, uuid: UUID) -> Item:
    """Something the person chose for their page."""
    item = Item.objects.filter(uuid=uuid, page__person=user).select_related("page").first()
    if item is None:
        raise nothing_here()
    return item


def own_link(user: Any, uuid: UUID) -> Link:
    """A link the person made that still leads somewhere."""
    page = queries.page_of(user.pk)
    link = queries.links_of(page, clock.now()).filter(uuid=uuid).first() if page else None
    if link is None:
        raise nothing_here()
    return link


def consent_for_guardian(token: str) -> Consent:
    """What the guardian with this letter was asked."""
    consent = queries.consent_with(token)
    if consent is None:
        raise nothing_here()
    return consent
