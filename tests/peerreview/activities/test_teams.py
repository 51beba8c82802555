# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Work of several authors, and groups in which everyone reviews everyone."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities import queries, services, teaming
from peerreview.activities.models import Activity, Teammate
from peerreview.activities.progress import Progress
from peerreview.allocation.conflicts import Tie, authors_out_of_reach
from peerreview.allocation.services import next_assignment
from peerreview.cohorts.services import create_cohort, join_with_code
from peerreview.evidence import people_with_submission, submission_fact
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.services import deliver_all
from peerreview.reviews.visibility import views_of
from tests.peerreview import reviewing

NOW = reviewing.NOW
ids = st.integers(1, 9)
states = st.sampled_from(["leased", "done", "expired", "declined"])
ties = st.lists(st.builds(Tie, ids, ids, states, st.booleans()), max_size=12)


@pytest.fixture
def people(fran, alice, ben, person):
    """Alice and Ben make one work, Dora and Emil each their own."""
    return alice, ben, person("Dora"), person("Emil")


@pytest.fixture
def activity(people, fran):
    cohort = reviewing.cohort_of(*people, facilitator=fran)
    return reviewing.activity_in(cohort, team_size=3, reviews_needed=2, reviews_asked=2)


def team(activity, lead, *others):
    for other in others:
        mate = teaming.name_teammate(activity=activity, person=other, by=lead)
        teaming.confirm(teammate=mate, by=other)


# --- making a team -------------------------------------------------------------------------------
def test_a_co_author_confirms_and_gets_the_result_too(activity, people, client_of):
    alice, ben, dora, _emil = people
    team(activity, alice, ben)
    submission = reviewing.submission_by(alice, activity)
    reviewing.reviewed(dora, activity)
    deliver_all()

    assert queries.authors_of(submission) == [alice.pk, ben.pk]
    assert queries.standing_in(activity, ben, NOW).progress is Progress.RECEIVING
    assert len(views_of(ben, submission)) == len(views_of(alice, submission)) == 1
    page = client_of(ben).get(reverse("submission", args=[submission.uuid]))
    assert page.status_code == 200
    assert people_with_submission(activity.uuid) == sorted([alice.pk, ben.pk])
    assert submission_fact(ben.pk, activity.uuid).person_id == ben.pk
    assert submission_fact(ben.pk, activity.uuid).outcome_uuid is not None


def test_who_did_not_confirm_is_no_author(activity, people):
    alice, ben, *_others = people
    teaming.name_teammate(activity=activity, person=ben, by=alice)
    submission = reviewing.submission_by(alice, activity)

    assert queries.authors_of(submission) == [alice.pk]
    with pytest.raises(Conflict):
        teaming.confirm(teammate=Teammate.objects.get(), by=ben)


def test_a_person_is_in_one_team_only(activity, people):
    alice, ben, dora, emil = people
    team(activity, alice, ben)
    asked = teaming.name_teammate(activity=activity, person=emil, by=dora)

    with pytest.raises(Conflict):
        teaming.name_teammate(activity=activity, person=ben, by=dora)
    with pytest.raises(Conflict):
        services.start_entry(activity=activity, by=ben)
    with pytest.raises(NotAllowed):
        teaming.confirm(teammate=asked, by=ben)


def test_a_team_has_an_end(activity, people, person):
    alice, *others = people
    others[2:] = [person("Gil")]
    with pytest.raises(Invalid):
        teaming.name_teammate(activity=activity, person=others[2], by=alice)
    team(activity, alice, *others[:2])
    with pytest.raises(Invalid):
        teaming.name_teammate(activity=activity, person=people[3], by=alice)


def test_one_may_leave_until_the_work_is_in(activity, people):
    alice, ben, dora, _emil = people
    team(activity, alice, ben)
    mate = Teammate.objects.get()
    with pytest.raises(NotAllowed):
        teaming.part(teammate=mate, by=dora)
    reviewing.submission_by(alice, activity)
    with pytest.raises(Conflict):
        teaming.part(teammate=mate, by=ben)
    services.withdraw(submission=queries.live_submission(activity, ben), by=alice)
    teaming.part(teammate=mate, by=ben)

    assert queries.leads_of(ben, activity).count() == 0


