# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The ladder and the estimate, by numbers alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.matching import eta, policy
from peerreview.matching.policy import Candidate, Ladder, Rung

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
minutes = st.integers(0, 600)
ladders = st.lists(minutes, min_size=4, max_size=4).map(lambda waits: Ladder(*sorted(waits)))
waits = st.lists(
    st.builds(
        eta.Wait,
        minutes=st.floats(0.1, 5000),
        is_over=st.booleans(),
        age=st.floats(0, 500),
        hour=st.floats(0, 24, exclude_max=True),
    ),
    max_size=40,
)


def test_rungs_come_one_after_another():
    ladder = Ladder(here=0, owing=10, offering=45, facilitator=240)

    assert ladder.due(timedelta()) == [Rung.HERE]
    assert ladder.due(timedelta(minutes=10)) == [Rung.HERE, Rung.OWING]
    called = {Rung.HERE: timedelta(minutes=9)}
    assert ladder.due(timedelta(minutes=10), called) == []
    assert ladder.due(timedelta(minutes=11), {Rung.HERE: timedelta(minutes=10)}) == [Rung.OWING]


def test_who_was_called_late_is_given_the_time_until_the_next_rung():
    ladder = Ladder(here=0, owing=10, offering=45, facilitator=240)
    a_day = timedelta(days=1)

    assert Rung.OFFERING not in ladder.due(a_day, {Rung.OWING: timedelta(minutes=34)})
    assert Rung.OFFERING in ladder.due(a_day, {Rung.OWING: timedelta(minutes=35)})


def test_nothing_holds_up_who_looks_after_the_activity():
    ladder = Ladder(here=0, owing=10, offering=45, facilitator=240)
    just_now = dict.fromkeys((Rung.HERE, Rung.OWING), timedelta(minutes=1))

    assert ladder.due(timedelta(hours=4), just_now) == [Rung.FACILITATOR]
    assert ladder.due(timedelta(minutes=239), just_now) == []


def test_a_low_rung_called_late_holds_up_none_above_the_higher_ones():
    ladder = Ladder(here=0, owing=10, offering=45, facilitator=240)
    climbed = {Rung.OWING: timedelta(minutes=35), Rung.HERE: timedelta(minutes=1)}

    assert ladder.due(timedelta(hours=3), climbed) == [Rung.OFFERING]


@given(ladders, st.timedeltas(timedelta(), timedelta(days=2)), st.sets(st.sampled_from(Rung)))
def test_no_rung_is_due_before_its_wait_or_twice(ladder, waited, climbed):
    due = ladder.due(waited, {rung: timedelta(minutes=5) for rung in climbed})

    assert not set(due) & climbed
    assert all(ladder.wait(rung) <= waited for rung in due)
    assert due == sorted(due, key=list(Rung).index)


def test_nobody_is_called_twice_in_an_hour_at_night_or_when_they_want_peace():
    people = [
        Candidate(1, owes=1, called_at=NOON - timedelta(minutes=59)),
        Candidate(2, owes=1, quiet_until=NOON + timedelta(minutes=1)),
        Candidate(3, owes=1, hour=3),
        Candidate(4, owes=0),
        Candidate(5, owes=1),
        Candidate(6, owes=2, called_at=NOON - timedelta(hours=2)),
    ]

    assert [each.person_id for each in policy.whom(people, Rung.OWING, NOON)] == [6, 5]


def test_who_is_here_may_be_called_at_night():
    [called] = policy.whom([Candidate(1, is_here=True, hour=3)], Rung.HERE, NOON)

    assert called.person_id == 1


@given(st.lists(st.builds(Candidate, person_id=st.integers(), owes=st.integers(0, 3), is_here=st.booleans())),
       st.sampled_from([Rung.HERE, Rung.OWING, Rung.OFFERING]))  # fmt: skip
def test_no_more_are_called_than_the_rung_calls(people, rung):
    called = policy.whom(people, rung, NOON)

    assert len(called) <= policy.CALLED_MOST[rung]
    assert all(each.is_on(rung) for each in called)


@given(st.integers(0, 2**31).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_what_is_told_of_presence_is_at_most_five_minutes_old(now):
    mark = policy.tick(now)

    assert timedelta() <= now - mark < policy.TICK
    assert mark.minute % 5 == 0


# --- the estimate ----------------------------------------------------------------------------------
@given(waits, st.floats(0, 24, exclude_max=True))
def test_an_interval_has_its_ends_in_order(found, hour):
    told = eta.interval(found, hour=hour)

    assert 0 <= told.low <= told.middle <= told.high < float("inf")
    assert told.basis == sum(wait.is_over for wait in found)


@given(waits, st.floats(1, 2000))
def test_who_has_waited_is_told_of_what_is_still_to_come(found, elapsed):
    assert eta.interval(found, elapsed=elapsed).low > elapsed


def test_with_nothing_to_go_by_it_is_wide_and_called_a_guess():
    told = eta.interval([])

    assert told.is_guess
    assert told.low < 15
    assert told.high > 240


def test_with_many_waits_it_is_theirs():
    told = eta.interval([eta.Wait(float(10 + number % 21), True) for number in range(300)])

    assert not told.is_guess
    assert told.low == pytest.approx(12, abs=2)
    assert told.high == pytest.approx(29, abs=3)


def test_works_that_wait_still_make_it_longer():
    over = [eta.Wait(20.0, True)] * 30
    waiting = [eta.Wait(120.0, False)] * 30

    assert eta.interval(over + waiting).high > eta.interval(over).high


def test_the_night_counts_more_at_night():
    by_day = [eta.Wait(10.0, True, hour=14)] * 40
    by_night = [eta.Wait(400.0, True, hour=2)] * 40

    assert eta.interval(by_day + by_night, hour=14).middle < 60
    assert eta.interval(by_day + by_night, hour=2).middle > 300


@given(st.integers(1, 200), st.data())
def test_the_measured_coverage_lies_within_its_own_uncertainty(told, data):
    inside = data.draw(st.integers(0, told))
    found = eta.honesty(told=told, inside=inside)

    assert 0 <= found.low <= found.share + 1e-9
    assert found.share - 1e-9 <= found.high <= 1


def test_verdicts_need_data():
    assert eta.honesty(told=0, inside=0).verdict == "few"
    assert eta.honesty(told=50, inside=40).verdict == "honest"
    assert eta.honesty(told=50, inside=20).verdict == "bold"
    assert eta.honesty(told=200, inside=200).verdict == "timid"
