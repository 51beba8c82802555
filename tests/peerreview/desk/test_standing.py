# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is stuck and why: the pure rule, and that the board's SQL says the same."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities.models import Activity, Entry, Submission
from peerreview.allocation.models import Assignment
from peerreview.desk import learners, words
from peerreview.desk.standing import Facts, Finding, Reason, Rules, findings
from peerreview.kernel import clock
from tests.peerreview.desk.towns import handed_in
from tests.worlds import a_text_draft

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FAR, NEAR, PAST = NOW + timedelta(days=9), NOW + timedelta(hours=20), NOW - timedelta(hours=1)


def rules(**fields):
    values = {"needed": 3, "asked": 3, "opens_at": NOW - timedelta(days=5)}
    return Rules(**{**values, "submit_by": FAR, "review_by": FAR, **fields})


def told(facts, **fields):
    return [(f.reason, f.count, f.is_stuck) for f in findings(rules(**fields), facts, NOW)]


EARLY = NOW - timedelta(days=3)


@pytest.mark.parametrize(
    ("facts", "fields", "expected"),
    [
        (Facts(), {}, [(Reason.NOT_STARTED, 0, False)]),
        (Facts(), {"submit_by": NEAR}, [(Reason.NOT_STARTED, 0, True)]),
        (Facts(started_at=EARLY), {"submit_by": NEAR}, [(Reason.DRAFT, 0, True)]),
        (Facts(started_at=EARLY), {"submit_by": PAST}, [(Reason.MISSED, 0, True)]),
        (Facts(started_at=EARLY, submit_by=FAR), {"submit_by": PAST}, [(Reason.DRAFT, 0, False)]),
        (
            Facts(started_at=EARLY),
            {"submit_by": None, "review_by": None},
            [(Reason.DRAFT, 0, False)],
        ),
        (Facts(handed_in_at=EARLY, done=3, given=3), {}, []),
        (Facts(handed_in_at=EARLY, done=2, given=3), {}, [(Reason.WAITS, 1, True)]),
        (Facts(handed_in_at=EARLY, done=2, leased=1, given=3), {}, [(Reason.WAITS, 1, False)]),
        (Facts(handed_in_at=NOW, done=0, given=3), {}, [(Reason.WAITS, 3, False)]),
        (Facts(handed_in_at=NOW, done=0, given=3), {"review_by": NEAR}, [(Reason.WAITS, 3, True)]),
        (Facts(handed_in_at=NOW, done=3, given=1), {}, [(Reason.OWES, 2, False)]),
        (Facts(handed_in_at=NOW, done=3, given=1), {"review_by": PAST}, [(Reason.OWES, 2, True)]),
        (Facts(handed_in_at=NOW, done=3, given=3, contested=2), {}, [(Reason.CONTESTED, 2, False)]),
    ],
)
def test_findings(facts, fields, expected):
    assert told(facts, **fields) == expected


@given(
    done=st.integers(0, 5), leased=st.integers(0, 3), given_=st.integers(0, 5),
    age=st.integers(0, 100), review=st.none() | st.integers(-50, 200),
)  # fmt: skip
def test_who_has_everything_is_never_stuck_and_who_lacks_something_is_told(
    done, leased, given_, age, review
):
    ends = None if review is None else NOW + timedelta(hours=review)
    facts = Facts(handed_in_at=NOW - timedelta(hours=age), done=done, leased=leased, given=given_)

    found = findings(rules(review_by=ends), facts, NOW)

    assert [f.reason for f in found] == [
        reason for reason, is_so in ((Reason.WAITS, done < 3), (Reason.OWES, given_ < 3)) if is_so
    ]
    if ends is None and leased:
        assert not any(f.is_stuck for f in found)


@pytest.mark.parametrize("submit_in", [-3, 1, 100])
@pytest.mark.parametrize("review_in", [-1, 20, 300])
def test_the_filters_of_the_board_say_what_the_rule_says(
    activity, alice, ben, person, submit_in, review_in
):
    if review_in < submit_in:
        return
    now = clock.now()
    work = handed_in(activity, alice)
    a_text_draft(activity, ben)
    Submission.objects.filter(pk=work.pk).update(
        submitted_at=now - timedelta(days=4), reviews_done=1
    )
    Assignment.objects.create(
        submission=work, reviewer=ben, state="done", alias="A", reason="r", lease_until=now
    )
    Activity.objects.filter(pk=activity.pk).update(
        submit_by=now + timedelta(hours=submit_in), review_by=now + timedelta(hours=review_in)
    )
    activity.refresh_from_db()

    everyone = learners.lines(activity, list(learners.chosen(activity, now=now)), now)
    stuck = learners.chosen(activity, state="stuck", now=now)
    owes = learners.chosen(activity, state="owes", now=now)

    assert {row.person for row in everyone if row.is_stuck} == set(stuck)
    assert {
        row.person for row in everyone if Reason.OWES in {f.reason for f in row.findings}
    } == set(owes)
    counts = learners.counts(activity, now)
    assert counts["stuck"] == stuck.count()
    assert counts["all"] == len(everyone) == 2
    assert Entry.objects.count() == 2


def test_the_words_name_what_is_missing_and_who_is_at_it(activity, alice, ben):
    work = handed_in(activity, alice)
    Submission.objects.filter(pk=work.pk).update(reviews_done=1, reviews_leased=2)
    a_text_draft(activity, ben, source="one two three four")
    now = clock.now()

    rows = learners.lines(activity, list(learners.chosen(activity, now=now)), now)

    said = {row.person: words.reasons(row) for row in rows}
    assert said[alice] == ["waits for 2 more reviews; 2 are being written", "owes 3 reviews"]
    assert said[ben] == ["has written 4 words, has not handed in"]


def test_one_of_anything_reads_as_one(activity, alice):
    handed_in(activity, alice)
    now = clock.now()
    [row] = learners.lines(activity, list(learners.chosen(activity, state="few", now=now)), now)

    assert words.say(Finding(Reason.WAITS, 1, is_stuck=False), row) == (
        "waits for 1 more review; nobody is writing one"
    )
    assert words.say(Finding(Reason.CONTESTED, 1, is_stuck=False), row) == (
        "reviewers disagree on 1 criterion"
    )
