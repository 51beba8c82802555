# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The dialogue's pages through HTTP: what each side sees, and what it must not."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import slugify

from peerreview.activities import teaming
from peerreview.activities.models import Activity, Submission
from peerreview.dialogue import again, annotating, deciding, rating, talking
from peerreview.dialogue.annotating import Comment
from peerreview.dialogue.models import Annotation, Message, Rating, SecondLook, Task
from peerreview.dialogue.rating import Evaluation
from tests.house import inline
from tests.peerreview import reviewing
from tests.peerreview.dialogue import scene as scenes
from tests.peerreview.dialogue.scene import Scene

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def talk_url(scene: Scene, name: str = "review-talk") -> str:
    alias = slugify(scene.review.assignment.alias)
    return reverse(name, args=[scene.submission.uuid, alias])


def my_url(scene: Scene, name: str = "my-review-talk") -> str:
    return reverse(name, args=[scene.review.uuid])


def text_of(response: Any) -> str:
    body = response.content.decode()
    assert inline.faults(body) == [] or not body.startswith("<!")
    return body


# --- comments while reviewing ---------------------------------------------------------------------


def posted(scene: Scene, **fields: object) -> dict[str, object]:
    values = {"uuid": uuid4(), "part": scene.part.uuid, "quote": "answers", "body": "Who?"}
    return {**values, **fields}


def test_a_comment_by_form_alone_is_shown_on_the_desk_and_then_to_the_author(
    client_of: ClientOf,
) -> None:
    scene = scenes.begun()
    ben = client_of(scene.ben)

    response = ben.post(reverse("annotation-new", args=[scene.review.uuid]), posted(scene))

    assert response["Location"] == reverse("review-desk", args=[scene.review.uuid]) + "#comments"
    assert "“answers”" in text_of(ben.get(reverse("review-desk", args=[scene.review.uuid])))
    assert client_of(scene.alice).get(talk_url(scene)).status_code == 404
    scenes.hand_in(scene)
    page = text_of(client_of(scene.alice).get(talk_url(scene)))
    assert "Who?" in page
    assert "annotation-marks" in page


def test_by_script_the_list_comes_back_and_a_wrong_field_is_named(client_of: ClientOf) -> None:
    scene = scenes.begun()
    ben, url = client_of(scene.ben), reverse("annotation-new", args=[scene.review.uuid])
    asks = {"headers": {"Accept": "application/json"}}

    good = ben.post(url, posted(scene), **asks)
    wrong = ben.post(url, posted(scene, quote="not there"), **asks)

    assert good.json()["marks"][0]["selectors"][0]["exact"] == "answers"
    assert "Who?" in good.json()["html"]
    assert wrong.status_code == 422
    assert list(wrong.json()["errors"]) == ["quote"]


def test_what_was_typed_stays_when_it_is_refused(client_of: ClientOf) -> None:
    scene = scenes.begun()
    url = reverse("annotation-new", args=[scene.review.uuid])

    response = client_of(scene.ben).post(url, posted(scene, quote="nowhere", body="Keep this"))

    assert response.status_code == 422
    assert "Keep this" in text_of(response)
    assert "not in the work" in text_of(response)


def test_a_comment_can_be_changed_and_removed(client_of: ClientOf) -> None:
    scene = scenes.begun()
    made = scenes.comment(scene)
    ben = client_of(scene.ben)
    edit = reverse("annotation-edit", args=[scene.review.uuid, made.uuid])
    assert "somebody answers" in text_of(ben.get(edit))

    ben.post(edit, posted(scene, uuid=made.uuid, body="Better"))
    assert Annotation.objects.get().body == "Better"
    ben.post(reverse("annotation-remove", args=[scene.review.uuid, made.uuid]))

    assert not Annotation.objects.exists()


def test_a_voice_is_heard_by_author_and_reviewer_only_and_names_nobody(client_of: ClientOf) -> None:
    scene = scenes.begun()
    sound = SimpleUploadedFile("ben-ray.wav", scenes.sound().getvalue(), "audio/wav")
    values = posted(scene, part="", quote="", body="", recording=sound)
    client_of(scene.ben).post(reverse("annotation-new", args=[scene.review.uuid]), values)
    url = reverse("annotation-voice", args=[Annotation.objects.get().uuid])
    assert client_of(scene.alice).get(url).status_code == 404
    scenes.hand_in(scene)

    response = client_of(scene.alice).get(url)

    assert response.status_code == 200
    assert b"Ben" not in b"".join(response.streaming_content)
    assert "ben" not in response["Content-Disposition"].lower()
    assert "sandbox" in response["Content-Security-Policy"]
    assert client_of(reviewing.learner("Stranger")).get(url).status_code == 404
    assert Client().get(url).status_code == 404


