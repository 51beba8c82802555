# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Signals: what is found and what is not, kept once, looked at by people, mailed once a day."""

from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.moderation import detecting, noticing, signs
from peerreview.moderation.detecting import Given, Scene
from peerreview.moderation.models import Signal, Watch
from peerreview.outbox.services import run_periodic
from peerreview.reviews.models import Review
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, learner, reviewed, submission_by

TEXT = "the tide table is read by three voices and the last of them is always a little late in it"
NOTE = "They sat in the same workshop; I asked."


def one(review, *, reviewer, submission, author=0, share=0.5, seconds=900, text=""):
    shares = share if isinstance(share, dict) else {1: share}
    return Given(review, reviewer, submission, author or 100 + submission, seconds, text, shares)


def test_who_is_far_from_at_least_two_others_is_found():
    rows = [one(n, reviewer=n, submission=1, share=s) for n, s in enumerate([0.0, 1.0, 1.0])]

    found = detecting.disagreements(rows)

    assert [each.reviews for each in found] == [(0,)]
    assert found[0].facts == {"own": 0, "others": 100, "count": 2}
    assert detecting.disagreements(rows[:2]) == []


def test_copied_reviews_are_found_but_not_the_rubrics_words():
    rows = [one(n, reviewer=n, submission=n, text=t) for n, t in enumerate([TEXT, "x " * 30, TEXT])]

    [found] = detecting.copied(Scene(rows, {1: 3}))

    assert (found.reviews, found.facts) == ((0, 2), {"percent": 100, "is_same_person": False})
    assert detecting.copied(Scene(rows, {1: 3}, boilerplate=[TEXT])) == []


def test_too_fast_is_measured_by_the_cohort_and_the_length():
    usual = [one(n, reviewer=n, submission=n, text="w " * 50) for n in range(8)]
    quick = one(8, reviewer=8, submission=8, seconds=60, text="w " * 50)
    brief = one(9, reviewer=9, submission=9, seconds=120, text="w " * 5)

    assert [each.reviews for each in detecting.too_fast([*usual, quick, brief])] == [(8,)]
    assert detecting.too_fast([quick, brief]) == []


def test_short_reviews_are_found_where_others_write():
    rows = [one(n, reviewer=n, submission=n, text="w " * 40) for n in range(5)]

    found = detecting.short([*rows, one(9, reviewer=9, submission=9, text="nice work")])

    assert [each.reviews for each in found] == [(9,)]
    assert detecting.short([one(n, reviewer=n, submission=n, text="ok") for n in range(9)]) == []


def test_praise_in_both_directions_that_others_do_not_share_is_found():
    rows = [
        one(1, reviewer=11, submission=1, author=12, share=1.0),
        one(2, reviewer=13, submission=1, author=12, share=0.3),
        one(3, reviewer=12, submission=2, author=11, share=1.0),
        one(4, reviewer=14, submission=2, author=11, share=0.3),
    ]

    [found] = detecting.circles(rows)

    assert (found.kind, found.people, found.reviews) == ("reciprocal", (11, 12), (1, 3))


def test_works_alike_by_two_people_are_found_once():
    scene = Scene([], {1: 3}, works={1: TEXT, 2: TEXT, 3: TEXT}, authors={1: 7, 2: 8, 3: 7})

    found = detecting.similar_works(scene)

    assert {each.submissions for each in found} == {(1, 2), (2, 3)}


def test_who_follows_nothing_is_found_and_who_reads_is_not():
    truth = [0, 4, 1, 3, 0, 4, 2, 4, 0, 3, 1, 4]
    rows, number = [], 0
    for item, level in enumerate(truth):
        for reviewer in range(4):
            number += 1
            shares = {c: min(max(level + (c + reviewer) % 2 - 0.5, 0), 4) / 4 for c in (1, 2, 3)}
            if reviewer == 3:
                shares = dict.fromkeys((1, 2, 3), 0.75)
            rows.append(one(number, reviewer=reviewer, submission=item, share=shares))

    found = detecting.careless(Scene(rows, {1: 5, 2: 5, 3: 5}))

    assert [each.people for each in found] == [(3,)]


given_rows = st.lists(
    st.builds(
        one,
        st.integers(1, 10**6),
        reviewer=st.integers(1, 6),
        submission=st.integers(1, 6),
        author=st.integers(1, 6),
        share=st.sampled_from([0.0, 0.5, 1.0, {}]),
        seconds=st.floats(0, 10_000),
        text=st.sampled_from(["", TEXT, "fine " * 12]),
    ),
    max_size=14,
    unique_by=lambda row: row.review,
)


