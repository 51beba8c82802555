# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the cohort's reviews teach is kept, named, used at once, and learnt anew in the background."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peerreview.activities.models import Submission
from peerreview.aggregation import fits, services
from peerreview.aggregation.models import Fit, FitState, Outcome
from peerreview.aggregation.overriding import override
from peerreview.aggregation.queries import latest_outcome
from peerreview.allocation.services import next_assignment
from peerreview.calibration.models import AttemptScore
from peerreview.outbox.models import Message
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import set_aside
from tests.peerreview.calibration.building import asked_activity, tried
from tests.peerreview.reviewing import (
    NOW,
    activity_in,
    cohort_of,
    learner,
    reviewed,
    submission_by,
)


@pytest.fixture
def people(db) -> list:
    return [learner(f"Learner{number}") for number in range(5)]


@pytest.fixture
def activity(people, fran):
    return activity_in(cohort_of(*people, facilitator=fran))


@pytest.fixture
def worked(people, activity, deliver) -> list[Submission]:
    """Two submissions, five reviews of them, all counted."""
    work = [submission_by(author, activity, minutes=n) for n, author in enumerate(people[:2])]
    for number, reviewer in enumerate([*people[2:], *people[2:4]]):
        reviewed(reviewer, activity, levels=(number % 4, 2, 1))
    deliver()
    return work


def test_an_outcome_names_the_fit_it_rests_on(worked):
    outcome = latest_outcome(worked[0])

    assert outcome.fit is not None
    assert outcome.inputs["fit"] == outcome.fit.digest
    assert {by for by, _ in outcome.inputs["scores"]} == set(
        Review.objects.filter(submission=worked[0]).values_list("reviewer_id", flat=True)
    )


def test_every_published_outcome_can_be_replayed(worked):
    assert Outcome.objects.count() >= 2
    for outcome in Outcome.objects.all():
        assert services.replay(outcome) == []


def test_a_replay_finds_what_was_tampered_with(worked):
    outcome = latest_outcome(worked[0])
    row = outcome.criteria.all()[0]
    type(row).objects.filter(pk=row.pk).update(posterior=row.posterior + 0.5)
    [found] = services.replay(Outcome.objects.get(pk=outcome.pk))
    assert "posterior" in found

    outcome.inputs["need"] = 1
    assert services.replay(outcome)[0] == "the inputs are not those it names"

    Fit.objects.filter(pk=outcome.fit_id).update(
        figures=outcome.fit.figures | {"careless_share": 0.9}, digest="0" * 64
    )
    found = services.replay(Outcome.objects.get(pk=outcome.pk))
    assert "the fit does not follow from its inputs" in found


def test_the_command_checks_them_all(worked, capsys):
    call_command("replay_outcomes")
    assert f"{Outcome.objects.count()} outcomes agree" in capsys.readouterr().out


def test_the_same_reviews_give_the_same_fit(activity, worked):
    before = Fit.objects.count(), Outcome.objects.count()

    first = services.refit(activity=activity, now=NOW)
    again = services.refit(activity=activity, now=NOW)

    assert first == again
    assert (Fit.objects.count(), Outcome.objects.count()) == before


def test_a_fit_is_due_when_reviews_have_grown_by_a_fifth():
    assert fits.is_due(0, 1)
    assert not fits.is_due(100, 19)
    assert fits.is_due(100, 20)


def test_many_reviews_make_a_fit_due_once_and_the_worker_learns(
    activity, worked, deliver, monkeypatch
):
    monkeypatch.setattr(services, "TINY", 0)
    learnt = Fit.objects.count()

    for _ in range(3):
        services.count([(activity.pk, worked[0].pk)], now=NOW)

    assert Message.objects.filter(name="aggregation.FitDue").count() == 1
    assert FitState.objects.get().is_due
    deliver()
    assert not FitState.objects.get().is_due
    assert Fit.objects.count() == learnt  # nothing new was there to be learnt


