# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The dialogue's acts: what they do, that twice is once, and who may not."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from peerreview import evidence
from peerreview.activities import revising
from peerreview.activities.queries import live_submission
from peerreview.activities.services import withdraw
from peerreview.allocation.services import next_assignment
from peerreview.dialogue import again, annotating, deciding, queries, rating, talking
from peerreview.dialogue.annotating import Comment
from peerreview.dialogue.models import Annotation, Message, Rating, Recording, SecondLook, Task
from peerreview.dialogue.rating import Evaluation
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.outbox.services import run_periodic
from peerreview.reviews.submitting import submit_review
from tests.peerreview import reviewing
from tests.peerreview.dialogue import scene as scenes
from tests.peerreview.dialogue.scene import NOW

pytestmark = pytest.mark.django_db
GOOD = Evaluation(useful=5, specific=4, fair=5, tags=["good"], reply="That helped.")


# --- comments at places ----------------------------------------------------------------------------


def test_a_comment_is_anchored_by_words_and_position() -> None:
    scene = scenes.begun()

    made = scenes.comment(scene, quote="somebody   answers")

    quote, position = made.selectors
    assert quote["type"] == "TextQuoteSelector"
    assert quote["exact"] == "somebody answers"
    assert (position["start"], position["end"]) == (14, 30)


def test_the_same_id_again_changes_the_comment_and_makes_no_second() -> None:
    scene = scenes.begun()
    uuid = uuid4()

    scenes.comment(scene, uuid=uuid)
    scenes.comment(scene, uuid=uuid, body="Who answers?")

    assert Annotation.objects.get().body == "Who answers?"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"place": {"quote": "no such words"}}, "quote"),
        ({"place": {"quote": "We"}, "body": "  "}, "body"),
        ({"place": {}, "body": "x" * 2001}, "body"),
        ({"part": uuid4()}, "part"),
    ],
)
def test_what_cannot_be_said_names_its_field(said: dict, field: str) -> None:
    scene = scenes.begun()
    values = {"part": scene.part.uuid, "place": {}, "body": "Good.", **said}

    with pytest.raises(Invalid) as refused:
        annotating.annotate(
            review=scene.review, by=scene.ben, uuid=uuid4(), comment=Comment(**values)
        )

    assert refused.value.field == field
    assert not Annotation.objects.exists()


def test_comments_are_the_reviewers_until_the_review_is_handed_in() -> None:
    scene = scenes.begun()
    made = scenes.comment(scene)
    with pytest.raises(NotAllowed):
        annotating.remove(review=scene.review, by=scene.alice, uuid=made.uuid)
    scenes.hand_in(scene)

    with pytest.raises(Conflict):
        scenes.comment(scene, uuid=made.uuid, body="Changed")
    with pytest.raises(Conflict):
        annotating.remove(review=scene.review, by=scene.ben, uuid=made.uuid)


def test_a_removed_comment_is_gone_and_removing_it_again_is_fine() -> None:
    scene = scenes.begun()
    made = scenes.comment(scene)

    for _ in range(2):
        annotating.remove(review=scene.review, by=scene.ben, uuid=made.uuid)

    assert not Annotation.objects.exists()


def _speak(scene: scenes.Scene, sound: object, uuid: object = None, **fields: object) -> Annotation:
    said = Comment(part=None, place={}, body="", recording=sound, **fields)
    return annotating.annotate(
        review=scene.review, by=scene.ben, uuid=uuid or uuid4(), comment=said
    )


