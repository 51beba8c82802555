# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Asked after an assigned review: blind stays blind, not yet leaves no trace, the author decides."""

import pytest
from django.urls import reverse

from endorsements import evidence, framing, queries, services, skills, vouching
from endorsements.models import Answer, Endorsement
from peerreview.accounts import personal
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Closed, DomainError, Missing
from peerreview.notifications.models import Notice
from peerreview.outbox.models import Message
from peerreview.outbox.services import deliver_all
from peerreview.reviews.submitting import set_aside
from tests.peerreview import reviewing

WORDS = "The comparison of both claims is fair to each, and rests on sources."


class Scene:
    """Alice's work, reviewed by Ben and Dora; the rubric's first criterion shows a skill."""

    def __init__(self, **activity):
        self.alice, self.ben, self.dora, self.emil = (
            reviewing.learner(name) for name in ("Alice", "Ben", "Dora", "Emil")
        )
        self.fran = reviewing.learner("Fran")
        self.cohort = reviewing.cohort_of(
            self.alice, self.ben, self.dora, self.emil, facilitator=self.fran
        )
        asked = {"reviews_needed": 2, "reviews_asked": 2, **activity}
        self.activity = reviewing.activity_in(self.cohort, **asked)
        self.submission = reviewing.submission_by(self.alice, self.activity)
        self.skill = skills.add_skill(name="Weighing arguments")
        framing.link(
            skill=self.skill,
            rubric=self.activity.rubric_version.rubric,
            criterion_key="argument",
            by=self.fran,
        )
        self.review = reviewing.reviewed(self.ben, self.activity)

    def vouch(self, **fields):
        said = {"skill": self.skill, "reason": WORDS, **fields}
        return vouching.vouch(review_uuid=self.review.uuid, by=self.ben, **said)


@pytest.fixture
def scene(db):
    return Scene()


def test_the_rubrics_skill_is_offered_first_and_nobody_is_named(scene, client_of):
    page = client_of(scene.ben).get(reverse("review-desk", args=[scene.review.uuid]))

    body = page.content.decode()
    assert "Would you vouch for a skill?" in body
    assert "Weighing arguments</option>" in body
    assert "Alice" not in body


def test_vouching_is_bound_to_review_version_and_relation(scene):
    given = scene.vouch(strength=Endorsement.Strength.SIGNS)

    assert given.recipient == scene.alice
    assert given.version == scene.submission.version
    assert (given.evidence, given.strength, given.relation) == (2, 1, "reviewer")
    assert given.is_pseudonymous
    assert given.is_author_hidden
    assert scene.vouch() == given  # a second click


def test_no_page_of_the_reviewer_names_the_author(scene, client_of):
    given = scene.vouch()
    client = client_of(scene.ben)

    for url in (
        reverse("review-desk", args=[scene.review.uuid]),
        reverse("endorsements-given"),
        reverse("endorsement-withdraw", args=[given.uuid]),
    ):
        body = client.get(url).content.decode()
        assert "Alice" not in body, url
        assert str(scene.alice.uuid) not in body, url


def test_no_page_names_the_reviewer(scene, client_of):
    given = scene.vouch()
    reviewing.reviewed(scene.dora, scene.activity)  # the last one: nobody reviews it any more
    services.accept(endorsement=given, by=scene.alice)

    for reader in (scene.alice, scene.emil):
        for url in (
            reverse("person", args=[scene.alice.uuid]),
            reverse("person-endorsements", args=[scene.alice.uuid]),
            reverse("endorsements"),
        ):
            body = client_of(reader).get(url).content.decode()
            assert "Ben" not in body, url
            assert str(scene.ben.uuid) not in body, url
    assert (
        WORDS
        in client_of(scene.emil).get(reverse("person", args=[scene.alice.uuid])).content.decode()
    )
    fact = evidence.standing_for(scene.alice.pk)[0]
    assert (fact.endorser_name, fact.endorser_is_public) == ("", False)


def test_it_is_not_public_while_blind_reviewers_may_still_come(scene):
    given = scene.vouch()

    with pytest.raises(Closed) as refusal:
        services.accept(endorsement=given, by=scene.alice)
    reviewing.reviewed(scene.dora, scene.activity)
    services.accept(endorsement=given, by=scene.alice)

    assert refusal.value.code == "under-review"
    assert queries.words_on(scene.alice.pk).get() == given


