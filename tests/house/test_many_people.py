# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""No page asks the database more for a thousand learners than for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peerreview.accounts.models import User
from peerreview.outbox.services import deliver_all
from tests.house import crowd, site_map
from tests.house.test_urls import TABLE, address, ask

READERS = ("author", "reviewer", "fran")


def queries(town: site_map.Town) -> dict[tuple[str, str], int]:
    """How many statements each page takes, by page and reader."""
    counted = {}
    for name in TABLE:
        path = address(town, name)
        for role in READERS:
            # Once before, so that what is kept in memory after a first look counts for neither.
            if ask(town.clients[role], "get", path).status_code != 200:
                continue
            with CaptureQueriesContext(connection) as captured:
                ask(town.clients[role], "get", path)
            counted[name, role] = len(captured)
    return counted


@pytest.mark.long
def test_no_page_takes_more_queries_for_1000_learners_than_for_10(db: None) -> None:
    town = site_map.build()
    deliver_all()
    alice = User.objects.get(email__startswith="alice")
    crowd.grow(alice, count=10)
    few = queries(town)
    crowd.grow(alice, count=990, start=10)
    many = queries(town)

    assert len(few) > 60
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
