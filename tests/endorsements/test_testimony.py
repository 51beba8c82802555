# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What peer review tells about who judges well and what was found."""

import pytest

from endorsements import beginnings, mirror
from endorsements.ledger import Confirmation
from peerreview import testimony
from peerreview.outbox.services import deliver_all
from tests.peerreview import reviewing

pytestmark = pytest.mark.django_db


def reviewed(levels, **fields):
    author, one, other = (reviewing.learner(name) for name in ("Ada", "Bo", "Cy"))
    fran = reviewing.learner("Fran")
    cohort = reviewing.cohort_of(author, one, other, facilitator=fran)
    activity = reviewing.activity_in(cohort, reviews_needed=2, reviews_asked=2, **fields)
    submission = reviewing.submission_by(author, activity)
    for reviewer in (one, other):
        reviewing.reviewed(reviewer, activity, levels=levels)
    deliver_all()
    return author, submission


@pytest.mark.parametrize(("levels", "is_confirmed"), [((3, 3, 3), True), ((0, 0, 0), False)])
def test_a_settled_result_confirms_or_does_not(levels, is_confirmed):
    author, submission = reviewed(levels)

    [fact] = testimony.result_facts(submission.pk)

    assert (fact.person_id, fact.is_confirmed) == (author.pk, is_confirmed)
    kept = Confirmation.objects.get(person=author)
    assert (kept.submission_number, kept.is_confirmed) == (submission.pk, is_confirmed)


def test_what_its_author_may_not_read_yet_is_told_to_nobody():
    author, submission = reviewed((3, 3, 3), author_sees="released")
    assert testimony.result_facts(submission.pk) == []
    assert not Confirmation.objects.filter(person=author).exists()


def test_told_twice_is_told_once():
    author, submission = reviewed((3, 3, 3))
    mirror.remember(results=testimony.result_facts(submission.pk))
    assert Confirmation.objects.filter(person=author).count() == 1


def test_reliability_is_drawn_towards_what_is_guessed_of_somebody_unknown(monkeypatch):
    told = [
        testimony.Reliability(person_id=1, value=0.9, reviews=95),
        testimony.Reliability(person_id=2, value=0.9, reviews=1),
    ]
    monkeypatch.setattr(beginnings, "reliability_of_reviewers", lambda: told)
    found = beginnings.reliability()
    assert found[1] == pytest.approx(0.885)
    assert found[2] == pytest.approx(0.65)
