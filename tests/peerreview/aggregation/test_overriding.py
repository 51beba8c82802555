# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A facilitator decides: openly, with a reason, as an outcome of its own; and takes it back."""

import pytest
from django.urls import reverse

from peerreview.aggregation.models import Outcome
from peerreview.aggregation.overriding import override, withdraw
from peerreview.aggregation.queries import latest_outcome
from peerreview.audit.models import Entry
from peerreview.kernel.errors import Invalid, NotAllowed
from tests.peerreview.reviewing import activity_in, cohort_of, learner, reviewed, submission_by

REASON = "The second paragraph does name its sources; see the note under the table."


@pytest.fixture
def people(db) -> list:
    return [learner(name) for name in ("Ada", "Benedikta", "Constanze", "Dorothea", "Emanuel")]


@pytest.fixture
def submission(people, fran, deliver):
    activity = activity_in(cohort_of(*people, facilitator=fran))
    made = submission_by(people[0], activity)
    for reviewer in people[1:4]:
        reviewed(reviewer, activity, levels=(1, 1, 2))
    deliver()
    return made


def decided(submission, fran, level=3, reason=REASON):
    return override(
        submission=submission,
        criterion_key="argument",
        level_value=level,
        reason=reason,
        by=fran,
    )


def argument(submission):
    return latest_outcome(submission).criteria.all()[0]


def test_a_decision_is_a_new_outcome_and_the_peers_stay_in_it(submission, fran, deliver):
    before = latest_outcome(submission)
    peers = argument(submission)

    decided(submission, fran)
    deliver()

    after, row = latest_outcome(submission), argument(submission)
    assert after.number == before.number + 1
    assert after.inputs_digest != before.inputs_digest
    assert (row.consensus_value, row.state, row.at_least) == (3, "settled", [1, 1, 1, 1])
    assert (row.mean, row.peers["consensus_value"]) == (peers.mean, peers.consensus_value)
    assert Outcome.objects.get(pk=before.pk).criteria.first().consensus_value == 1
    assert Entry.objects.filter(name="aggregation.OutcomeOverridden").exists()


def test_the_same_decision_again_changes_nothing(submission, fran):
    first = decided(submission, fran)
    number = latest_outcome(submission).number

    assert decided(submission, fran) == first
    assert latest_outcome(submission).number == number


def test_another_decision_replaces_it_and_withdrawing_brings_the_peers_back(submission, fran):
    peers = argument(submission).consensus_value
    decided(submission, fran)
    second = decided(submission, fran, level=0)
    assert argument(submission).consensus_value == 0

    withdraw(override=second, by=fran)
    withdraw(override=second, by=fran)

    row = argument(submission)
    assert (row.consensus_value, row.override, row.peers) == (peers, None, None)
    assert latest_outcome(submission).number == 4


def test_only_a_facilitator_decides_and_only_with_level_and_reason(submission, people, fran):
    for person in people[:2]:
        with pytest.raises(NotAllowed):
            decided(submission, person)
    with pytest.raises(Invalid):
        decided(submission, fran, level=9)
    with pytest.raises(Invalid):
        decided(submission, fran, reason="  ")
    assert latest_outcome(submission).criteria.filter(override__isnull=False).count() == 0


def test_the_learner_reads_who_decided_and_why(submission, people, fran, client_of):
    client = client_of(fran)
    sent = {"criterion": "argument", "argument-level": "3", "argument-reason": REASON}
    answer = client.post(reverse("submission-override", args=[submission.uuid]), sent)
    assert answer.status_code == 302

    text = client_of(people[0]).get(reverse("submission", args=[submission.uuid])).content.decode()

    assert "Fran decided this as a facilitator" in text
    assert REASON in text
    assert "The reviewers together said “Beginning”." in text
    assert "Decide this criterion" not in text


def test_what_is_wrong_with_a_decision_is_said_where_it_was_typed(submission, fran, client_of):
    client, address = client_of(fran), reverse("submission-override", args=[submission.uuid])
    before = latest_outcome(submission)

    answer = client.post(address, {"criterion": "argument", "argument-reason": "Kept words"})

    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert client.post(address, {"criterion": "nonsense"}).status_code == 302
    assert latest_outcome(submission) == before


def test_a_decision_is_withdrawn_on_the_page(submission, fran, people, client_of):
    made = decided(submission, fran)
    address = reverse("override-withdraw", args=[made.uuid])

    assert client_of(people[0]).post(address).status_code == 403
    assert client_of(fran).post(address).status_code == 302
    assert argument(submission).override is None


def test_a_decision_without_any_review_is_a_result_too(people, fran, client_of):
    activity = activity_in(cohort_of(*people, facilitator=fran))
    alone = submission_by(people[0], activity)

    decided(alone, fran)

    text = client_of(people[0]).get(reverse("submission", args=[alone.uuid])).content.decode()
    assert "Excellent" in text
    assert REASON in text


def test_why_shows_each_review_by_its_pseudonym_and_weight(submission, people, client_of):
    aliases = set(submission.assignments.values_list("alias", flat=True))

    text = client_of(people[0]).get(reverse("submission", args=[submission.uuid])).content.decode()

    assert text.count('<figure class="why-plot">') == 3
    assert text.count('class="why-dot"') == 9
    assert all(text.count(f'<th scope="row">{alias}</th>') == 3 for alias in aliases)
    assert "Benedikta" not in text
    assert "33 %" in text
    for told in ("version 1", latest_outcome(submission).inputs_digest, "These reviews alone say"):
        assert told in text