# --- anonymity ------------------------------------------------------------------------------------


def speak(scene: Scene) -> None:
    for user, said in ((scene.alice, "Which?"), (scene.ben, "This one.")):
        talking.say(review=scene.review, by=user, said=said, uuid=uuid4())


def traces_of(user: Any) -> list[str]:
    return [user.display_name, user.email, str(user.uuid)]


def test_no_byte_tells_either_side_who_the_other_is(client_of: ClientOf) -> None:
    scene = scenes.done()
    speak(scene)
    task = deciding.accept(review=scene.review, remark="criterion:argument", by=scene.alice)
    deciding.finish(task=task, by=scene.alice, what_changed="All of it.")
    to_author = [talk_url(scene), talk_url(scene, "review-annotations"), "/tasks/"]
    to_author += [reverse("submission", args=[scene.submission.uuid])]
    to_reviewer = [my_url(scene), my_url(scene, "my-review-annotations"), "/review/uptake/"]
    to_reviewer += [reverse("review-desk", args=[scene.review.uuid])]

    for urls, reader, hidden in (
        (to_author, scene.alice, [*traces_of(scene.ben), str(scene.review.uuid)]),
        (to_reviewer, scene.ben, [*traces_of(scene.alice), str(scene.submission.uuid)]),
    ):
        client = client_of(reader)
        for url in urls:
            response = client.get(url)
            assert response.status_code == 200
            assert [trace for trace in hidden if trace in text_of(response)] == []


def test_where_names_are_open_they_are_shown(client_of: ClientOf) -> None:
    scene = scenes.done(blindness=Activity.Blindness.OPEN)
    speak(scene)

    assert "Ben" in text_of(client_of(scene.alice).get(talk_url(scene)))


def test_a_facilitator_reads_with_names_and_does_not_write(client_of: ClientOf) -> None:
    scene = scenes.done()
    speak(scene)
    fran = client_of(scene.fran)

    page = text_of(fran.get(talk_url(scene)))

    assert "Ben" in page
    assert "The author" in page
    assert "Your message" not in page
    refused = fran.post(talk_url(scene, "review-say"), {"uuid": uuid4(), "text": "Hello"})
    assert refused.status_code == 403
    assert Message.objects.count() == 2


def test_the_export_is_a_collection_under_the_pseudonym(client_of: ClientOf) -> None:
    scene = scenes.done()

    response = client_of(scene.alice).get(talk_url(scene, "review-annotations"))

    document = json.loads(response.content)
    assert response["Content-Type"] == "application/ld+json"
    assert document["@context"] == "http://www.w3.org/ns/anno.jsonld"
    [item] = document["first"]["items"]
    assert item["creator"] == {"type": "Person", "nickname": scene.review.assignment.alias}
    assert item["target"]["selector"][0]["exact"] == "somebody answers"


# --- talk, evaluation, decisions ---------------------------------------------------------------------


def test_messages_go_both_ways_by_form(client_of: ClientOf) -> None:
    scene = scenes.done()
    alice, ben = client_of(scene.alice), client_of(scene.ben)

    alice.post(talk_url(scene, "review-say"), {"uuid": uuid4(), "text": "Which line?"})
    answer = ben.post(
        my_url(scene, "my-review-say"), {"uuid": uuid4(), "text": "The <b>first</b>."}
    )

    assert answer.status_code == 302
    page = text_of(alice.get(answer["Location"].replace(my_url(scene), talk_url(scene))))
    assert "&lt;b&gt;first" in page
    assert "The author" in text_of(ben.get(my_url(scene)))


def test_a_message_about_a_comment_stays_with_it(client_of: ClientOf) -> None:
    scene = scenes.done()
    about = Annotation.objects.get().uuid
    alice = client_of(scene.alice)

    alice.post(
        talk_url(scene, "review-say"), {"uuid": uuid4(), "about": about, "text": "About this"}
    )

    assert "About this" not in text_of(alice.get(talk_url(scene)))
    assert "About this" in text_of(alice.get(talk_url(scene) + f"?about={about}"))
    assert alice.get(talk_url(scene) + "?about=%00&page=x").status_code == 200


