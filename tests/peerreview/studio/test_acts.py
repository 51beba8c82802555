# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a group does in a studio, once for each id, by whoever may, and what it comes to."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from peerreview.accounts.models import User
from peerreview.accounts.services import erase_person
from peerreview.cohorts.services import leave_cohort
from peerreview.kernel.errors import Closed, Conflict, DomainError, Invalid, NotAllowed
from peerreview.outbox.models import Message
from peerreview.outbox.services import deliver_all
from peerreview.studio import commands, presence, queries, results, services
from peerreview.studio.leading import NotAllSealed
from peerreview.studio.models import Act, Ballot, Remark, Seat, Session
from peerreview.studio.sharing import Incomplete
from tests.peerreview import reviewing
from tests.peerreview.studio import scene
from tests.peerreview.studio.scene import Studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio(alice: User, ben: User, person: Callable[..., User]) -> Studio:
    return scene.a_studio(alice, ben, person("Dora"))


def test_two_sealed_rounds_with_the_talk_between_them_are_both_kept(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Alice", 3, 2, 3)
    studio.seal("Ben", 1, 2, 3, **{"words-argument": "Where is the claim?"})
    studio.seal("Dora", 1, 2, 2)
    studio.act("Alice", "reveal")
    studio.act("Ben", "say", text="I missed the last line.")
    studio.act("Alice", "open")
    for name, levels in {"Alice": (2, 2, 3), "Ben": (2, 2, 3), "Dora": (1, 2, 2)}.items():
        studio.seal(name, *levels, round=2)
    studio.act("Alice", "reveal")
    studio.act("Dora", "note", text="Put the claim first.")
    studio.act("Alice", "end")

    session = studio.fresh()
    assert (session.phase, session.revealed) == ("ended", 2)
    argument = results.results_of(session)[0]
    assert [(each.first, each.second, each.moved) for each in argument.said] == [
        ("Excellent", "Solid", -1),
        ("Beginning", "Solid", 1),
        ("Beginning", "Beginning", 0),
    ]
    assert argument.change == "2 people changed their mind."
    assert argument.said[1].words == ("Where is the claim?",)
    first = {each.person_id: each.levels["argument"] for each in queries.first_ratings(session)}
    assert sorted(first.values()) == [1, 1, 3]
    assert list(Remark.objects.values_list("kind", "phase")) == [
        ("comment", "discussing"),
        ("note", "closing"),
    ]


def test_the_same_id_again_is_the_same_act(studio: Studio) -> None:
    studio.act("Alice", "open")
    command_id = uuid4()
    seat = studio.seats["Ben"]
    fields = {key: str(value) for key, value in scene.ballot(1, 1, 1).items()}

    first = commands.perform(seat=seat, command_id=command_id, act="seal", fields=fields)
    again = commands.perform(
        seat=seat, command_id=command_id, act="seal", fields={**fields, "level-form": "3"}
    )

    assert first == again
    assert Ballot.objects.get().levels["form"] == 1
    assert Act.objects.filter(kind="seal").count() == 1


def test_an_id_is_nobody_elses(studio: Studio) -> None:
    done = studio.act("Ben", "say", text="Mine.")

    with pytest.raises(Conflict) as caught:
        commands.perform(
            seat=studio.seats["Dora"], command_id=done.command_id, act="say", fields={"text": "x"}
        )

    assert caught.value.code == "taken"


def test_until_the_reveal_a_new_ballot_takes_the_place_of_the_old(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Ben", 1, 1, 1)
    studio.seal("Ben", 2, 1, 1)

    assert Ballot.objects.get().levels["argument"] == 2


def test_the_reveal_waits_for_all_who_are_here_unless_told_to_go_on(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    studio.seal("Ben", 1, 1, 1)

    with pytest.raises(NotAllSealed) as caught:
        studio.act("Alice", "reveal")
    assert caught.value.missing == 1
    assert studio.fresh().revealed == 0

    studio.act("Alice", "reveal", go_on="yes")
    assert studio.fresh().phase == "discussing"


def test_who_dropped_out_is_not_waited_for(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    presence.rise(studio.seats["Ben"].pk)
    services.leave(seat=studio.seats["Dora"])

    studio.act("Alice", "reveal")

    assert studio.fresh().revealed == 1


def test_who_leaves_the_group_gets_up_from_its_rooms(studio: Studio) -> None:
    dora = studio.seats["Dora"]
    leave_cohort(cohort=studio.group, by=dora.person)
    deliver_all()

    dora.refresh_from_db()
    assert dora.left_at
    assert len(queries.seat_ids(studio.session)) == 2


def test_nothing_is_revealed_when_nobody_has_sealed(studio: Studio) -> None:
    studio.act("Alice", "open")

    with pytest.raises(Conflict) as caught:
        studio.act("Alice", "reveal", go_on="yes")

    assert caught.value.code == "none-sealed"


def test_who_was_late_is_marked_and_is_no_evidence(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    studio.act("Alice", "reveal", go_on="yes")

    studio.seal("Ben", 3, 3, 3)

    session = studio.fresh()
    assert Ballot.objects.get(seat=studio.seats["Ben"]).is_late
    assert [each.person_id for each in queries.first_ratings(session)] == [
        studio.seats["Alice"].person_id
    ]
    with pytest.raises(Closed):
        studio.seal("Ben", 2, 2, 2)


def test_who_joins_after_the_reveal_sees_and_rates_in_round_two(
    studio: Studio, person: Callable[..., User]
) -> None:
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    studio.act("Alice", "reveal", go_on="yes")
    late = person("Emil")
    services.join(session=studio.session, by=late)  # the door is access.py's
    seat = Seat.objects.get(person=late)
    studio.seats["Emil"] = seat

    with pytest.raises(Closed):
        studio.seal("Emil", 2, 2, 2)
    studio.act("Alice", "open")
    studio.seal("Emil", 2, 2, 2, round=2)

    assert Ballot.objects.filter(seat=seat).values_list("round", "is_late")[0] == (2, False)


def test_a_ballot_for_a_round_that_is_over_is_refused(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    studio.act("Alice", "reveal", go_on="yes")
    studio.act("Alice", "open")

    with pytest.raises(Closed):
        studio.seal("Ben", 1, 1, 1, round=1)


def test_an_incomplete_ballot_says_what_is_missing_and_seals_nothing(studio: Studio) -> None:
    studio.act("Alice", "open")

    with pytest.raises(Incomplete) as caught:
        studio.act("Ben", "seal", **{"round": 1, "level-argument": 2, "level-form": 99})

    assert set(caught.value.sheet.errors) == {"level-sources", "level-form"}
    assert "Sources" in str(caught.value)
    assert not Ballot.objects.exists()


LED = ["open", "end", "timer", "agenda", "hand_over"]


@pytest.mark.parametrize("act", LED)
def test_only_who_facilitates_may_lead(studio: Studio, act: str) -> None:
    fields = {"minutes": 5, "item": 1, "to": studio.seats["Dora"].uuid}

    with pytest.raises(NotAllowed):
        studio.act("Ben", act, **fields)
    studio.act("Alice", act, **fields)


def test_the_lead_is_handed_over_and_taken_over_only_when_nobody_has_it(studio: Studio) -> None:
    studio.act("Alice", "hand_over", to=studio.seats["Ben"].uuid)
    assert studio.fresh().facilitator == studio.seats["Ben"]

    with pytest.raises(Conflict) as caught:
        studio.act("Dora", "take_over")
    assert caught.value.code == "is-led"

    presence.rise(studio.seats["Ben"].pk)
    studio.act("Dora", "take_over")
    assert studio.fresh().facilitator == studio.seats["Dora"]
    with pytest.raises(Conflict):
        studio.act("Alice", "take_over")


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("shout", {}),
        ("timer", {"minutes": "many"}),
        ("timer", {"minutes": "99999"}),
        ("timer", {"minutes": "121"}),
        ("agenda", {"item": "7"}),
        ("agenda", {}),
        ("hand_over", {"to": "nobody"}),
        ("hand_over", {"to": str(uuid4())}),
        ("say", {"text": " \n"}),
        ("say", {"text": "x" * 1001}),
        ("say", {"text": "x", "part": str(uuid4()), "x": "0.5", "y": "0.5"}),
        ("note", {}),
    ],
)
def test_wrong_values_are_refused_with_a_sentence(
    studio: Studio, act: str, fields: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as caught:
        studio.act("Alice", act, **fields)

    assert str(caught.value)
    assert not Act.objects.exists()


def test_a_comment_keeps_its_place(studio: Studio) -> None:
    part = studio.session.version.parts.get()
    studio.act("Ben", "say", text="Here.", part=part.uuid, x="0.25", y="0.123456")

    assert Remark.objects.get().place == {"part": str(part.uuid), "x": 0.25, "y": 0.1235, "page": 0}


def test_whoever_presents_last_is_followed(studio: Studio) -> None:
    studio.act("Ben", "present", is_on="yes")
    studio.act("Dora", "present", is_on="yes")
    studio.act("Ben", "present", is_on="no")
    assert studio.fresh().presenter == studio.seats["Dora"]

    services.leave(seat=studio.seats["Dora"])
    assert studio.fresh().presenter is None


def test_after_the_end_nothing_is_possible_and_what_was_sealed_stays_so(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Ben", 1, 1, 1)
    studio.act("Alice", "end")

    for act in ("say", "seal", "open", "reveal", "take_over"):
        with pytest.raises(DomainError):
            studio.act("Alice", act, text="x", round=1)
    session = studio.fresh()
    assert queries.revealed_ballots(session) == []
    assert queries.first_ratings(session) == []
    with pytest.raises(Closed):
        services.join(session=session, by=studio.seats["Ben"].person)


# --- opening a work ------------------------------------------------------------------------------
def test_the_same_key_starts_one_session(alice: User, ben: User) -> None:
    group, work, rubric = scene.a_group(alice, ben), scene.a_work(alice), scene.a_rubric(alice)
    key = uuid4()
    for _ in range(2):
        services.start(group=group, version=work, rubric_version=rubric, by=alice, key=key)

    assert Session.objects.count() == 1
    assert Session.objects.get().version.is_frozen


def test_only_ones_own_work_to_ones_own_study_group(
    alice: User, ben: User, charlie: User, fran: User
) -> None:
    group, work, rubric = scene.a_group(alice, ben), scene.a_work(alice), scene.a_rubric(alice)
    cohort = reviewing.cohort_of(alice, facilitator=fran)
    for by, to, version in (
        (ben, group, work),
        (charlie, group, scene.a_work(charlie)),
        (alice, cohort, work),
    ):
        with pytest.raises(NotAllowed):
            services.start(group=to, version=version, rubric_version=rubric, by=by)


def test_a_work_in_a_blind_review_is_not_opened_before_it_has_its_reviews(
    alice: User, ben: User, fran: User
) -> None:
    group, rubric = scene.a_group(alice, ben), scene.a_rubric(alice)
    cohort = reviewing.cohort_of(alice, ben, facilitator=fran)
    activity = reviewing.activity_in(cohort, reviews_needed=1, reviews_asked=1)
    submission = reviewing.submission_by(alice, activity)

    with pytest.raises(Conflict) as caught:
        services.start(group=group, version=submission.version, rubric_version=rubric, by=alice)
    assert caught.value.code == "in-blind-review"

    reviewing.reviewed(ben, activity)
    services.start(group=group, version=submission.version, rubric_version=rubric, by=alice)


def test_a_room_holds_twelve(studio: Studio, person: Callable[..., User]) -> None:
    for number in range(9):
        services.join(session=studio.session, by=person(f"Guest {number}"))

    with pytest.raises(Conflict) as caught:
        services.join(session=studio.session, by=person("One more"))
    assert caught.value.code == "room-full"

    services.leave(seat=studio.seats["Ben"])
    services.join(session=studio.session, by=person("Somebody"))


# --- leaving and what stays ----------------------------------------------------------------------
def test_who_leaves_and_returns_has_the_same_seat(studio: Studio) -> None:
    seat = studio.seats["Ben"]
    services.leave(seat=seat)
    services.leave(seat=seat)

    assert services.join(session=studio.session, by=seat.person) == seat


def test_who_deletes_their_account_passes_the_lead_on_and_takes_what_nobody_saw(
    studio: Studio,
) -> None:
    studio.act("Alice", "hand_over", to=studio.seats["Ben"].uuid)
    studio.act("Ben", "open")
    studio.seal("Ben", 1, 1, 1)
    ben = studio.seats["Ben"].person

    erase_person(user=ben, by=ben)

    session = studio.fresh()
    assert session.facilitator == studio.seats["Alice"]
    assert not Ballot.objects.exists()
    assert Seat.objects.get(person=ben).left_at


def test_the_record_goes_with_its_work(studio: Studio) -> None:
    alice = studio.seats["Alice"].person

    erase_person(user=alice, by=alice)

    assert not Session.objects.exists()


def test_no_event_says_what_a_ballot_says(studio: Studio) -> None:
    studio.act("Alice", "open")
    studio.seal("Ben", 3, 1, 2, **{"words-argument": "Unmistakable words"})

    told = [str(message.payload) for message in Message.objects.filter(name__startswith="studio.")]

    assert len(told) > 3
    assert not any("Unmistakable" in each or "level" in each for each in told)
