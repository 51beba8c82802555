# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a claimed badge leaned on goes: it is looked at again, stands meanwhile, and never goes in silence."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from badges import deciding, issuing, log, queries, verifying
from badges.awards import queries as life
from badges.awards import reconsidering
from badges.awards.models import Reconsideration
from badges.models import Award, Credential
from endorsements import services as endorsements
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.outbox.services import deliver_all
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import set_aside
from tests import worlds
from tests.badges import earning
from tests.badges.awards import holding

pytestmark = pytest.mark.django_db
People = Callable[..., User]


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    return holding.a_badge(alice, ben, fran)


def take_word_back(ben: User) -> None:
    endorsements.withdraw(endorsement=ben.endorsements_given.get(), by=ben)
    deliver_all()


def told(person: User, kind: str) -> int:
    return Notice.objects.filter(person=person, kind=kind).count()


def test_a_word_taken_back_opens_a_case_and_the_badge_stands(
    client: Client, credential: Credential, alice: User, ben: User, fran: User
) -> None:
    before = client.get(f"/credentials/{credential.uuid}/")
    take_word_back(ben)
    deliver_all()
    case = life.cases().get()
    page = client.get(f"/credentials/{credential.uuid}/")

    assert (case.state, case.cause) == ("open", "endorsement")
    assert case.due_at - case.opened_at == timedelta(days=30)
    assert [leaf["kind"] for leaf in case.missing] == ["endorsements"]
    assert (told(alice, "badge-reconsidered"), told(fran, "badge-to-reconsider")) == (1, 1)
    assert Award.objects.get().state == Award.State.CLAIMED
    assert verifying.check(credential.document).verdict == "valid"
    # Strangers are told nothing.
    assert page.context["case"] is None
    assert "rests on changed" not in page.content.decode()
    assert before.context["result"].verdict == page.context["result"].verdict


def test_made_up_it_closes_by_itself(
    credential: Credential, alice: User, ben: User, fran: User, person: People
) -> None:
    take_word_back(ben)
    dora = person("Dora")
    worlds.a_cohort(fran, [alice, dora], name="Another")
    earning.vouch(dora, alice)
    deliver_all()

    assert life.cases().get().state == "made-up"
    assert told(alice, "badge-reconsideration-closed") == 1
    assert [each.fault for each in deciding.replay_all() if each.fault] == []


def test_the_issuer_decides_when_the_time_is_over_and_says_why(
    credential: Credential, alice: User, ben: User, fran: User
) -> None:
    take_word_back(ben)
    case = life.cases().get()
    late = case.due_at + timedelta(hours=1)
    for by, act, reason, at, error in (
        (alice, "stands", "Mine.", late, NotAllowed),
        (fran, "nonsense", "So.", late, Invalid),
        (fran, "revoked", " ", late, Invalid),
        (fran, "revoked", "Nobody vouches.", clock.now(), Conflict),
    ):
        with pytest.raises(error):
            reconsidering.decide(case=case, by=by, act=act, reason=reason, now=at)

    decided = reconsidering.decide(
        case=case, by=fran, act="revoked", reason="Nobody vouches.", now=late
    )
    again = reconsidering.decide(case=case, by=fran, act="stands", reason="No.", now=late)
    credential.refresh_from_db()

    assert decided.state == again.state == "revoked"
    assert (credential.reason_class, Award.objects.get().state) == ("evidence", "revoked")
    assert told(alice, "badge-reconsideration-closed") == 1
    assert list(log.faults()) == []


def test_suspended_for_want_of_evidence(credential: Credential, ben: User, fran: User) -> None:
    take_word_back(ben)
    case = life.cases().get()
    reconsidering.decide(case=case, by=fran, act="suspended", reason="Until then.", now=case.due_at)

    assert verifying.check(credential.document).verdict == "suspended"


def test_what_was_said_to_stand_is_not_asked_again_for_the_same_lack(
    credential: Credential, ben: User, fran: User
) -> None:
    take_word_back(ben)
    reconsidering.decide(case=life.cases().get(), by=fran, act="stands", reason="I saw it done.")
    award = queries.credentials().get().award

    assert reconsidering.look(award=award, cause="endorsement") is None
    assert life.cases().get().state == "stands"


def test_looking_twice_is_looking_once(credential: Credential, alice: User, ben: User) -> None:
    take_word_back(ben)
    award = queries.credentials().get().award
    for _twice in range(2):
        reconsidering.look(award=award, cause="work")

    assert Reconsideration.objects.count() == 1
    assert told(alice, "badge-reconsidered") == 1


def test_what_holds_is_watched_in_silence_and_forgotten(
    credential: Credential, alice: User
) -> None:
    award = queries.credentials().get().award
    reconsidering.look(award=award, cause="work")

    assert not life.cases().exists()
    assert told(alice, "badge-reconsidered") == 0
    assert reconsidering.look_around(now=clock.now() + timedelta(hours=13)) == 1
    assert reconsidering.look_around(now=clock.now() + timedelta(days=31)) == 0
    assert not Reconsideration.objects.exists()


def test_the_issuer_is_told_when_it_is_theirs_to_decide(
    credential: Credential, ben: User, fran: User
) -> None:
    take_word_back(ben)
    for _twice in range(2):
        reconsidering.look_around(now=clock.now() + timedelta(days=31))

    assert told(fran, "badge-to-reconsider") == 2


@pytest.mark.long
def test_a_review_set_aside_is_looked_at_once_its_result_is_computed(
    person: People, alice: User, fran: User
) -> None:
    reviewed = earning.reviewed_work(person, alice, fran)
    issuing.claim(award=reviewed.award, by=alice)
    set_aside(review=Review.objects.order_by("pk")[0], by=fran, reason="It is about another work.")
    deliver_all()
    case = life.cases().get()

    assert (case.state, case.cause) == ("open", "review")
    assert "reviewers" in [leaf["kind"] for leaf in case.missing]
    assert Award.objects.get(pk=reviewed.award.pk).state == Award.State.CLAIMED
