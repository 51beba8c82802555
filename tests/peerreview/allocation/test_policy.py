# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.allocation import policy
from peerreview.allocation.policy import Duty, PickOrder

DUTIES = st.lists(
    st.builds(
        Duty,
        reviewer_id=st.integers(1, 99),
        asked=st.integers(0, 5),
        done=st.integers(0, 9),
        invited=st.integers(0, 3),
        is_active=st.booleans(),
    ),
    max_size=12,
)


def test_supply_is_what_the_active_still_owe_times_how_often_that_gets_written():
    duties = [Duty(1, 3, 1), Duty(2, 3, 3), Duty(3, 3, 0, is_active=False)]

    found = policy.forecast(duties, 0.5, missing=4, left=timedelta(days=2))

    assert (found.supply, found.deficit, found.order) == (1.0, 3.0, PickOrder.FEWEST)


@pytest.mark.parametrize("left", [None, timedelta(days=8)])
def test_the_order_stays_while_there_is_time(left):
    assert policy.order_for(supply=0, missing=9, left=left) == PickOrder.OLDEST


def test_the_order_stays_when_enough_will_come():
    assert policy.order_for(supply=9, missing=9, left=timedelta(0)) == PickOrder.OLDEST


@pytest.mark.parametrize(
    ("needed", "dropout", "asked"),
    [(3, 0, 3), (3, 0.25, 4), (3, 0.3, 5), (3, 0.4, 5), (7, 0.3, 10)],
)
def test_more_are_asked_than_needed_by_the_share_that_drops_out(needed, dropout, asked):
    assert policy.asked_for(needed, dropout) == asked


@pytest.mark.parametrize(("needed", "dropout"), [(0, 0.1), (3, 1), (3, -0.1)])
def test_what_cannot_be_is_refused(needed, dropout):
    with pytest.raises(ValueError):
        policy.asked_for(needed, dropout)


@given(duties=DUTIES, deficit=st.floats(0, 30))
def test_only_finishers_are_invited_once_each_and_never_past_the_most(duties, deficit):
    invited = policy.finishers(duties, deficit)

    assert all(d.is_finished for d in invited)
    assert all(max(d.invited, d.done - d.asked) < policy.EXTRA_MOST for d in invited)
    assert len(invited) <= len(duties)
    assert invited or deficit == 0 or not any(d.extra_left for d in duties)


@given(duties=DUTIES, deficit=st.floats(0, 30))
def test_facilitators_get_what_nobody_else_can_do(duties, deficit):
    volunteered = policy.OPT_IN * sum(d.extra_left for d in duties)

    assert policy.for_facilitators(duties, deficit) >= deficit - volunteered - 1e-6


def test_experience_outweighs_the_guess_in_time():
    assert policy.completion_rate(written=0, lost=0) == policy.PRIOR_RATE
    assert policy.completion_rate(written=9_000, lost=1_000) == pytest.approx(0.9, abs=0.01)
