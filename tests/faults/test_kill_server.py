# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the server: what was acknowledged is kept, what was owed is delivered, each of it once."""

import random
import threading
from typing import Any

import pytest

from tests.faults.conftest import Stage
from tests.faults.sockets import Reviewer
from tests.servers import Site, until

pytestmark = pytest.mark.faults
FIELDS = ("comment:argument", "comment:sources", "overall")


def assert_kept_once(stored: dict[str, Any], reviewer: Reviewer) -> None:
    """Every acknowledged change is there at its revision, none is there twice, and none is made up."""
    assert len(stored["edits"]) == len(set(stored["edits"])) == stored["revision"]
    assert set(stored["edits"]) <= set(reviewer.sent)
    promised = {revision: command for command, revision in reviewer.acknowledged.items()}
    kept = dict(enumerate(stored["edits"], start=1))
    assert {revision: kept.get(revision) for revision in promised} == promised


def assert_shows_the_last(stored: dict[str, Any], reviewer: Reviewer) -> None:
    """Each field has the value of its last stored change."""
    last = dict(reviewer.sent[command] for command in stored["edits"])
    values = {"overall": stored["overall"]}
    values |= {f"comment:{key}": text for key, text in stored["comments"].items()}
    assert {field: values[field] for field in last} == last


def write_until_killed(site: Site, reviewer: Reviewer, changes: int, kill_after: int) -> None:
    """Send all changes without a pause; the server dies once `kill_after` of them are acknowledged."""
    begun = len(reviewer.acknowledged)
    for number in range(changes):
        reviewer.send(FIELDS[number % len(FIELDS)], f"Words, version {begun + number}.")
    reviewer.listen(until_acknowledged=begun + kill_after)
    site.kill()
    reviewer.listen(until_acknowledged=begun + changes)  # what was on the wire already


def test_killing_the_server_loses_no_acknowledged_change(stage: Stage) -> None:
    reviewer = Reviewer(stage.site, stage.ben["session"], stage.review)
    reviewer.come()

    write_until_killed(stage.site, reviewer, changes=40, kill_after=8)

    stored = stage.site.act("look_at_review", uuid=stage.review)
    assert len(reviewer.acknowledged) >= 8
    assert_kept_once(stored, reviewer)
    assert_shows_the_last(stored, reviewer)


@pytest.mark.slow
def test_a_reviewer_goes_on_after_each_kill_and_sends_again_without_doubling(stage: Stage) -> None:
    dice = random.Random(20)
    reviewer = Reviewer(stage.site, stage.ben["session"], stage.review)
    for _kill in range(5):
        state = reviewer.come()
        stored = stage.site.act("look_at_review", uuid=stage.review)
        assert state["revision"] == stored["revision"]
        for command in [each for each in reviewer.sent if each not in reviewer.acknowledged]:
            field, value = reviewer.sent[command]
            reviewer.send(field, value, command)
        reviewer.listen(until_acknowledged=len(reviewer.sent))
        write_until_killed(stage.site, reviewer, changes=20, kill_after=dice.randint(1, 15))
        assert_kept_once(stage.site.act("look_at_review", uuid=stage.review), reviewer)
        stage.site.start()

    reviewer.come()
    for command in [each for each in reviewer.sent if each not in reviewer.acknowledged]:
        reviewer.send(*reviewer.sent[command], command)
    reviewer.listen(until_acknowledged=len(reviewer.sent))
    reviewer.leave()

    stored = stage.site.act("look_at_review", uuid=stage.review)
    assert set(reviewer.acknowledged) == set(reviewer.sent) == set(stored["edits"])
    assert_kept_once(stored, reviewer)
    assert_shows_the_last(stored, reviewer)


def owe_a_badge(stage: Stage) -> None:
    """What the badge asks for, done by others; its delivery is the server's work."""
    for reviewer in (stage.ben, stage.dora):
        stage.site.act("review", reviewer=reviewer["email"], activity=stage.world["activity"])
    stage.site.act("vouch", endorser=stage.ben["email"], recipient=stage.alice["email"])


def delivered(site: Site) -> dict[str, Any] | None:
    outbox = site.act("look_at_outbox")
    return outbox if set(outbox["states"]) == {"done"} else None


def assert_delivered_once(stage: Stage) -> None:
    """Every fact is in the trail once, every delivery done, and the badge offered and told of once."""
    outbox = until(lambda: delivered(stage.site), seconds=60, what="the deliveries")
    assert outbox["entries"] == outbox["messages"]
    awards = stage.site.act("look_at_awards", recipient=stage.alice["email"])
    assert (awards["states"], awards["credentials"], awards["offers"]) == (["offered"], 0, 1)


@pytest.mark.slow
def test_killing_the_server_amid_its_deliveries_delivers_each_once(stage: Stage) -> None:
    dice = random.Random(7)
    owing = threading.Thread(target=owe_a_badge, args=[stage])
    owing.start()
    for _kill in range(4):
        owing.join(timeout=dice.uniform(0.1, 1.0))
        stage.site.kill()
        stage.site.start()
    owing.join()

    assert_delivered_once(stage)
    first, again = (
        stage.site.act("claim", recipient=stage.alice["email"], badge=stage.world["badge"])
        for _time in range(2)
    )
    assert first == again
    awards = stage.site.act("look_at_awards", recipient=stage.alice["email"])
    assert (awards["states"], awards["credentials"]) == (["claimed"], 1)
