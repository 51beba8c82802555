# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the worker amid a batch: as many badges as people, none twice, nobody told twice, the log whole."""

import json
from typing import Any

import pytest

from tests.servers import Site

pytestmark = pytest.mark.faults


def issued_amid_kills(people: int, kills: int) -> dict[str, Any]:
    site = Site(PEERAGE_OUTBOX_LEASE_SECONDS="1")
    try:
        process = site.run("-m", "tests.faults.issuer", str(people), str(kills), "7")
        process.wait(timeout=3000)
        said = site.log()
        assert process.returncode == 0, said
        return json.loads(said.strip().splitlines()[-1])
    finally:
        site.close()


def assert_each_once(found: dict[str, Any], people: int) -> None:
    counted = ("issued", "credentials", "announced", "logged", "places")
    assert {name: found[name] for name in counted} == dict.fromkeys(counted, people)
    assert (found["announced_most"], found["refused"], found["failed"]) == (1, 0, 0)
    assert (found["faults"], found["audit"]) == ([], [])


@pytest.mark.long
def test_a_worker_killed_at_random_moments_issues_each_badge_once() -> None:
    found = issued_amid_kills(people=15, kills=4)

    assert found["died"] >= 1
    assert_each_once(found, 15)


@pytest.mark.slow
def test_a_worker_killed_before_and_after_every_step_issues_each_badge_once() -> None:
    found = issued_amid_kills(people=30, kills=0)

    assert found["died"] == 22
    assert_each_once(found, 30)


@pytest.mark.slow
def test_a_thousand_badges_and_two_hundred_kills() -> None:
    found = issued_amid_kills(people=1000, kills=200)

    assert found["died"] == 200
    assert_each_once(found, 1000)