@given(given_rows)
def test_whatever_the_reviews_each_signal_has_its_own_key_and_words(rows):
    found = detecting.find(Scene(rows, {1: 3}))

    keys = [(each.kind, each.key) for each in found]
    assert len(keys) == len(set(keys))
    for each in found:
        row = Signal(kind=each.kind, facts=each.facts)
        assert signs.reason_of(row)
        assert signs.instead_of(each.kind)
    assert detecting.find(Scene(rows, {1: 3})) == found


# ---- Kept ------------------------------------------------------------------------------------


@pytest.fixture
def activity(db, fran, deliver):
    """Three reviews of one work; the third lies far from the others."""
    people = [learner(f"Learner{number}") for number in range(4)]
    activity = activity_in(cohort_of(*people, facilitator=fran))
    submission_by(people[0], activity)
    for reviewer, levels in zip(people[1:], [(3, 3, 3), (3, 3, 3), (0, 0, 0)], strict=True):
        reviewed(reviewer, activity, levels=levels)
    deliver()
    return activity


def signals():
    return Signal.objects.filter(kind="disagreement", is_current=True)


def test_signals_are_found_after_reviews_once_things_are_quiet(activity):
    watch = Watch.objects.get(activity=activity)
    assert noticing.find_due(now=watch.wanted_at) == 0
    assert not Signal.objects.exists()

    assert noticing.find_due(now=watch.wanted_at + noticing.QUIET) == 1
    assert noticing.find_due(now=watch.wanted_at + 2 * noticing.QUIET) == 0

    far = Review.objects.get(reviewer__display_name="Learner3")
    assert far.pk in [row.reviews[0] for row in signals()]


def test_the_worker_finds_them_by_itself(activity):
    Watch.objects.update(wanted_at=NOW - timedelta(hours=1))

    run_periodic()

    assert signals().exists()


def test_finding_again_changes_nothing_and_what_is_gone_is_not_shown(activity):
    noticing.find(activity_id=activity.pk)
    before = list(Signal.objects.values_list("pk", "key", "facts"))

    noticing.find(activity_id=activity.pk)
    assert list(Signal.objects.values_list("pk", "key", "facts")) == before

    Review.objects.filter(reviewer__display_name="Learner3").update(state="set_aside")
    noticing.find(activity_id=activity.pk)
    assert not signals().exists()


def test_a_dismissed_signal_stays_dismissed(activity, fran):
    noticing.find(activity_id=activity.pk)
    signal = signals().first()
    with pytest.raises(NotAllowed):
        noticing.dismiss(signal=signal, note=NOTE, by=activity.submissions.get().author)
    with pytest.raises(Invalid):
        noticing.dismiss(signal=signal, note=" ", by=fran)

    noticing.dismiss(signal=signal, note=NOTE, by=fran)
    noticing.dismiss(signal=signal, note="Again.", by=fran)
    noticing.find(activity_id=activity.pk)

    signal.refresh_from_db()
    assert (signal.state, signal.note) == ("dismissed", NOTE)


def test_a_case_is_opened_from_a_signal_and_nothing_else_happens(activity, fran):
    noticing.find(activity_id=activity.pk)
    signal = signals().first()
    review = Review.objects.get(pk=signal.reviews[0])

    case = noticing.open_case(signal=signal, kind="review", thing=review.uuid, by=fran)
    again = noticing.open_case(signal=signal, kind="review", thing=review.uuid, by=fran)

    assert case == again
    assert (case.accused, case.state) == (review.reviewer, "open")
    review.refresh_from_db()
    assert (review.state, review.hidden_at) == ("submitted", None)
    with pytest.raises(Conflict):
        noticing.dismiss(signal=signal, note=NOTE, by=fran)


def test_facilitators_get_one_mail_a_day_and_nobody_is_named(activity, fran, deliver):
    for hours in (0, 5, 23):
        Signal.objects.all().delete()
        noticing.find(activity_id=activity.pk, now=NOW + timedelta(hours=hours))
    deliver()
    assert [message.to for message in mail.outbox] == [[fran.email]]
    assert "Learner" not in mail.outbox[0].subject + mail.outbox[0].body
    assert f"/activities/{activity.uuid}/signals/" in mail.outbox[0].body

    noticing.find(activity_id=activity.pk, now=NOW + timedelta(hours=25))
    deliver()
    assert len(mail.outbox) == 1  # nothing new since
