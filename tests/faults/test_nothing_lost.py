# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Fifty reviewers write while something dies: nothing acknowledged is lost, nothing is stored twice."""

import json

import pytest

from tests.faults import ledger
from tests.faults.own_servers import what_is_missing
from tests.faults.scene import suffer
from tests.faults.strikes import FAULTS

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(bool(what_is_missing()), reason=f"NOT RUN: {what_is_missing()}"),
]


@pytest.mark.parametrize("name", FAULTS)
def test_nothing_acknowledged_is_lost_or_doubled(name: str) -> None:
    found = suffer(name, FAULTS[name])

    print(ledger.table([found]), json.dumps(found.as_json()), sep="\n")
    assert found.sent > found.writers  # all were at work
    assert (found.lost, found.duplicated, found.unanswered) == (0, 0, 0)
    assert found.wrong == []