def test_a_spoken_comment_is_cleaned_and_stored_under_a_name_that_says_nothing() -> None:
    scene = scenes.begun()

    made = _speak(scene, scenes.sound(), transcript="Listen.")

    with default_storage.open(made.recording.storage_key) as stored:
        content = stored.read()
    assert b"Ben Ray" not in content
    assert "Ben" not in made.recording.storage_key
    assert made.recording.transcript == "Listen."
    assert made.recording.content_type == "audio/wav"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\nnothing", b"just words", b"", b"\x1a\x45\xdf\xa3webm"]
)
def test_what_is_no_sound_is_refused_at_its_field(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        _speak(scenes.begun(), io.BytesIO(content))

    assert refused.value.field == "recording"
    assert not Recording.objects.exists()


def test_more_than_two_minutes_are_refused() -> None:
    with pytest.raises(Invalid) as refused:
        _speak(scenes.begun(), scenes.sound(seconds=125))

    assert refused.value.code == "too-long"


def test_a_new_recording_replaces_the_old_one_whose_bytes_go(deliver: object) -> None:
    scene = scenes.begun()
    uuid = uuid4()
    first = _speak(scene, scenes.sound(), uuid).recording.storage_key

    second = _speak(scene, scenes.sound(2), uuid).recording.storage_key
    deliver()

    assert not default_storage.exists(first)
    assert default_storage.exists(second)


# --- talk -----------------------------------------------------------------------------------------


def test_both_sides_may_talk_and_twice_is_once() -> None:
    scene = scenes.done()
    uuid = uuid4()

    for _ in range(2):
        talking.say(review=scene.review, by=scene.alice, said="Which line?", uuid=uuid, now=NOW)
    talking.say(review=scene.review, by=scene.ben, said="The first.", uuid=uuid4(), now=NOW)

    assert [message.side for message in Message.objects.all()] == ["author", "reviewer"]


def test_nobody_else_may_talk_and_not_about_a_draft() -> None:
    scene = scenes.begun(people=3)
    with pytest.raises(NotAllowed):
        talking.say(review=scene.review, by=scene.alice, said="Hello?", uuid=uuid4(), now=NOW)
    scenes.hand_in(scene)

    with pytest.raises(NotAllowed):
        talking.say(review=scene.review, by=scene.fran, said="Hello?", uuid=uuid4(), now=NOW)


def test_talk_closes_two_weeks_after_the_end() -> None:
    scene = scenes.done()
    late = scene.activity.review_by + timedelta(days=14, minutes=1)

    with pytest.raises(Closed):
        talking.say(review=scene.review, by=scene.alice, said="Late", uuid=uuid4(), now=late)


# --- evaluations -----------------------------------------------------------------------------------


def test_a_reviewer_is_told_in_a_batch_of_three_and_not_before() -> None:
    scene = scenes.begun(people=6)
    scenes.hand_in(scene)
    others = [reviewing.User.objects.get(display_name=f"Other{n}") for n in range(4)]
    reviews = [scenes.reviewed_by_ben(scene, each, minutes=n) for n, each in enumerate(others)]
    seen = []

    for review in [scene.review, *reviews]:
        rating.rate(review=review, by=review.submission.author, evaluation=GOOD, now=NOW)
        told = queries.feedback_for(scene.ben)
        seen.append(told.count if told else 0)

    assert seen == [0, 0, 3, 3, 3]
    late = scene.activity.review_by + timedelta(days=15)
    assert rating.tell_batch(reviewer=scene.ben, activity=scene.activity, now=late) == 2
    assert queries.feedback_for(scene.ben).count == 5


def test_a_single_evaluation_is_never_told() -> None:
    scene = scenes.done()
    rating.rate(review=scene.review, by=scene.alice, evaluation=GOOD, now=NOW)
    late = scene.activity.review_by + timedelta(days=400)

    assert rating.tell_batch(reviewer=scene.ben, activity=scene.activity, now=late) == 0
    run_periodic()
    assert queries.feedback_for(scene.ben) is None


def test_what_was_told_no_longer_changes() -> None:
    scene = scenes.done()
    rating.rate(review=scene.review, by=scene.alice, evaluation=GOOD, now=NOW)
    Rating.objects.update(told_at=NOW)

    rating.rate(review=scene.review, by=scene.alice, evaluation=GOOD, now=NOW)
    with pytest.raises(Conflict):
        rating.rate(review=scene.review, by=scene.alice, evaluation=Evaluation(1, 1, 1), now=NOW)


@pytest.mark.parametrize(
    ("evaluation", "field"),
    [
        (Evaluation(0, 1, 1), "useful"),
        (Evaluation(1, 1, 6), "fair"),
        (Evaluation(1, 1, 1, tags=["ugly"]), "tags"),
        (Evaluation(1, 1, 1, reply="x" * 1001), "reply"),
    ],
)
def test_an_evaluation_that_cannot_be_names_its_field(evaluation: Evaluation, field: str) -> None:
    scene = scenes.done()

    with pytest.raises(Invalid) as refused:
        rating.rate(review=scene.review, by=scene.alice, evaluation=evaluation, now=NOW)

    assert refused.value.field == field


def test_only_the_author_evaluates() -> None:
    scene = scenes.done()

    for user in (scene.ben, scene.fran):
        with pytest.raises(NotAllowed):
            rating.rate(review=scene.review, by=user, evaluation=GOOD, now=NOW)


# --- tasks, uptake and revisions -------------------------------------------------------------------


def test_from_remark_to_confirmed_uptake(deliver: object) -> None:
    scene = scenes.done()
    scenes.allow_revising(scene)
    names = queries.remark_names(scene.review)
    task = deciding.accept(review=scene.review, remark="criterion:argument", by=scene.alice)
    deciding.finish(task=task, by=scene.alice, what_changed="I name who answers.")
    assert queries.uptake_of(scene.ben.pk).remarks == 0

    made = scenes.revise(scene)
    deliver()

    task.refresh_from_db()
    assert len(names) == 2
    assert task.version == made.version
    assert queries.uptake_of(scene.ben.pk) == queries.Uptake(remarks=1, authors=1)
    fact = evidence.uptake_fact(scene.ben.pk)
    assert (fact.remarks, fact.authors) == (1, 1)


def test_a_remark_is_declined_with_a_reason_only() -> None:
    scene = scenes.done()
    remark = f"annotation:{Annotation.objects.get().uuid}"

    with pytest.raises(Invalid):
        deciding.decline(review=scene.review, remark=remark, by=scene.alice, reason=" ")
    task = deciding.decline(review=scene.review, remark=remark, by=scene.alice, reason="On purpose")

    assert task.state == Task.State.DECLINED
    with pytest.raises(Invalid):
        deciding.accept(review=scene.review, remark="overall", by=scene.alice)
    with pytest.raises(NotAllowed):
        deciding.accept(review=scene.review, remark=remark, by=scene.ben)


def test_a_revision_supersedes_and_keeps_the_round_before() -> None:
    scene = scenes.done()
    with pytest.raises(Closed):
        revising.start_revision(submission=scene.submission, by=scene.alice)
    scenes.allow_revising(scene)

    made = scenes.revise(scene)

    scene.submission.refresh_from_db()
    assert live_submission(scene.activity, scene.alice) == made
    assert scene.submission.superseded_at is not None
    assert scene.submission.reviews.count() == 1
    with pytest.raises(Conflict):
        revising.start_revision(submission=scene.submission, by=scene.alice)


def test_a_revision_taken_back_leaves_the_round_before_standing() -> None:
    scene = scenes.done()
    scenes.allow_revising(scene)
    made = scenes.revise(scene)

    withdraw(submission=made, by=scene.alice)

    assert live_submission(scene.activity, scene.alice) == scene.submission
    once_more = scenes.revise(scene, source="We learn when anybody answers.")
    assert once_more.revises == scene.submission


def test_nothing_changed_is_no_revision() -> None:
    scene = scenes.done()
    scenes.allow_revising(scene)
    scene.submission.refresh_from_db()
    draft = revising.start_revision(submission=scene.submission, by=scene.alice)

    with pytest.raises(Invalid):
        revising.resubmit(submission=scene.submission, version=draft, by=scene.alice)


def test_the_reviewer_of_before_comes_first_under_the_same_alias(deliver: object) -> None:
    scene = scenes.done(people=3)
    scenes.allow_revising(scene)
    made = scenes.revise(scene)
    deliver()
    other = reviewing.User.objects.get(display_name="Other0")
    assert next_assignment(activity=scene.activity, reviewer=other) is None
    look = SecondLook.objects.get(submission=made, reviewer=scene.ben)

    second = again.take(look=look, by=scene.ben)
    again.take(look=look, by=scene.ben)

    made.refresh_from_db()
    assert second.assignment.alias == scene.review.assignment.alias
    assert (made.reviews_leased, made.held_until) == (1, None)
    assert next_assignment(activity=scene.activity, reviewer=other).submission == made
    reviewing.fill(second)
    submit_review(review=second, by=scene.ben)


def test_who_passes_a_revision_on_frees_it_for_others(deliver: object) -> None:
    scene = scenes.done(people=3)
    scenes.allow_revising(scene)
    made = scenes.revise(scene)
    deliver()
    look = SecondLook.objects.get()

    for _ in range(2):
        again.pass_on(look=look, by=scene.ben)

    made.refresh_from_db()
    assert made.held_until is None
    with pytest.raises(Conflict):
        again.take(look=look, by=scene.ben)
    with pytest.raises(NotAllowed):
        again.take(look=look, by=scene.alice)


def test_while_results_are_sealed_neither_side_can_write() -> None:
    scene = scenes.done(author_sees="released")

    for user in (scene.alice, scene.ben):
        with pytest.raises(Closed):
            talking.say(review=scene.review, by=user, said="Early", uuid=uuid4(), now=NOW)
