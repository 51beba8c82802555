# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Giving and taking back by hand, giving back with a reason, and what people who are gone leave."""

import pytest

from peerreview.accounts.models import User
from peerreview.activities.models import Submission
from peerreview.allocation.assigning import assign, checks, undo
from peerreview.allocation.leaving import release_of_closed_accounts
from peerreview.allocation.models import Assignment
from peerreview.allocation.ruling import declare_conflict
from peerreview.allocation.services import decline, finish, next_assignment
from peerreview.cohorts.services import leave_cohort
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, duty, learner, submission_by

State = Assignment.State


@pytest.fixture
def people(db):
    return [learner(name) for name in ("Ann", "Bob", "Cy", "Di", "Ed")]


@pytest.fixture
def activity(people, fran):
    activity = activity_in(cohort_of(*people, facilitator=fran))
    for minutes, person in enumerate(people):
        submission_by(person, activity, minutes=minutes)
    return activity


def work_of(person) -> Submission:
    return Submission.objects.get(author=person)


def given(activity, reviewer, author, fran) -> Assignment:
    return assign(
        activity=activity, reviewer=reviewer, submission=work_of(author), by=fran, now=NOW
    )


def test_by_hand_a_work_is_what_comes_next_and_says_why(activity, people, fran):
    ann, _, _, _, ed = people

    kept = given(activity, ann, ed, fran)

    assert given(activity, ann, ed, fran) == kept
    assert Message.objects.filter(name="allocation.AssignedByHand").count() == 1
    assert duty(ann, activity) == kept
    kept.refresh_from_db()
    assert kept.reason == "Who looks after this activity asked you to."
    assert work_of(ed).reviews_leased == 1


def test_what_bars_it_is_said_in_words(activity, people, fran):
    ann, bob, cy, _, _ = people
    finish(assignment=duty(ann, activity), now=NOW)  # Bob's
    declare_conflict(person=cy, other=bob, by=cy)

    for reviewer, author, code in (
        (ann, ann, "self"),
        (ann, bob, "pair"),
        (bob, ann, "mutual"),
        (bob, cy, "rule"),
        (fran, ann, "reviewer"),
    ):
        with pytest.raises(Invalid) as error:
            given(activity, reviewer, author, fran)
        assert error.value.code == code
    with pytest.raises(NotAllowed):
        given(activity, ann, cy, ann)


def test_every_check_is_named_and_loads_only_warn(activity, people, fran):
    ann, bob, _, _, _ = people
    activity.reviews_asked = 0

    found = checks(activity=activity, reviewer=ann, submission=work_of(bob))

    assert [each.code for each in found] == [
        "reviewer", "self", "pair", "mutual", "rule", "reviewer-load", "work-load",
    ]  # fmt: skip
    assert [each.code for each in found if not each.is_fine] == ["reviewer-load"]
    assert not any(each.bars for each in found)


def test_undone_by_hand_it_is_free_and_can_be_given_again(activity, people, fran):
    ann, bob, _, _, _ = people
    assignment = duty(ann, activity)
    with pytest.raises(NotAllowed):
        undo(assignment=assignment, by=ann)

    undo(assignment=assignment, by=fran, now=NOW)
    undo(assignment=assignment, by=fran, now=NOW)

    assert work_of(bob).reviews_leased == 0
    assert Message.objects.filter(name="allocation.AssignmentTakenBack").count() == 1
    assert next_assignment(activity=activity, reviewer=ann, now=NOW).submission != work_of(bob)
    again = given(activity, ann, bob, fran)
    assert (again.pk, again.state) == (assignment.pk, State.PLANNED)


def test_what_is_handed_in_is_not_undone(activity, people, fran):
    assignment = finish(assignment=duty(people[0], activity), now=NOW)

    with pytest.raises(Conflict, match="handed in"):
        undo(assignment=assignment, by=fran)


def test_giving_back_says_why_and_some_reasons_need_words(activity, people):
    ann = people[0]
    for kind in ("off_topic", "other"):
        with pytest.raises(Invalid) as error:
            decline(assignment=duty(ann, activity), by=ann, kind=kind, reason=" ", now=NOW)
        assert error.value.field == "reason"
    for kind in ("taken_back", "bored"):
        with pytest.raises(Invalid) as error:
            decline(assignment=duty(ann, activity), by=ann, kind=kind, reason="x", now=NOW)
        assert error.value.field == "kind"

    given_back = decline(
        assignment=duty(ann, activity), by=ann, kind="wrong_language", reason="", now=NOW
    )

    assert (given_back.state, given_back.decline_kind) == (State.DECLINED, "wrong_language")


def test_when_two_cannot_open_it_that_is_announced_once(activity, people):
    ann, bob, cy, di, ed = people

    def cannot_open(reviewer, kind):
        assignment = duty(reviewer, activity)
        assert assignment.submission == work_of(ann)
        decline(assignment=assignment, by=reviewer, kind=kind, reason="", now=NOW)
        return Message.objects.filter(name="allocation.WorkUnreadable").count()

    counts = [
        cannot_open(bob, "cannot_open"),
        cannot_open(cy, "wrong_language"),
        cannot_open(di, "broken_link"),
        cannot_open(ed, "cannot_open"),
    ]

    assert counts == [0, 0, 1, 1]
    told = Message.objects.get(name="allocation.WorkUnreadable").payload
    assert set(told) == {"submission_id", "activity_id", "author_id"}


def test_who_leaves_frees_what_they_had_in_hand(activity, people, fran, deliver):
    ann, bob, _, _, ed = people
    begun, kept = duty(ann, activity), given(activity, ann, ed, fran)
    other = duty(bob, activity)

    leave_cohort(cohort=activity.cohort, by=ann)
    deliver()

    for each in (begun, kept, other):
        each.refresh_from_db()
    assert (begun.state, kept.state, other.state) == (State.EXPIRED, State.DECLINED, State.LEASED)
    assert work_of(bob).reviews_leased == 0


def test_nobody_waits_for_closed_accounts(activity, people):
    ann = people[0]
    begun = duty(ann, activity)
    User.objects.filter(pk=ann.pk).update(is_active=False)

    assert release_of_closed_accounts() == 1
    assert release_of_closed_accounts() == 0
    begun.refresh_from_db()
    assert begun.state == State.EXPIRED
