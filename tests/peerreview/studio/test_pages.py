# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The studio's pages: who gets in, what they say, that nothing sealed is on them, and their cost."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from peerreview.accounts import personal
from peerreview.accounts.models import User
from peerreview.artifacts import attribution, registry
from peerreview.cohorts.services import leave_cohort
from peerreview.studio import services
from peerreview.studio.models import Ballot, Remark, Session
from tests.peerreview.studio import scene
from tests.peerreview.studio.scene import Studio

pytestmark = pytest.mark.django_db
SECRET = "Words nobody may hear yet"


@pytest.fixture
def studio(alice: User, ben: User, person: Callable[..., User]) -> Studio:
    return scene.a_studio(alice, ben, person("Dora"))


def room(studio: Studio, page: str = "") -> str:
    return f"/studios/{studio.session.uuid}/{page}"


def post(client: Client, studio: Studio, act: str, **fields: Any) -> Any:
    return client.post(room(studio, "act/"), {"id": str(uuid4()), "act": act, **fields})


def test_from_the_groups_page_to_the_room(
    alice: User, ben: User, client_of: Callable[[User], Client]
) -> None:
    group, work, rubric = scene.a_group(alice, ben), scene.a_work(alice), scene.a_rubric(alice)
    client = client_of(alice)
    assert f"/studios/new/?group={group.uuid}" in client.get(f"/cohorts/{group.uuid}/").text
    assert f"/studios/new/?work={work.uuid}" in client.get(f"/artifacts/{work.uuid}/").text
    form = client.get(f"/studios/new/?group={group.uuid}&work={work.uuid}")
    assert form.context["form"].initial["group"] == str(group.uuid)

    fields = {"group": group.uuid, "work": work.uuid, "rubric": rubric.uuid, "agenda": "reflection"}
    sent = [client.post("/studios/new/", {**fields, "key": form.context["form"].initial["key"]})]
    sent.append(
        client.post("/studios/new/", {**fields, "key": form.context["form"].initial["key"]})
    )

    session = Session.objects.get()
    assert [each["Location"] for each in sent] == [f"/studios/{session.uuid}/"] * 2
    assert len(session.agenda) == 7
    page = client.get(f"/studios/{session.uuid}/").text
    assert "Your group was told." in page
    assert "Open the first rating" not in page
    services.join(session=session, by=ben)
    assert "Open the first rating" in client.get(f"/studios/{session.uuid}/").text
    assert work.title in client_of(ben).get(f"/cohorts/{group.uuid}/").text
    assert work.title in client_of(ben).get("/").text


def test_a_wrong_form_keeps_what_was_chosen(
    alice: User, ben: User, client_of: Callable[[User], Client]
) -> None:
    group, work = scene.a_group(alice, ben), scene.a_work(alice)
    client = client_of(alice)

    page = client.post("/studios/new/", {"group": group.uuid, "work": work.uuid, "rubric": "x"})

    assert page.status_code == 422
    assert f'value="{work.uuid}" selected' in page.text