def test_an_empty_message_is_refused_at_its_field(client_of: ClientOf) -> None:
    scene = scenes.done()

    response = client_of(scene.alice).post(
        talk_url(scene, "review-say"), {"uuid": uuid4(), "text": " "}
    )

    assert response.status_code == 422
    assert "Write something first." in text_of(response)


def test_an_evaluation_by_form_and_a_disrespectful_one(client_of: ClientOf) -> None:
    scene = scenes.done()
    alice = client_of(scene.alice)
    missing = alice.post(talk_url(scene, "review-rate"), {"useful": "3"})

    alice.post(
        talk_url(scene, "review-rate"),
        {"useful": "4", "specific": "2", "fair": "1", "tags": ["disrespectful"], "reply": "No."},
    )

    assert missing.status_code == 422
    assert "Choose one of the five." in text_of(missing)
    assert Rating.objects.get().tags == ["disrespectful"]
    assert "No." not in text_of(client_of(scene.ben).get("/review/uptake/"))


def test_a_remark_is_taken_on_declined_and_finished_by_form(client_of: ClientOf) -> None:
    scene = scenes.done()
    alice, url = client_of(scene.alice), talk_url(scene, "review-decide")

    def post(act: str, words: str = "") -> Any:
        return alice.post(url, {"remark": "criterion:argument", "act": act, "words": words})

    assert post("accept").status_code == 302
    assert post("decline").status_code == 422
    assert post("decline", "It is meant so.").status_code == 302
    assert post("finish", "I cut it.").status_code == 302
    assert Task.objects.get().what_changed == "I cut it."
    assert "I cut it." in text_of(client_of(scene.ben).get("/review/uptake/"))
    assert client_of(scene.ben).post(url, {}).status_code == 403


def test_tasks_are_finished_on_their_page(client_of: ClientOf) -> None:
    scene = scenes.done()
    task = deciding.accept(review=scene.review, remark="criterion:argument", by=scene.alice)
    alice = client_of(scene.alice)

    wrong = alice.post(reverse("task-finish", args=[task.pk]), {"words": " "})
    done = alice.post(reverse("task-finish", args=[task.pk]), {"words": "Cut", "next": "//evil"})

    assert wrong.status_code == 422
    assert done["Location"] == "/tasks/"
    assert client_of(scene.ben).post(reverse("task-finish", args=[task.pk])).status_code == 404


# --- the next round -------------------------------------------------------------------------------


def test_revise_hand_in_again_and_see_what_changed(client_of: ClientOf, deliver: object) -> None:
    scene = scenes.done()
    scenes.allow_revising(scene)
    alice = client_of(scene.alice)
    results = reverse("submission", args=[scene.submission.uuid])
    assert "Revise and hand in again" in text_of(alice.get(results))
    revise = reverse("submission-revise", args=[scene.submission.uuid])
    alice.post(reverse("submission-revise-start", args=[scene.submission.uuid]))
    assert "Your next version" in text_of(alice.get(revise))
    assert alice.post(revise, {}).status_code == 422  # nothing is changed yet

    made = scenes.revise(scene)
    deliver()

    page = text_of(alice.get(reverse("submission-changes", args=[made.uuid])))
    assert "<ins" in page
    assert "[removed:" in page
    assert "The claim is clear" in page
    assert alice.get(results).status_code == 200
    assert alice.get(revise).status_code == 302


def test_the_earlier_reviewer_sees_the_offer_takes_it_and_sees_the_changes(
    client_of: ClientOf, deliver: object
) -> None:
    scene = scenes.done()
    scenes.allow_revising(scene)
    scenes.revise(scene)
    deliver()
    ben = client_of(scene.ben)
    look = SecondLook.objects.get()
    assert "Review the new version" in text_of(ben.get("/"))

    desk = ben.post(reverse("second-look", args=[look.uuid, "take"]))

    review = look.submission.reviews.get()
    assert desk["Location"] == reverse("review-desk", args=[review.uuid])
    page = text_of(ben.get(reverse("my-review-changes", args=[review.uuid])))
    assert "<del" in page
    assert [trace for trace in traces_of(scene.alice) if trace in page] == []
    assert (
        client_of(scene.alice).post(reverse("second-look", args=[look.uuid, "pass"])).status_code
        == 404
    )


