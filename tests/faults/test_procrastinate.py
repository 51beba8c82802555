# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Workers apart from the server, on PostgreSQL: they deliver, and another takes over from a dead one."""

import os
import signal
from collections.abc import Iterator

import psycopg
import pytest

from tests.faults.conftest import Stage, set_stage
from tests.faults.test_kill_server import assert_delivered_once, delivered, owe_a_badge
from tests.servers import Site, until

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("DATABASE_URL", "").startswith("postgres"),
        reason="procrastinate needs PostgreSQL: set DATABASE_URL",
    ),
]
WORKER = [
    "manage.py",
    "procrastinate",
    "worker",
    "--queues",
    "outbox",
    "--delete-jobs",
    "successful",
]


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A site whose server delivers nothing itself."""
    with Site(PEERAGE_WORKER="procrastinate", PEERAGE_OUTBOX_LEASE_SECONDS="2") as site:
        yield set_stage(site)


def test_a_worker_delivers_what_the_site_records(stage: Stage) -> None:
    owe_a_badge(stage)
    assert set(stage.site.act("look_at_outbox")["states"]) == {"pending"}

    stage.site.run(*WORKER)

    assert_delivered_once(stage)


def test_another_worker_completes_what_a_killed_one_was_at(stage: Stage) -> None:
    owe_a_badge(stage)
    with psycopg.connect(stage.site.database) as gate:
        # The trail hears of every fact, so while it is locked the worker dies in the middle of a job.
        gate.execute("LOCK TABLE audit_entry IN EXCLUSIVE MODE")
        worker = stage.site.run(*WORKER)
        until(lambda: stage.site.act("look_at_outbox")["held"], seconds=30, what="a delivery begun")
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert set(stage.site.act("look_at_outbox")["states"]) >= {"pending"}

    stage.site.run(*WORKER)

    until(lambda: delivered(stage.site), seconds=90, what="what the dead worker left")
    assert_delivered_once(stage)
