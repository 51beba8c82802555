# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge that ends: told in time, renewed by what was declared, expired and not revoked."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import log, queries, rule_queries, services, standing_words, validity, verifying
from badges.awards import renewing
from badges.criteria import CriteriaError
from badges.evidence import Evidence
from badges.life_models import Turn
from badges.models import Credential, CriteriaVersion
from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.badges import earning
from tests.badges.awards import holding

pytestmark = pytest.mark.django_db
MOMENTS = st.integers(0, 3_500_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
MONTHS = st.integers(1, validity.MOST_MONTHS)


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    return holding.an_ending_badge(alice, ben, fran)


def vouched_again(alice: User, fran: User, person: Callable[..., User]) -> None:
    dora = person("Dora")
    worlds.a_cohort(fran, [alice, dora], name="Another")
    earning.vouch(dora, alice)
    deliver_all()


@given(MOMENTS, MONTHS, MONTHS)
def test_months_go_forward_to_the_same_day_or_the_last_of_a_shorter_month(
    start: datetime, first: int, more: int
) -> None:
    end = validity.add_months(start, first)

    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == first
    assert end.day == start.day or (end + timedelta(days=1)).day == 1
    assert validity.add_months(start, first + more) > end > start


@given(MOMENTS, MONTHS)
def test_renewal_opens_before_the_end_and_never_right_after_a_renewal(
    start: datetime, months: int
) -> None:
    declared = {"months": months, "renewal": earning.VOUCHED}
    end = validity.end(declared, start)

    assert start < validity.opens(declared, end) < end
    assert not validity.is_open(declared, end, start)
    assert validity.is_open(declared, end, end)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"months": 12},
        {"months": 0, "renewal": earning.VOUCHED},
        {"months": True, "renewal": earning.VOUCHED},
        {"months": 12, "renewal": {"nonsense": {}}},
        {"months": 12, "renewal": earning.VOUCHED, "more": 1},
    ],
)
def test_what_is_no_validity_is_refused(wrong: dict) -> None:
    with pytest.raises(CriteriaError):
        validity.check(wrong)
    with pytest.raises(Invalid):
        services.publish_criteria(
            achievement=earning.an_achievement(), tree=earning.VOUCHED, validity=wrong
        )


def test_a_new_work_must_be_handed_in_since_the_badge_was_signed() -> None:
    declared = {"months": 12, "renewal": {"reviewers": {"independent": 1}}}
    signed = datetime(2030, 5, 5, tzinfo=UTC)
    old, new = (
        Evidence(has_submission=True, submitted=day, independent_reviewers=3, today="2031-05-01")
        for day in ("2030-05-04", "2031-04-01")
    )

    assert not validity.judged(declared, signed, old).is_met
    assert validity.judged(declared, signed, new).is_met


def test_a_rule_without_validity_keeps_its_digest(credential: Credential) -> None:
    first, second = CriteriaVersion.objects.order_by("number")

    assert first.digest == hashing.digest({"tree": first.tree, "activity": None})
    assert second.digest != first.digest
    assert "valid for 12 months" in second.narrative


def test_the_end_is_signed_and_after_it_the_badge_is_expired_not_revoked(
    credential: Credential, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = json.loads(credential.document)
    assert datetime.fromisoformat(document["validUntil"]) == credential.valid_until.replace(
        microsecond=0
    )
    assert verifying.check(credential.document).verdict == "valid"
    assert rule_queries.in_force(clock.now()).filter(recipient=alice).exists()

    after = credential.valid_until + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: after)
    result = verifying.check(credential.document)

    assert (result.verdict, credential.revoked_at) == ("expired", None)
    assert "its time is over" in result.headline
    assert standing_words.stamp(credential, after) == "Its time is over"
    assert not queries.holders().filter(recipient=alice).exists()
    assert list(log.faults()) == []


def test_it_is_renewed_once_what_renews_it_is_there(
    credential: Credential, alice: User, ben: User, fran: User, person: Callable[..., User]
) -> None:
    award, end = credential.award, credential.valid_until
    near = end - timedelta(days=20)
    for by, at, error in ((ben, near, NotAllowed), (alice, clock.now(), Conflict)):
        with pytest.raises(error):
            renewing.renew(award=award, by=by, now=at)
    with pytest.raises(Conflict) as refusal:
        renewing.renew(award=award, by=alice, now=near)
    assert refusal.value.code == "not-met"

    vouched_again(alice, fran, person)
    made = renewing.renew(award=award, by=alice, now=near)
    again = renewing.renew(award=award, by=alice, now=near)
    credential.refresh_from_db()
    old, new = (json.loads(each.document) for each in (credential, made))
    renewal = json.loads(made.decision)["renewal"]

    assert again == made
    assert made.valid_until == validity.add_months(end, 12)
    assert (credential.reason_class, new["awardedDate"]) == ("replaced", old["awardedDate"])
    assert renewal["verdict"]["state"] == "met"
    assert "Alice" not in json.dumps(renewal)
    assert list(log.faults()) == []
    with pytest.raises(Conflict):
        renewing.renew(award=award, by=alice, now=near + timedelta(days=3))


def test_one_whose_time_is_over_is_renewed_from_that_day(
    credential: Credential, alice: User, fran: User, person: Callable[..., User]
) -> None:
    vouched_again(alice, fran, person)
    late = credential.valid_until + timedelta(days=100)
    made = renewing.renew(award=credential.award, by=alice, now=late)

    assert made.valid_until == validity.add_months(late, 12)
    assert Turn.objects.get().kind == Turn.Kind.RENEWED


def test_a_badge_without_an_end_is_not_renewed(alice: User, ben: User, fran: User) -> None:
    endless = holding.a_badge(alice, ben, fran)
    with pytest.raises(Conflict) as refusal:
        renewing.renew(award=endless.award, by=alice)

    assert refusal.value.code == "no-end"


def test_its_owner_is_told_60_and_14_days_before_once_each(
    credential: Credential, alice: User
) -> None:
    end = credential.valid_until
    told = [
        renewing.tell_of_endings(now=end - timedelta(days=days))
        for days in (61, 59, 58, 15, 13, 12, -1)
    ]

    assert told == [0, 1, 0, 0, 1, 0, 0]
    [first, last] = Notice.objects.filter(person=alice, kind="badge-ending").order_by("pk")
    assert first.link == f"/awards/{credential.award.uuid}/renew/"
    assert first.params["day"] == last.params["day"] == end.date().isoformat()
