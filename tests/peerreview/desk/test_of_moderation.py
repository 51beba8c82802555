# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Flags and appeals on the board and in the queue."""

import pytest
from django.urls import reverse

from peerreview.moderation.models import Case, Signal
from tests.peerreview.desk.towns import page
from tests.peerreview.moderation import courts
from tests.peerreview.moderation.test_appeals import appealed


@pytest.fixture
def court(fran):
    return courts.court(fran)


@pytest.mark.long
def test_a_flag_waits_in_the_queue_and_marks_the_work(court, desk):
    flag = court.flagged()

    queue = desk.get(page("desk-queue", court.activity, "?kind=flagged")).content.decode()
    board = desk.get(page("activity-board", court.activity, "?state=flagged")).content.decode()

    assert reverse("case", args=[flag.case.uuid]) in queue
    assert "1 person flagged it. It waits for an answer." in queue
    assert court.author.display_name in board
    assert court.people[5].display_name not in board.partition("<tbody>")[2]


@pytest.mark.long
def test_an_appeal_waits_in_the_queue_until_it_is_decided(court, desk):
    made = appealed(court)

    queue = desk.get(page("desk-queue", court.activity, "?kind=appealed")).content.decode()

    assert reverse("appeal", args=[made.uuid]) in queue
    assert "says that the result on" in queue
    place = f"#criterion-of-{made.criterion.key}"
    assert reverse("submission", args=[court.submission.uuid]) + place in queue
    assert reverse("submission-override", args=[court.submission.uuid]) not in queue
    work = desk.get(reverse("submission", args=[court.submission.uuid])).content.decode()
    assert f'id="{place[1:]}"' in work
    home = desk.get(reverse("home")).content.decode()
    assert "1 appeal waits" in home
    assert "Appealed" in desk.get(page("activity-board", court.activity)).content.decode()


def test_a_case_nobody_flagged_names_whom_it_is_about(court, desk):
    accused = court.reviewer
    Case.objects.create(
        activity=court.activity, kind="review", thing=court.reviews[0].uuid, accused=accused
    )

    queue = desk.get(page("desk-queue", court.activity, "?kind=flagged")).content.decode()
    flags = desk.get(page("activity-cases", court.activity)).content.decode()

    assert "A facilitator opened it; nobody flagged it." in queue
    assert f"About {accused.display_name}" in flags
    assert "opened by a facilitator" in flags


def test_a_signal_in_the_queue_names_the_work(court, desk):
    Signal.objects.create(
        activity=court.activity, kind="short", key="k", facts={"words": 1, "usual": 30},
        reviews=[court.reviews[0].pk],
    )  # fmt: skip

    queue = desk.get(page("desk-queue", court.activity, "?kind=signals")).content.decode()

    assert f"Says almost nothing: “{court.submission.version.title}”" in queue
