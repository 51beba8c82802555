# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities.stages import (
    ON_AT_FIRST,
    STAGED,
    Act,
    Span,
    Stage,
    Window,
    allows,
    closes_at,
    due_at,
    is_late,
    opens_at,
    stage_at,
)

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ORDER = list(Stage)

moments = st.integers(-200_000_000, 200_000_000).map(lambda s: NOON + timedelta(seconds=s))


def window(opens_at, submit_by=None, review_by=None, grace_seconds=300, late=None):
    """A window of the two stages that all have."""
    return Window(
        opens_at=opens_at,
        spans={
            Act.SUBMIT: Span(due_at=submit_by, closes_at=late, grace_seconds=grace_seconds),
            Act.REVIEW: Span(due_at=review_by, grace_seconds=grace_seconds),
        },
    )


@st.composite
def windows(draw):
    first, submit_by, late, review_by = sorted(draw(st.lists(moments, min_size=4, max_size=4)))
    told = draw(st.sampled_from([submit_by, None]))
    return window(
        first,
        told,
        draw(st.sampled_from([review_by, None])),
        draw(st.integers(0, 3600)),
        draw(st.sampled_from([late, None])) if told else None,
    )


@st.composite
def spans(draw):
    dates = sorted(draw(st.lists(moments, min_size=3, max_size=3)))
    names = ("opens_at", "due_at", "closes_at")
    kept = {name: at for name, at in zip(names, dates, strict=True) if draw(st.booleans())}
    return Span(is_on=draw(st.booleans()), grace_seconds=draw(st.integers(0, 9999)), **kept)


WINDOW = window(NOON, NOON + 7 * DAY, NOON + 10 * DAY)
SUBMIT_BY, REVIEW_BY = NOON + 7 * DAY, NOON + 10 * DAY


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        (NOON - SECOND, Stage.UPCOMING),
        (NOON, Stage.SUBMITTING),
        (SUBMIT_BY, Stage.SUBMITTING),
        (SUBMIT_BY + SECOND, Stage.REVIEWING),
        (REVIEW_BY, Stage.REVIEWING),
        (REVIEW_BY + SECOND, Stage.ENDED),
    ],
)
def test_stage_changes_right_after_each_deadline(at, stage):
    assert stage_at(WINDOW, at) is stage


@pytest.mark.parametrize(
    ("act", "at", "allowed"),
    [
        (Act.SUBMIT, NOON - SECOND, False),
        (Act.SUBMIT, NOON, True),
        (Act.SUBMIT, SUBMIT_BY + timedelta(seconds=300), True),
        (Act.SUBMIT, SUBMIT_BY + timedelta(seconds=301), False),
        (Act.REVIEW, NOON, True),
        (Act.REVIEW, REVIEW_BY + timedelta(seconds=300), True),
        (Act.REVIEW, REVIEW_BY + timedelta(seconds=301), False),
        (Act.WITHDRAW, SUBMIT_BY + DAY, True),
        (Act.WITHDRAW, REVIEW_BY + timedelta(seconds=301), False),
        (Act.SEE_RESULTS, NOON, True),
        (Act.SEE_RESULTS, REVIEW_BY + 99 * DAY, True),
        (Act.SELF_ASSESS, NOON + DAY, False),
        (Act.CALIBRATE, NOON + DAY, False),
        (Act.REVISE, REVIEW_BY, False),
    ],
)
def test_an_act_is_taken_until_its_deadline_and_the_grace_after_it(act, at, allowed):
    assert allows(WINDOW, act, at) is allowed


def test_a_challenge_without_deadlines_stays_open():
    endless = Window(opens_at=NOON)
    later = NOON + timedelta(days=5000)
    assert stage_at(endless, later) is Stage.SUBMITTING
    assert {act for act in STAGED if allows(endless, act, later)} == ON_AT_FIRST
    assert allows(endless, Act.WITHDRAW, later)


def test_handing_in_ends_with_the_reviewing():
    short = window(NOON, None, NOON + SECOND, 0)
    assert closes_at(short, Act.SUBMIT) == NOON + SECOND
    assert not allows(short, Act.SUBMIT, NOON + 2 * SECOND)


def test_between_the_soft_and_the_hard_date_work_is_taken_and_late():
    late = window(NOON, SUBMIT_BY, REVIEW_BY, 60, late=SUBMIT_BY + DAY)
    told = SUBMIT_BY + timedelta(seconds=60)
    assert allows(late, Act.SUBMIT, told)
    assert not is_late(late, Act.SUBMIT, told)
    assert is_late(late, Act.SUBMIT, told + SECOND)
    assert allows(late, Act.SUBMIT, told + DAY)
    assert not allows(late, Act.SUBMIT, told + DAY + SECOND)
    assert due_at(late, Act.SUBMIT) == SUBMIT_BY


def test_results_come_at_their_own_time_and_stay():
    held = WINDOW.with_span(Act.SEE_RESULTS, is_on=True, opens_at=REVIEW_BY)
    assert not allows(held, Act.SEE_RESULTS, REVIEW_BY - SECOND)
    assert allows(held, Act.SEE_RESULTS, REVIEW_BY + timedelta(days=999))
    assert not allows(held.with_span(Act.SEE_RESULTS, is_on=False), Act.SEE_RESULTS, REVIEW_BY)


@given(windows(), st.sampled_from(list(Act)), moments)
def test_what_is_switched_off_is_never_allowed(found, act, at):
    if act is not Act.WITHDRAW:
        assert not allows(found.with_span(act, is_on=False), act, at)


@given(spans(), st.sampled_from(STAGED))
def test_a_span_survives_storage(span, act):
    assert Span.from_json(act, span.to_json(), 1) == span


@given(windows(), spans(), st.sampled_from(STAGED), moments)
def test_an_act_is_never_taken_before_its_opening_or_after_its_end(found, span, act, at):
    whole = Window(opens_at=found.opens_at, spans={**found.spans, act: span})
    if allows(whole, act, at):
        end = closes_at(whole, act)
        assert at >= opens_at(whole, act) >= whole.opens_at
        assert end is None or at <= end + timedelta(seconds=span.grace_seconds)


@given(windows(), moments, moments)
def test_stages_pass_in_order(found, one, other):
    earlier, later = sorted((one, other))
    assert ORDER.index(stage_at(found, earlier)) <= ORDER.index(stage_at(found, later))


@given(windows(), st.sampled_from(list(Act)), moments, st.integers(0, 3600))
def test_more_grace_never_forbids_and_never_moves_the_stage(found, act, at, seconds):
    wider = found
    for each in (Act.SUBMIT, Act.REVIEW):
        wider = wider.with_span(each, grace_seconds=found.span(each).grace_seconds + seconds)
    assert allows(wider, act, at) or not allows(found, act, at)
    assert stage_at(wider, at) is stage_at(found, at)


@given(windows(), moments)
def test_whoever_may_hand_in_may_review(found, at):
    assert allows(found, Act.REVIEW, at) or not allows(found, Act.SUBMIT, at)


@given(windows(), moments)
def test_nothing_is_taken_outside_the_open_stages(found, at):
    stage = stage_at(found, at)
    end = found.span(Act.REVIEW).due_at
    over = Act.SUBMIT, Act.REVIEW, Act.WITHDRAW
    if stage is Stage.UPCOMING:
        assert not any(allows(found, act, at) for act in Act)
    elif stage is Stage.SUBMITTING:
        assert all(allows(found, act, at) for act in over)
    elif stage is Stage.ENDED and at > end + timedelta(
        seconds=found.span(Act.REVIEW).grace_seconds
    ):
        assert not any(allows(found, act, at) for act in over)
