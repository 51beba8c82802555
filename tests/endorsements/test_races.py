# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Clicks at the same moment, on a database that lets them in at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from endorsements import services
from endorsements.models import Endorsement, Skill
from peerreview.cohorts import queries
from peerreview.cohorts import services as cohorts
from peerreview.kernel.errors import DomainError
from tests.endorsements.conftest import REASON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
    ),
]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act gave, or the code of its refusal; all start together."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        except DomainError as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_clicks_endorse_once(cohort, alice, ben, skill):
    def click():
        return services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)

    results = at_once([click] * 6)

    assert len(set(results)) == 1
    assert Endorsement.objects.count() == 1


def test_two_who_name_a_skill_at_once_name_one(db):
    results = at_once([lambda: services.add_skill(name="Listening")] * 6)

    assert len(set(results)) == 1
    assert Skill.objects.count() == 1


def test_the_limit_of_a_day_holds_for_clicks_at_once(cohort, alice, ben):
    skills = [services.add_skill(name=f"Craft {letter}") for letter in "abcdefghjkmnpq"]

    results = at_once(
        [
            lambda skill=skill: services.endorse(
                endorser=ben, recipient=alice, skill=skill, reason=REASON
            )
            for skill in skills
        ]
    )

    assert results.count("daily-limit") == 4
    assert Endorsement.objects.count() == 10


def test_a_study_group_never_gets_a_thirteenth(alice, person):
    group = cohorts.create_cohort(name="Owls", kind="study_group", by=alice)
    owls = [person(f"Owl {number}") for number in range(15)]

    results = at_once(
        [lambda owl=owl: cohorts.join_with_code(code=group.join_code, by=owl) for owl in owls]
    )

    assert results.count("group-full") == 4
    assert queries.member_count(group) == 12


def test_two_facilitators_leaving_at_once_leave_one(cohort, fran, alice):
    cohorts.change_role(cohort=cohort, user=alice, role="facilitator", by=fran)

    results = at_once(
        [lambda who=who: cohorts.leave_cohort(cohort=cohort, by=who) for who in (fran, alice)]
    )

    assert sorted(map(str, results)) == ["None", "last-facilitator"]
    assert queries.facilitators_of(cohort).count() == 1
