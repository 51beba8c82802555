# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""No hour is claimed or approved twice; what was not approved can be claimed again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.hours import approving, choosing, claiming, facts, lifecycle, queries
from peerreview.hours.approving import Decision
from peerreview.hours.models import ActiveDay, Claim, Line
from peerreview.kernel.errors import Closed, Invalid
from tests import worlds
from tests.peerreview.hours.claims import DAY, a_claim, an_entry

Browser = Callable[[User], Client]
YES, NO = Decision(act="approve"), Decision(act="decline", words="Not these.")
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


@pytest.fixture
def cohort(alice: User, fran: User) -> Cohort:
    return worlds.a_cohort(fran, [alice])


def keys(person: User) -> set[str]:
    return {each.key for each in choosing.choices(person, *YEAR)}


def measured(person: User, *days: int, minutes: int = 30) -> None:
    for day in days:
        ActiveDay.objects.create(
            person=person, day=date(2024, 3, day), place="review", minutes=minutes
        )


@pytest.mark.parametrize("decision", [None, YES])
def test_what_waits_or_stands_approved_is_not_claimed_again(
    alice: User, fran: User, cohort: Cohort, decision: Decision | None
) -> None:
    entry = an_entry(alice)
    claim = a_claim(alice, cohort)
    if decision:
        approving.decide(claim=claim, decision=decision, by=fran)
    asked = claiming.Asked(starts=YEAR[0], ends=YEAR[1], printed_name="Alice", cohort=cohort)

    assert keys(alice) == set()
    assert [line.claim for line in choosing.taken_between(alice, *YEAR)] == [claim]
    with pytest.raises(Invalid) as caught:
        claiming.claim(person=alice, asked=asked, chosen=[f"own:{entry.uuid}"], uuid=uuid4())
    assert caught.value.field == "chosen"
    other = an_entry(alice, 20)
    with pytest.raises(Invalid):
        both = [f"own:{entry.uuid}", f"own:{other.uuid}"]
        claiming.claim(person=alice, asked=asked, chosen=both, uuid=uuid4())


@pytest.mark.parametrize("end", ["decline", "withdraw", "revoke", "part"])
def test_what_was_not_approved_is_claimed_again(
    alice: User, fran: User, cohort: Cohort, end: str
) -> None:
    entry, other = an_entry(alice), an_entry(alice, 20)
    claim = a_claim(alice, cohort)
    if end == "decline":
        approving.decide(claim=claim, decision=NO, by=fran)
    elif end == "withdraw":
        claiming.withdraw(claim=claim, by=alice)
    elif end == "revoke":
        approving.decide(claim=claim, decision=YES, by=fran)
        approving.decide(claim=claim, decision=Decision(act="revoke", words="A slip."), by=fran)
    else:
        seen = claim.lines.get(entry=other)
        part = Decision(act="part", words="I saw one.", minutes={seen.pk: 10})
        approving.decide(claim=claim, decision=part, by=fran)

    free = {f"own:{entry.uuid}"} if end == "part" else {f"own:{entry.uuid}", f"own:{other.uuid}"}
    assert keys(alice) == free
    again = a_claim(alice, cohort)
    assert {line.source for line in again.lines.all()} == free


def test_measured_days_around_an_approval_are_claimed_and_all_of_it_counts(
    alice: User, fran: User, cohort: Cohort
) -> None:
    measured(alice, 1, 10, 20)
    middle = a_claim(alice, cohort, starts=date(2024, 3, 5), ends=date(2024, 3, 15))
    around = a_claim(alice, cohort)

    assert [line.minutes for line in middle.lines.all()] == [30]
    assert [(line.first_day, line.minutes) for line in around.lines.order_by("first_day")] == [
        (date(2024, 1, 1), 30),
        (date(2024, 3, 16), 30),
    ]
    for claim in (middle, around):
        approving.decide(claim=claim, decision=YES, by=fran)
    assert facts.facts_about(alice.pk)[1].approved_minutes == 90


