# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cohort with an activity, its facilitator's browser, and a count of queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peerreview.activities.models import Activity
from tests.worlds import a_cohort_activity


@pytest.fixture
def activity(fran, alice, ben) -> Activity:
    """A double-blind assignment of Fran's, for Alice and Ben."""
    return a_cohort_activity(fran, [alice, ben])


@pytest.fixture
def desk(fran, client_of) -> Client:
    """Fran's browser."""
    return client_of(fran)


@pytest.fixture
def queries() -> Callable[[Client, str], int]:
    """How many queries a page takes, once it is warm."""

    def count(browser: Client, url: str) -> int:
        browser.get(url)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(url).status_code == 200
        return len(seen)

    return count
