# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The day's forecast: what is expected, in which order work is given, and who is asked for more."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from peerreview.allocation import prospects, simulation
from peerreview.allocation.forecasting import forecast_all, take_forecast, volunteer
from peerreview.allocation.models import Forecast, Volunteer
from peerreview.allocation.services import finish, next_assignment
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.models import Message
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, learner, submission_by

LATE = NOW + timedelta(days=9)


@pytest.fixture
def people(db):
    return [learner(f"Learner{number}") for number in range(6)]


@pytest.fixture
def activity(people, fran):
    activity = activity_in(cohort_of(*people, facilitator=fran), reviews_needed=2, reviews_asked=2)
    for minutes, person in enumerate(people):
        submission_by(person, activity, minutes=minutes)
    return activity


def write(activity, reviewer, count: int, *, now=NOW) -> None:
    for _ in range(count):
        finish(assignment=next_assignment(activity=activity, reviewer=reviewer, now=now), now=now)


def invitations() -> list[int]:
    found = Message.objects.filter(name="allocation.FinisherInvited").order_by("pk")
    return [each.payload["person_id"] for each in found]


def test_early_nothing_changes_and_a_row_remembers(activity):
    row = take_forecast(activity=activity, now=NOW)

    assert (row.deficit, row.mode, row.invited) == (3, "oldest", 0)
    assert row.supply == pytest.approx(12 * 0.75)
    assert take_forecast(activity=activity, now=NOW + timedelta(minutes=5)) == row
    assert Forecast.objects.count() == 1


def test_late_and_short_the_fewest_come_first_and_who_offered_is_invited_and_then_facilitators(
    activity, people
):
    giver, other = people[0], people[1]
    volunteer(activity=activity, person=giver, up_to=2, by=giver)
    volunteer(activity=activity, person=other, up_to=1, by=other)  # but owes their own
    write(activity, giver, 2)

    first = take_forecast(activity=activity, now=LATE)
    second = take_forecast(activity=activity, now=LATE + timedelta(days=1))
    third = take_forecast(activity=activity, now=LATE + timedelta(days=2))

    activity.refresh_from_db()
    assert activity.pick_order == "fewest"
    assert [first.invited, second.invited, third.invited] == [1, 1, 0]
    assert first.asks_facilitators
    assert invitations() == [giver.pk] * 2
    told = Message.objects.filter(name="allocation.ReviewsForecast").count()
    assert told == 3
    assert prospects.is_invited(activity, giver)
    assert not prospects.is_invited(activity, other)


def test_nobody_is_invited_who_did_not_offer_or_took_it_back(activity, people):
    giver = people[0]
    volunteer(activity=activity, person=giver, up_to=2, by=giver)
    volunteer(activity=activity, person=giver, up_to=0, by=giver)
    write(activity, giver, 2)

    take_forecast(activity=activity, now=LATE)

    assert invitations() == []


def test_an_offer_is_ones_own_and_at_most_two(activity, people, charlie):
    with pytest.raises(NotAllowed):
        volunteer(activity=activity, person=people[0], up_to=1, by=people[1])
    with pytest.raises(NotAllowed):
        volunteer(activity=activity, person=charlie, up_to=1, by=charlie)
    with pytest.raises(Invalid):
        volunteer(activity=activity, person=people[0], up_to=3, by=people[0])
    volunteer(activity=activity, person=people[0], up_to=1, by=people[0])
    volunteer(activity=activity, person=people[0], up_to=1, by=people[0])
    assert Volunteer.objects.count() == 1
    assert Message.objects.filter(name="allocation.Volunteered").count() == 1


def test_every_day_each_activity_once_by_the_clock_or_by_hand(activity, capsys):
    assert forecast_all(now=NOW) == 1
    assert forecast_all(now=NOW) == 0
    assert forecast_all(now=NOW + timedelta(days=1)) == 1
    assert forecast_all(now=NOW + timedelta(days=30)) == 0  # it is over
    Forecast.objects.all().delete()

    call_command("forecast_reviews")

    assert "1 forecast" in capsys.readouterr().out


def test_advice_comes_from_how_it_went_before(activity, people, fran):
    assert prospects.experience_of(activity.cohort, NOW) is None
    assert prospects.advised(None, 3) == 4
    for person in people[:3]:
        write(activity, person, 2)

    experience = prospects.experience_of(activity.cohort, NOW + timedelta(days=30))

    assert (experience.activities, experience.asked, experience.written) == (1, 12, 6)
    assert experience.dropout == 0.5
    assert prospects.advised(experience, 3) == 6


@given(
    people=st.integers(0, 30),
    needed=st.integers(1, 4),
    asked=st.integers(1, 6),
    dropout=st.floats(0, 1),
    order=st.sampled_from(["oldest", "fewest"]),
)
def test_what_is_simulated_is_possible(people, needed, asked, dropout, order):
    works = [simulation.Work(author=number) for number in range(people)]

    found = simulation.simulate(works, needed=needed, asked=asked, dropout=dropout, order=order)

    assert 0 <= found.enough <= 1
    assert 0 <= found.none <= 1
    assert found.written_each <= min(asked, needed)
    if dropout == 0 and asked >= needed and people > 4 * needed:
        assert found.enough > 0.8


def test_asking_for_more_makes_up_for_dropping_out():
    works = [simulation.Work(author=number) for number in range(60)]

    three, four = (
        simulation.simulate(works, needed=3, asked=asked, dropout=0.3, order="oldest").enough
        for asked in (3, 5)
    )

    assert three < 0.95 < four
