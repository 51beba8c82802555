# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from datetime import timedelta

import pytest

from peerreview.activities.queries import window_of
from peerreview.activities.services import set_stage
from peerreview.activities.stages import ON_AT_FIRST, STAGED, Act, allows
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.worlds import a_cohort_activity

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def activity(fran, alice):
    return a_cohort_activity(fran, [alice])


def test_a_new_activity_has_the_usual_stages(activity):
    assert {act for act in STAGED if window_of(activity).has(act)} == ON_AT_FIRST


def test_a_stage_is_set_whole_and_told_once(activity, fran):
    opens, due = activity.submit_by, activity.review_by
    for _again in range(2):
        set_stage(
            activity=activity, act=Act.SELF_ASSESS, is_on=True, opens_at=opens, due_at=due, by=fran
        )
    window = window_of(activity)
    assert window.has(Act.SELF_ASSESS)
    assert not allows(window, Act.SELF_ASSESS, opens - DAY)
    assert allows(window, Act.SELF_ASSESS, due)
    assert Message.objects.filter(name="activities.StageSet").count() == 1


def test_the_dates_of_submit_and_review_are_the_columns_lists_sort_by(activity, fran):
    due, late = activity.submit_by + DAY, activity.submit_by + 2 * DAY
    set_stage(activity=activity, act=Act.SUBMIT, is_on=True, due_at=due, closes_at=late, by=fran)
    activity.refresh_from_db()
    assert (activity.submit_by, activity.submit_until) == (due, late)
    assert allows(window_of(activity), Act.SUBMIT, late)


@pytest.mark.parametrize(
    ("act", "field", "days"),
    [
        (Act.SUBMIT, "due_at", {"due_at": 11}),
        (Act.SUBMIT, "closes_at", {"due_at": 7, "closes_at": 12}),
        (Act.SUBMIT, "due_at", {"due_at": -1}),
        (Act.REVIEW, "due_at", {"due_at": 6}),
        (Act.REVIEW, "due_at", {"closes_at": 12}),
        (Act.REVIEW, "closes_at", {"due_at": 10, "closes_at": 9}),
        (Act.CALIBRATE, "opens_at", {"opens_at": -3}),
        (Act.CALIBRATE, "due_at", {"opens_at": 3, "due_at": 2}),
        (Act.REVISE, "opens_at", {"opens_at": 9999}),
    ],
)
def test_contradictory_dates_are_refused_at_their_field(activity, fran, act, field, days):
    dates = {name: activity.opens_at + count * DAY for name, count in days.items()}
    before = vars(window_of(activity))
    with pytest.raises(Invalid) as refused:
        set_stage(activity=activity, act=act, is_on=True, **dates, by=fran)
    assert refused.value.field == field
    activity.refresh_from_db()
    assert vars(window_of(activity)) == before


def test_handing_in_cannot_be_switched_off(activity, fran):
    with pytest.raises(Invalid):
        set_stage(activity=activity, act=Act.SUBMIT, is_on=False, by=fran)


def test_only_who_looks_after_it_sets_stages(activity, alice):
    with pytest.raises(NotAllowed):
        set_stage(activity=activity, act=Act.REVISE, is_on=True, due_at=clock.now() + DAY, by=alice)
