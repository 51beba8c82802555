# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading pages, what was chosen for them, links and consents."""

from datetime import datetime

from django.db.models import QuerySet

from peerreview.accounts.models import User
from peerreview.kernel import hashing
from peerreview.portfolio.models import Consent, Item, Link, Page

MOST_LINKS = 50


def page_of(person_id: int) -> Page | None:
    """A person's page, if they began one."""
    return Page.objects.filter(person=person_id).select_related("person").first()


def page_or_blank(person: User) -> Page:
    """A person's page, or what it would be; nothing is written."""
    return page_of(person.pk) or Page(person=person, name=person.display_name)


def page_at(slug: str) -> Page | None:
    """The page whose address this is now."""
    return Page.objects.filter(slug=slug).select_related("person").first()


def items_of(page: Page) -> list[Item]:
    """What was chosen, by kind, in its owner's order."""
    return list(page.items.order_by("position", "pk")) if page.pk else []


def links_of(page: Page, now: datetime) -> QuerySet[Link]:
    """Links that lead somewhere, newest first; none of a page that is not begun."""
    return Link.objects.filter(
        page=page.pk, page__isnull=False, revoked_at=None, expires_at__gt=now
    )


def link_with(token: str, now: datetime) -> Link | None:
    """The link this secret opens, while it does."""
    digest = hashing.digest_bytes(token.encode())
    rows = Link.objects.filter(token_digest=digest, revoked_at=None, expires_at__gt=now)
    return rows.select_related("page__person").first()


def consent_with(token: str) -> Consent | None:
    """What a guardian was asked by the letter with this secret; not what was asked anew since."""
    digest = hashing.digest_bytes(token.encode())
    rows = Consent.objects.filter(token_digest=digest, person__is_active=True)
    return rows.select_related("person").first()


def consent_of(person_id: int) -> Consent | None:
    """What is asked or agreed now."""
    return Consent.objects.filter(person=person_id, ended_at=None).first()


def asked_since(person_id: int, since: datetime) -> int:
    """How many letters to guardians they had sent since then."""
    return Consent.objects.filter(person=person_id, asked_at__gt=since).count()