def test_a_facilitator_sets_teams_whole(activity, people, fran):
    alice, ben, dora, _emil = people
    teaming.set_team(activity=activity, lead=alice, people=[ben, dora], by=fran)
    teaming.set_team(activity=activity, lead=alice, people=[dora], by=fran)

    assert queries.teams_in(activity) == [frozenset({alice.pk, dora.pk})]
    with pytest.raises(NotAllowed):
        teaming.set_team(activity=activity, lead=alice, people=[ben], by=alice)


# --- who reviews whom --------------------------------------------------------------------------------
def test_nobody_reviews_their_own_team_or_is_reviewed_back(activity, people):
    alice, ben, dora, emil = people
    team(activity, alice, ben)
    reviewing.submission_by(alice, activity)
    reviewing.submission_by(dora, activity, minutes=1)

    assert reviewing.duty(ben, activity).submission.author == dora
    # Ben reviews Dora, so she may not review what he made with Alice.
    assert next_assignment(activity=activity, reviewer=dora, now=NOW) is None
    assert reviewing.duty(emil, activity).submission.author == alice


@given(ids, ties, st.sets(ids, max_size=4))
def test_what_holds_for_one_of_a_team_holds_for_all(me, found, members):
    mates = frozenset(members)
    barred = authors_out_of_reach(me, found, [mates] if mates else [])

    assert me in barred
    assert authors_out_of_reach(me, found) <= barred
    assert not (mates & barred) or mates <= barred


# --- the pages ------------------------------------------------------------------------------------------
def test_naming_confirming_and_leaving_by_page(activity, people, client_of, charlie):
    alice, ben, *_others = people
    url = reverse("activity-team", args=[activity.uuid])

    assert client_of(alice).post(url, {"person": str(ben.uuid)}).status_code == 302
    mate = Teammate.objects.get()
    confirm = reverse("teammate-confirm", args=[activity.uuid, mate.uuid])
    assert client_of(charlie).post(confirm).status_code == 404
    asked = client_of(ben).get(reverse("activity", args=[activity.uuid])).content.decode()
    assert "Start on your own instead" in asked
    assert "Start your work" not in asked
    assert "Confirm as co-author" in client_of(ben).get(reverse("home")).content.decode()
    client_of(ben).post(confirm)
    mate.refresh_from_db()
    assert mate.confirmed_at is not None
    assert "Alice" in client_of(ben).get(reverse("activity", args=[activity.uuid])).content.decode()
    client_of(alice).post(reverse("teammate-part", args=[activity.uuid, mate.uuid]))
    assert not Teammate.objects.exists()


def test_a_stranger_to_the_cohort_cannot_be_named(activity, people, client_of, charlie):
    url = reverse("activity-team", args=[activity.uuid])
    answer = client_of(people[0]).post(url, {"person": str(charlie.uuid)})

    assert answer.status_code == 422
    assert not Teammate.objects.exists()


# --- group exchange ---------------------------------------------------------------------------------------
def test_in_an_exchange_everyone_reviews_everyone_who_handed_in(people):
    group = create_cohort(name="Thursdays", description="", kind="study_group", by=people[0])
    for member in people[1:]:
        join_with_code(code=group.join_code, by=member)
    activity = reviewing.activity_in(group, kind=Activity.Kind.EXCHANGE)
    for number, member in enumerate(people[:3]):
        reviewing.submission_by(member, activity, minutes=number)
    activity.refresh_from_db()
    assert (activity.reviews_needed, activity.reviews_asked) == (2, 2)

    pairs = set()
    for member in people[:3]:
        for _each in range(2):
            review = reviewing.reviewed(member, activity)
            pairs.add((member.pk, review.submission.author_id))
        assert next_assignment(activity=activity, reviewer=member, now=NOW) is None
    assert len(pairs) == 6


def test_an_exchange_does_not_stand_in_the_way_of_later_assignments(fran, alice, ben):
    cohort = reviewing.cohort_of(alice, ben, facilitator=fran)
    exchange = reviewing.activity_in(cohort, kind=Activity.Kind.EXCHANGE, blindness="open")
    later = reviewing.activity_in(cohort)
    for activity in (exchange, later):
        reviewing.submission_by(alice, activity)
        reviewing.submission_by(ben, activity, minutes=1)
    reviewing.reviewed(alice, exchange)
    reviewing.reviewed(ben, exchange)

    assert reviewing.duty(alice, later).submission.author == ben