def test_a_review_set_aside_is_forgotten_by_the_next_fit(people, activity, worked, fran, deliver):
    review = Review.objects.filter(submission=worked[1]).first()
    set_aside(review=review, by=fran, reason="Not read", now=NOW)
    deliver()
    services.refit(activity=activity, now=NOW)

    outcome = latest_outcome(worked[1])
    assert review.reviewer_id in outcome.inputs["set_aside"]
    assert services.replay(outcome) == []
    assert Fit.objects.order_by("number").last().reviews == 4


def test_what_is_contested_comes_first_among_work_that_has_enough(people, activity, deliver):
    type(activity).objects.update(reviews_needed=3)
    activity.refresh_from_db()
    for number, author in enumerate(people[:2]):
        submission_by(author, activity, minutes=number)
    calm, contested = Submission.objects.order_by("submitted_at")
    others = [learner(f"Reviewer{number}") for number in range(7)]
    for person in others:
        activity.cohort.memberships.create(user=person)
    for number, person in enumerate(others[:6]):
        # The first three come to the oldest work and agree; the others differ.
        levels = (2, 2, 2) if number < 3 else (3 * (number % 2), 2, 2)
        reviewed(person, activity, levels=levels)
    deliver()

    calm.refresh_from_db()
    contested.refresh_from_db()
    assert contested.doubt > calm.doubt
    given = next_assignment(activity=activity, reviewer=others[6], now=NOW)
    assert given.submission == contested
    assert "differently" in given.reason


def test_many_outcomes_cost_as_many_queries_as_one(worked):
    counts = []
    for ids in ([worked[0].pk], [work.pk for work in worked]):
        for outcome in Outcome.objects.filter(submission__in=ids):
            Outcome.objects.filter(pk=outcome.pk).update(algorithm=f"earlier {outcome.pk}")
        with CaptureQueriesContext(connection) as captured:
            services.recompute_many(submission_ids=ids, now=NOW)
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 16


def refitted(activity) -> Fit:
    return services.refit(activity=activity)


def leniency(fit: Fit, person) -> float:
    return fit.reviewers.get(reviewer_number=person.pk).bias


def test_what_reviewers_gave_an_exemplar_is_held_against_what_it_has(people, fran, deliver):
    activity = asked_activity(fran, *people, exemplars=1)
    for number, author in enumerate(people[:2]):
        submission_by(author, activity, minutes=number)
    for reviewer in people[2:]:
        tried(activity.exemplars.get(), reviewer, 2, 2, 2)
        reviewed(reviewer, activity, levels=(3, 3, 3))
    deliver()
    fair = refitted(activity)
    assert fair.figures["peer_offset"] == pytest.approx(0, abs=0.05)
    assert fair.reviews == 3

    AttemptScore.objects.all().delete()
    unanchored = refitted(activity)

    assert unanchored.digest != fair.digest
    assert services.replay(latest_outcome(Submission.objects.filter(activity=activity)[0])) == []


def test_reviewers_too_kind_to_an_exemplar_are_known_as_lenient(people, fran, deliver):
    activity = asked_activity(fran, *people, exemplars=1)
    for number, author in enumerate(people[:2]):
        submission_by(author, activity, minutes=number)
    for reviewer in people[2:]:
        tried(activity.exemplars.get(), reviewer, 3, 3, 3)
        reviewed(reviewer, activity, levels=(3, 3, 3))
    deliver()

    fit = refitted(activity)

    assert fit.figures["peer_offset"] > 0.02
    assert all(leniency(fit, reviewer) > 0 for reviewer in people[2:])


def test_work_that_a_facilitator_decided_whole_anchors_the_fit(worked, activity, fran):
    plain = refitted(activity)
    keys = ("argument", "sources", "form")
    for number, key in enumerate(keys):
        override(
            submission=worked[0], criterion_key=key, level_value=0, reason="See note.", by=fran
        )
        again = refitted(activity)
        assert (again.digest == plain.digest) is (number < len(keys) - 1)

    assert again.figures["peer_offset"] > plain.figures["peer_offset"]
