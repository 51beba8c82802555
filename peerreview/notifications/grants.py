# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Notices and preferences go with the account; the keys of a device are given to nobody."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.notifications import services
from peerreview.notifications.models import Notice
from peerreview.notifications.wording import said

for _field in ("endpoint", "endpoint_digest", "public_key", "auth_secret"):
    personal.secret("notifications.Device", _field)
personal.secret("notifications.Delivery", "lease_token")
# Most notices follow at once from what the other side of a blind review did: these tell when, to the
# second. What is told below tells the day.
personal.secret("notifications.Notice", "at")
# What it is told once for: the other side's review, it may be.
personal.secret("notifications.Notice", "key")
for _field in ("due_at", "handed_at", "done_at"):
    personal.secret("notifications.Delivery", _field)


@personal.section("what I was told")
def told(user: User) -> Iterator[dict[str, Any]]:
    """In words, as they stand on the page, and to the day."""
    for notice in Notice.objects.filter(person=user).order_by("pk").iterator(chunk_size=500):
        words = said(notice)
        yield {
            "at": notice.at.date(),
            "title": words.title,
            "text": words.body,
            "link": notice.link,
        }


@on_leaving(order=90)
def forget(user: User, _now: datetime) -> None:
    """Last of all, so that nothing told on the way out stays."""
    services.forget_all(person=user)