def test_the_same_skill_between_mates_tells_nothing_of_the_review(scene):
    scene.vouch()

    # Would this be refused as "you endorse Alice already", Ben would know whose work he reviewed.
    beside = services.endorse(
        endorser=scene.ben, recipient=scene.alice, skill=scene.skill, reason=WORDS
    )

    assert beside.review_uuid is None
    assert Endorsement.objects.count() == 2


def test_one_voice_once_in_what_badges_are_told(scene):
    given = scene.vouch()
    beside = services.endorse(
        endorser=scene.ben, recipient=scene.alice, skill=scene.skill, reason=WORDS
    )
    reviewing.reviewed(scene.dora, scene.activity)
    for each in (given, beside):
        services.accept(endorsement=each, by=scene.alice)

    assert [fact.evidence for fact in evidence.standing_for(scene.alice.pk)] == [2]


def test_not_yet_leaves_nothing_for_the_author(scene, client_of):
    before = Message.objects.count()

    sent = client_of(scene.ben).post(reverse("review-vouch-not-yet", args=[scene.review.uuid]))

    assert sent.status_code == 302
    assert Message.objects.count() == before
    assert not Endorsement.objects.exists()
    assert Answer.objects.get().person == scene.ben
    page = client_of(scene.ben).get(reverse("review-desk", args=[scene.review.uuid]))
    assert "You have answered: not yet." in page.content.decode()
    assert not any("Answer" in name for name, _rows in personal.everything(scene.alice))


def test_it_reaches_the_author_with_the_results_and_not_before(db):
    scene = Scene(author_sees="released")
    given = scene.vouch()
    deliver_all()

    assert given.opened_at is None
    assert not queries.received_by(scene.alice.pk).exists()
    assert not Notice.objects.filter(person=scene.alice, kind="endorsement-received").exists()
    assert WORDS not in str(list(personal.everything(scene.alice)))
    with pytest.raises(DomainError):
        services.accept(endorsement=given, by=scene.alice)


def test_who_did_not_review_it_is_asked_nothing(scene, client_of):
    for person in (scene.alice, scene.dora, scene.fran):
        with pytest.raises(Missing):
            vouching.vouch(
                review_uuid=scene.review.uuid, by=person, skill=scene.skill, reason=WORDS
            )
        assert client_of(person).post(
            reverse("review-vouch-not-yet", args=[scene.review.uuid])
        ).status_code in (404, 403)


def test_a_review_that_is_set_aside_takes_its_word_with_it(scene):
    given = scene.vouch()

    set_aside(review=scene.review, by=scene.fran, reason="It is about another work.")
    deliver_all()

    given.refresh_from_db()
    assert (bool(given.withdrawn_at), given.ended_because) == (True, "evidence")
    assert vouching.offer_for(scene.ben, scene.review.uuid) is None


def test_a_form_that_says_too_little_keeps_what_was_typed(scene, client_of):
    sent = {"skill": scene.skill.uuid, "reason": "Nice <b>", "strength": 2}

    answer = client_of(scene.ben).post(reverse("review-vouch", args=[scene.review.uuid]), sent)

    assert answer.status_code == 422
    assert "Nice &lt;b&gt;" in answer.content.decode()
    assert "Alice" not in answer.content.decode()


def test_a_study_groups_own_round_is_no_strangers_word(db, client_of):
    scene = Scene()
    Cohort.objects.filter(pk=scene.cohort.pk).update(kind=Cohort.Kind.STUDY_GROUP)

    reviewing.reviewed(scene.dora, scene.activity)
    given = services.accept(endorsement=scene.vouch(), by=scene.alice)
    deliver_all()

    assert given.evidence == Endorsement.Evidence.CITED
    assert not [fact for fact in evidence.standing_for(scene.alice.pk) if fact.evidence == 2]
    page = client_of(scene.alice).get(
        reverse("endorsements-weight-of-skill", args=[scene.skill.uuid])
    )
    body = page.content.decode()
    assert "review in your study group" in body
    assert "nobody could choose" not in body