def test_who_did_not_review_the_round_before_sees_no_changes(
    client_of: ClientOf, deliver: object
) -> None:
    scene = scenes.done(people=3)
    scenes.allow_revising(scene)
    scenes.revise(scene)
    deliver()
    again.pass_on(look=SecondLook.objects.get(), by=scene.ben)
    other = reviewing.User.objects.get(display_name="Other0")
    review = reviewing.draft(reviewing.duty(other, scene.activity))

    response = client_of(other).get(reverse("my-review-changes", args=[review.uuid]))

    assert response.status_code == 404


# --- how many queries -----------------------------------------------------------------------------


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_no_page_asks_more_when_there_is_more(client_of: ClientOf) -> None:
    scene = scenes.begun()
    for n in range(3):
        scenes.comment(scene, quote=scenes.SENTENCE.split()[n], body=f"Remark {n}")
    desk = reverse("review-desk", args=[scene.review.uuid])
    ben, alice = client_of(scene.ben), client_of(scene.alice)
    few_on_desk = queries_of(ben, desk)
    for n in range(12):
        scenes.comment(scene, quote="We", body=f"More {n}")
    many_on_desk = queries_of(ben, desk)
    scenes.hand_in(scene)
    marks = list(Annotation.objects.all())

    def act(number: int) -> None:
        talking.say(review=scene.review, by=scene.alice, said=f"Say {number}", uuid=uuid4())
        task = deciding.accept(
            review=scene.review, remark=f"annotation:{marks[number].uuid}", by=scene.alice
        )
        deciding.finish(task=task, by=scene.alice, what_changed="Yes")

    pages = [(alice, talk_url(scene)), (ben, my_url(scene)), (alice, "/tasks/")]
    pages.append((ben, "/review/uptake/"))
    for number in range(2):
        act(number)
    few = [queries_of(client, url) for client, url in pages]
    for number in range(2, 12):
        act(number)
    many = [queries_of(client, url) for client, url in pages]

    assert many_on_desk <= few_on_desk
    assert many == few


def test_nothing_of_the_dialogue_changes_a_result(client_of: ClientOf, deliver: object) -> None:
    scene = scenes.done()
    deliver()
    before = Submission.objects.get(pk=scene.submission.pk).outcomes.count()

    rating.rate(review=scene.review, by=scene.alice, evaluation=Evaluation(1, 1, 1))
    deliver()

    assert Submission.objects.get(pk=scene.submission.pk).outcomes.count() == before


def test_a_place_of_another_kind_of_part_is_the_whole_part() -> None:
    scene = scenes.begun()
    said = Comment(part=scene.part.uuid, place={"page": "3"}, body="Here?")

    made = annotating.annotate(review=scene.review, by=scene.ben, uuid=uuid4(), comment=said)

    assert made.selectors == []


def test_a_coauthor_reads_and_talks_in_every_round_and_the_reviewer_learns_no_name(
    client_of: ClientOf, deliver: object
) -> None:
    fran, alice, ben, cora = (reviewing.learner(name) for name in ("Fran", "Alice", "Ben", "Cora"))
    cohort = reviewing.cohort_of(alice, ben, cora, facilitator=fran)
    activity = reviewing.activity_in(cohort, team_size=2)
    mate = teaming.name_teammate(activity=activity, person=cora, by=alice, now=scenes.NOW)
    teaming.confirm(teammate=mate, by=cora, now=scenes.NOW)
    submission = reviewing.submission_by(alice, activity)
    review = reviewing.draft(reviewing.duty(ben, activity))
    scene = Scene(fran, alice, ben, activity, submission, review)
    scenes.comment(scene)
    scenes.hand_in(scene)
    client = client_of(cora)
    client.post(talk_url(scene, "review-say"), {"uuid": uuid4(), "text": "From both of us"})
    scenes.allow_revising(scene)

    made = scenes.revise(scene)
    deliver()

    assert client.get(talk_url(scene)).status_code == 200
    assert client.get(reverse("submission-changes", args=[made.uuid])).status_code == 200
    page = text_of(client_of(ben).get(my_url(scene)))
    assert "From both of us" in page
    assert [trace for trace in [*traces_of(cora), *traces_of(alice)] if trace in page] == []


def test_what_was_saved_is_said_where_the_page_lands(client_of: ClientOf) -> None:
    scene = scenes.done()
    alice = client_of(scene.alice)

    shown = text_of(
        alice.post(
            talk_url(scene, "review-rate"),
            {"useful": "4", "specific": "4", "fair": "4"},
            follow=True,
        )
    )

    assert shown.count('class="flashes" role="status"') == 1
    assert shown.index('id="rating-title"') < shown.index('class="flashes"')
