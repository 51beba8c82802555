# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Nothing of a private person stands on any public address of the site, whoever wrote it where."""

import pytest
from django.urls import reverse

from badges.models import Award
from peerreview.accounts.models import User
from peerreview.artifacts.models import Version
from peerreview.portfolio import services, sharing
from peerreview.portfolio.models import Item, Link
from tests.house import site_map
from tests.house.test_urls import TABLE, ours

MARK = "Qwzx"


def mark() -> None:
    """Alice, with a mark in all that is private to her."""
    alice = User.objects.get(display_name="Alice")
    User.objects.filter(pk=alice.pk).update(
        display_name=f"{MARK}name", email=f"{MARK}@example.org", about=f"{MARK}about", pronouns=MARK
    )
    Award.objects.filter(recipient=alice).update(printed_name=f"{MARK}printed")
    Version.objects.filter(artifact__owner=alice).update(title=f"{MARK}work")
    alice.refresh_from_db()
    services.describe(person=alice, name=f"{MARK}page", claim=f"{MARK}claim", slug="reads-tides")
    services.put_words(item=Item.objects.get(page__person=alice), words=f"{MARK}words")
    for link in Link.objects.filter(page__person=alice):
        sharing.revoke_link(link=link)


@pytest.mark.long
def test_no_public_address_tells_of_a_private_person(db):
    town = site_map.build()
    mark()
    stranger = town.clients["out"]

    found = []
    for name in ours():
        url = reverse(name, kwargs=town.things[TABLE[name].of])
        answer = stranger.get(url)
        content = b"".join(answer) if answer.streaming else answer.content
        told = content.decode("utf-8", "replace") + str(dict(answer.headers))
        if MARK.lower() in told.lower():
            found.append(name)
    assert found == []