def test_members_find_the_door_and_strangers_nothing(
    studio: Studio, charlie: User, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    emil = person("Emil")
    from_outside = client_of(charlie)
    for page in ("", "record/"):
        assert from_outside.get(room(studio, page)).status_code == 404
    for page in ("join/", "leave/", "act/"):
        assert from_outside.post(room(studio, page)).status_code == 404

    scene.worlds.join_with_code(code=studio.group.join_code, by=emil)
    client = client_of(emil)
    assert "Join the room" in client.get(room(studio)).text
    assert client.post(room(studio, "join/")).status_code == 302
    assert "Look at it together" in client.get(room(studio)).text


def test_the_work_may_be_read_by_the_group_alone(studio: Studio, charlie: User) -> None:
    version, ben = studio.session.version_id, studio.seats["Ben"].person

    assert registry.is_granted(ben, version)
    assert attribution.knows_owner(ben, version)
    assert not registry.is_granted(charlie, version)
    leave_cohort(cohort=studio.group, by=ben)
    assert not registry.is_granted(ben, version)


def test_no_page_and_no_export_shows_a_sealed_ballot_to_others(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    studio.act("Alice", "open")
    studio.seal("Ben", 3, 3, 3, **{"words-argument": SECRET})
    alice, ben = (studio.seats[name].person for name in ("Alice", "Ben"))

    for name in ("Alice", "Dora"):
        client = client_of(studio.seats[name].person)
        for page in ("", "?fragment=1", "record/"):
            assert SECRET not in client.get(room(studio, page)).text
    assert SECRET not in json.dumps(dict(personal.everything(alice)), default=str)
    assert SECRET in json.dumps(dict(personal.everything(ben)), default=str)
    assert SECRET in client_of(ben).get(room(studio)).text
    assert "1 of 3 have sealed." in client_of(alice).get(room(studio)).text

    studio.act("Alice", "reveal", go_on="yes")
    assert SECRET in client_of(alice).get(room(studio)).text
    assert SECRET in json.dumps(dict(personal.everything(alice)), default=str)


def test_by_forms_alone_a_ballot_that_lacks_something_comes_back_as_it_was(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    studio.act("Alice", "open")
    client = client_of(studio.seats["Ben"].person)

    page = post(client, studio, "seal", round=1, **{"level-argument": 2, "words-form": "Mine."})

    assert page.status_code == 422
    assert page.text.count('aria-invalid="true"') == 2
    assert 'id="level-sources-error"' in page.text
    assert "Mine." in page.text
    assert not Ballot.objects.exists()
    assert post(client, studio, "seal", **scene.ballot(2, 2, 2)).status_code == 302
    assert "Your ballot is sealed." in client.get(room(studio)).text


def test_too_long_a_comment_comes_back_as_it_was(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    page = post(client_of(studio.seats["Ben"].person), studio, "say", text="long " * 300)

    assert page.status_code == 422
    assert "long long long" in page.text


def test_a_part_of_the_page_says_what_a_ballot_lacks_and_leaves_no_message_for_later(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    studio.act("Alice", "open")
    client = client_of(studio.seats["Ben"].person)

    fields = {"id": str(uuid4()), "act": "seal", "round": 1, "level-argument": 2}
    page = client.post(room(studio, "act/?fragment=1"), fields)

    assert page.status_code == 422
    assert "<html" not in page.text
    assert page.text.count('aria-invalid="true"') == 2
    assert "Not sealed yet. Look at" not in client.get(room(studio)).text


def test_while_all_rate_the_composers_are_shut_and_say_why_and_keep_what_was_typed(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    client = client_of(studio.seats["Ben"].person)
    assert "data-hushed" not in client.get(room(studio)).text
    studio.act("Alice", "open")

    page = client.get(room(studio)).text
    assert "Comments rest while everybody rates alone" in page
    assert page.count(" readonly>") == 2
    refused = post(client, studio, "say", text="I would give it a three.")
    assert refused.status_code == 409
    assert "I would give it a three." in refused.text
    assert not Remark.objects.exists()


def test_ending_asks_first_and_says_who_can_no_longer_rate(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    alice, ben = (client_of(studio.seats[name].person) for name in ("Alice", "Ben"))
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    page = alice.get(room(studio)).text
    assert "1 sealed ballot was not revealed, and stays sealed for good." in page
    # Once in the dialog, once for who has no script; and no other way.
    assert page.count('name="act" value="end"') == 2
    assert 'value="end"' not in ben.get(room(studio)).text

    studio.act("Alice", "reveal", go_on="yes")
    page = alice.get(room(studio)).text
    assert "Not rated in this round, and no longer able to: Ben, Dora." in page
    assert "There will be no second rating." in page


def test_the_room_says_to_all_what_became_of_the_timer(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    studio.act("Alice", "timer", minutes=9)
    studio.act("Alice", "open")
    ben = client_of(studio.seats["Ben"].person)

    assert "A new timer started when the rating opened." in ben.get(room(studio)).text
    studio.act("Alice", "timer", minutes=3)
    assert "A new timer" not in ben.get(room(studio)).text


def test_a_rating_that_stayed_is_kept_and_the_same_words_stand_once(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    for number in (1, 2):
        studio.act("Alice", "open")
        studio.seal("Ben", 2, 1, number, round=number, **{"words-argument": "Said it well."})
        studio.act("Alice", "reveal", go_on="yes")

    page = client_of(studio.seats["Ben"].person).get(room(studio, "record/")).text

    assert page.count("Said it well.") == 1
    assert page.count("· kept") == 2
    assert page.count("<strong>Solid</strong>") == 1


def test_the_record_leads_on(
    studio: Studio, charlie: User, client_of: Callable[[User], Client]
) -> None:
    studio.act("Alice", "end")
    group, work = studio.group.uuid, studio.session.version
    alice, ben = (client_of(studio.seats[name].person) for name in ("Alice", "Ben"))

    page = alice.get(room(studio, "record/")).text
    for link in (f"/cohorts/{group}/", f"/studios/?group={group}", f"/artifacts/{work.uuid}/"):
        assert f'href="{link}"' in page
    assert f"/studios/new/?work={work.uuid}&amp;group={group}" in page
    page = ben.get(room(studio, "record/")).text
    assert "/studios/new/" not in page
    assert "The sea comes" in page
    assert work.title in ben.get(f"/studios/?group={group}").text
    for other in (group, "no-group"):
        assert client_of(charlie).get(f"/studios/?group={other}").status_code == 404
    leave_cohort(cohort=studio.group, by=studio.seats["Alice"].person)
    assert f"/cohorts/{group}/" not in alice.get(room(studio, "record/")).text


@pytest.mark.parametrize("given", [{}, {"id": "x"}, {"id": str(uuid4()), "act": "x"}])
def test_nonsense_is_answered_and_breaks_nothing(
    studio: Studio, client_of: Callable[[User], Client], given: dict[str, str]
) -> None:
    client = client_of(studio.seats["Ben"].person)

    answer = client.post(room(studio, "act/"), given, headers={"Accept": "application/json"})

    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_after_the_end_the_room_is_its_record(
    studio: Studio, client_of: Callable[[User], Client]
) -> None:
    studio.act("Alice", "note", text="<b>Say it first</b>")
    studio.act("Alice", "end")
    client = client_of(studio.seats["Ben"].person)

    assert client.get(room(studio))["Location"] == room(studio, "record/")
    page = client.get(room(studio, "record/")).text
    assert "&lt;b&gt;Say it first&lt;/b&gt;" in page
    owner = client_of(studio.seats["Alice"].person)
    assert room(studio, "record/") in owner.get(f"/artifacts/{studio.session.version.uuid}/").text


@pytest.mark.long
def test_pages_cost_the_same_for_few_and_for_many(
    studio: Studio, person: Callable[..., User], client_of: Callable[[User], Client]
) -> None:
    client = client_of(studio.seats["Alice"].person)
    studio.act("Alice", "say", text="One.")
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    studio.act("Alice", "reveal", go_on="yes")
    few = costs(client, studio)

    for number in range(8):
        guest = person(f"Guest {number}")
        scene.worlds.join_with_code(code=studio.group.join_code, by=guest)
        seat = services.join(session=studio.session, by=guest)
        Ballot.objects.create(seat=seat, round=1, levels={"argument": 1, "sources": 1, "form": 0})
        Remark.objects.create(seat=seat, text="Another.", phase="first")
    for _ in range(6):
        services.start(
            group=studio.group,
            version=studio.session.version,
            rubric_version=studio.session.rubric_version,
            by=studio.seats["Alice"].person,
        )

    assert costs(client, studio) == few


def costs(client: Client, studio: Studio) -> dict[str, int]:
    counted = {}
    for page in (
        room(studio),
        room(studio, "record/"),
        "/studios/",
        f"/studios/?group={studio.group.uuid}",
        f"/cohorts/{studio.group.uuid}/",
    ):
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        counted[page] = len(captured)
    return counted
