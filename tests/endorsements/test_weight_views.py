# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The pages about weight: for the person alone, in words, never in numbers about others."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from endorsements import explaining, services, weighing, weight_queries
from endorsements.explaining import Band
from endorsements.ledger import Mirror
from endorsements.models import Endorsement
from endorsements.trust import Term
from peerreview.cohorts import services as cohorts
from peerreview.outbox.services import deliver_all
from tests.endorsements.conftest import REASON

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def by(endorser, recipient, skill):
    word = services.endorse(endorser=endorser, recipient=recipient, skill=skill, reason=REASON)
    return services.accept(endorsement=word, by=recipient)


def test_before_anything_is_said_the_pages_say_what_to_do(alice, client_of):
    assert "Nothing to weigh yet" in text_of(client_of(alice).get(reverse("endorsements-weight")))
    page = text_of(client_of(alice).get(reverse("endorsements-mirror")))
    assert "Too few to say" in page
    assert "not known yet" in page


def test_a_person_reads_why_each_word_weighs_as_it_does(given, fran, alice, ben, skill, client_of):
    by(fran, alice, skill)
    by(fran, ben, skill)
    by(alice, ben, skill)
    deliver_all()

    listed = text_of(client_of(alice).get(reverse("endorsements-weight")))
    page = text_of(client_of(alice).get(reverse("endorsements-weight-of-skill", args=[skill.uuid])))

    assert skill.name in listed
    assert "You endorsed each other" in page
    assert "citing the work it shows in" in page
    assert not re.search(r"\d\.\d", page)
    for name in ("Fran", "Ben"):
        assert name not in page


def test_a_word_not_weighed_yet_says_so(given, alice, skill, client_of):
    page = client_of(alice).get(reverse("endorsements-weight-of-skill", args=[skill.uuid]))
    assert "Look again in a minute" in text_of(page)


def test_nobody_reads_it_of_a_skill_they_were_not_endorsed_in(
    given, ben, charlie, skill, client_of
):
    address = reverse("endorsements-weight-of-skill", args=[skill.uuid])
    assert client_of(ben).get(address).status_code == 404
    assert client_of(charlie).get(address).status_code == 404


def test_the_mirror_tells_counts_of_several(alice, client_of):
    Mirror.objects.create(endorser=alice, judged=12, confirmed=9)
    page = text_of(client_of(alice).get(reverse("endorsements-mirror")))
    assert "Of 12 people you vouched for" in page
    assert "9 were confirmed" in page


def test_a_facilitators_word_is_well_known(cohort, fran, alice, skill):
    by(fran, alice, skill)
    deliver_all()
    assert explaining.own_word(fran.pk).band is Band.MUCH
    assert explaining.own_word(alice.pk).band is not Band.NONE


def test_the_public_form_is_a_bound_and_tells_no_strength(
    cohort, fran, alice, ben, skill, client_of
):
    by(fran, alice, skill)
    deliver_all()
    standing = weight_queries.standings_of(alice.pk).get()
    standing.voices = 3
    standing.number, standing.pk = 2, None
    standing.save()

    page = text_of(client_of(ben).get(reverse("person", args=[alice.uuid])))

    assert "At least 3 independent voices" in page
    assert "Why they weigh" not in page
    own = text_of(client_of(alice).get(reverse("person", args=[alice.uuid])))
    assert "Why they weigh" in own


def test_the_list_asks_the_database_no_more_for_more_skills(cohort, fran, alice, client_of):
    def count(many: int) -> int:
        for number in range(many):
            word = services.endorse_in_new_skill(
                skill_name=f"Skill {'abcdefghij'[number]} {many}",
                endorser=fran, recipient=alice, reason=REASON,
            )  # fmt: skip
            services.accept(endorsement=word, by=alice)
        weighing.recompute()
        client = client_of(alice)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("endorsements-weight"))
        return len(captured)

    count(1)
    assert count(6) == count(2)


def test_the_explanation_asks_no_more_for_more_endorsers(
    cohort, fran, alice, skill, person, client_of
):
    def count() -> int:
        weighing.recompute()
        address = reverse("endorsements-weight-of-skill", args=[skill.uuid])
        client = client_of(alice)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    by(fran, alice, skill)
    count()
    few = count()
    for number in range(6):
        friend = person(f"Friend {number}")
        cohorts.join_with_code(code=cohort.join_code, by=friend)
        by(friend, alice, skill)
    assert count() == few


def test_of_a_word_out_of_an_assigned_review_nothing_tells_who_gave_it():
    term = Term(
        endorser=3, value=0.1, evidence=2, is_key=True, freshness=0.5, budget=0.5,
        credibility=0.2, reliability=0.5, circle=0.2, is_answer=True,
    )  # fmt: skip
    said = " ".join(explaining._sentences(term, Endorsement()))
    assert "assigned" in said
    for hint in ("each other", "circle", "very many", "person"):
        assert hint not in said


@pytest.mark.parametrize(
    ("strength", "band"),
    [(0, Band.NONE), (0.1, Band.LITTLE), (0.3, Band.SOME), (0.5, Band.MUCH), (4, Band.MUCH)],
)
def test_strength_is_told_in_bands(strength, band):
    assert explaining.strength_band(strength) is band