def test_two_old_claims_of_the_same_are_not_both_approved(
    alice: User, fran: User, cohort: Cohort
) -> None:
    an_entry(alice)
    first = a_claim(alice, cohort)
    copied = first.lines.get()
    second = Claim.objects.create(
        person=alice, printed_name="Alice", cohort=cohort, starts=YEAR[0], ends=YEAR[1]
    )
    values = ("kind", "source", "first_day", "last_day", "minutes", "words")
    Line.objects.create(claim=second, **{name: getattr(copied, name) for name in values})
    approving.decide(claim=first, decision=YES, by=fran)

    with pytest.raises(Invalid) as caught:
        approving.decide(claim=second, decision=YES, by=fran)

    assert caught.value.field == "act"
    second.refresh_from_db()
    assert second.state == lifecycle.WAITING


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["claim", "approve", "decline", "withdraw", "revoke"]),
        st.integers(1, 12),
        st.integers(0, 6),
    ),
    max_size=10,
)


@pytest.mark.long
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_whatever_is_claimed_and_decided_nothing_stands_twice(
    alice: User, fran: User, cohort: Cohort, acts: list
) -> None:
    """And what no claim holds is offered."""
    with transaction.atomic():
        for day in (2, 5, 9):
            an_entry(alice, day, day=date(2024, 3, day))
        measured(alice, *range(1, 13))
        for act, day, length in acts:
            _do(alice, fran, cohort, act, day, length)

        held = list(choosing.taken(alice))
        sources = [line.source for line in held if line.kind == "declared"]
        assert len(sources) == len(set(sources))
        days = [day for line in held if line.kind == "evidenced" for day in _days_of(line)]
        assert len(days) == len(set(days))
        offered = choosing.choices(alice, date(2024, 3, 1), date(2024, 3, 12))
        free = [each for each in offered if each.kind == "evidenced"]
        assert sum(each.minutes for each in free) == 30 * (12 - len(days))
        assert len(offered) - len(free) == 3 - len(sources)
        transaction.set_rollback(True)


def _do(alice: User, fran: User, cohort: Cohort, act: str, day: int, length: int) -> None:
    first = date(2024, 3, day)
    last = min(first + timedelta(days=length), date(2024, 3, 12))
    claim = Claim.objects.order_by("-pk")[day % 3 : day % 3 + 1].first()
    try:
        if act == "claim":
            a_claim(alice, cohort, starts=first, ends=last)
        elif claim and act == "withdraw":
            claiming.withdraw(claim=claim, by=alice)
        elif claim:
            approving.decide(claim=claim, decision=Decision(act=act, words="So."), by=fran)
    except (Closed, Invalid):
        pass  # not now, or nothing left


def _days_of(line: Line) -> list[date]:
    return [
        line.first_day + timedelta(days=n) for n in range((line.last_day - line.first_day).days + 1)
    ]


def test_the_page_says_what_is_in_a_claim_already(
    alice: User, fran: User, cohort: Cohort, client_of: Browser
) -> None:
    entry = an_entry(alice)
    claim = a_claim(alice, cohort)
    client, url = client_of(alice), reverse("hours-claim-new")
    days: dict[str, Any] = {"starts": "2024-01-01", "ends": "2024-12-31"}

    page = client.get(url, days).content.decode()

    assert reverse("hours-claim", args=[claim.uuid]) in page
    assert "Waits for a decision" in page
    assert f"own:{entry.uuid}" not in page
    typed = {
        **days,
        "printed_name": "Alice",
        "uuid": str(uuid4()),
        "note": "Please.",
        "cohort": str(cohort.uuid),
    }
    free = an_entry(alice, 15)
    old = client.post(url, {**typed, "chosen": [f"own:{entry.uuid}", f"own:{free.uuid}"]})
    assert old.status_code == 422
    assert "cannot be claimed any more" in old.content.decode()
    assert "Please." in old.content.decode()
    assert queries.claims_of(alice).count() == 1


def test_the_list_of_what_is_taken_asks_once(alice: User, cohort: Cohort) -> None:
    an_entry(alice, day=DAY)
    a_claim(alice, cohort)
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len([line.claim.uuid for line in choosing.taken_between(alice, *YEAR)]) == 1
    for _ in range(4):
        an_entry(alice)
        a_claim(alice, cohort)
    with CaptureQueriesContext(connection) as more:
        assert len([line.claim.uuid for line in choosing.taken_between(alice, *YEAR)]) == 5

    assert len(more) == len(one)
