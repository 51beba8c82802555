# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What goes along with the phases of a studio: agenda, timer, talk; and who can lead through them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Conflict, Invalid
from peerreview.studio import presence, services
from peerreview.studio.models import Remark, Session
from tests.peerreview.studio import scene
from tests.peerreview.studio.scene import Studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio(alice: User, ben: User, person: Callable[..., User]) -> Studio:
    return scene.a_studio(alice, ben, person("Dora"))


def test_the_lead_is_not_handed_to_somebody_who_is_away(studio: Studio) -> None:
    presence.rise(studio.seats["Ben"].pk)

    with pytest.raises(Invalid):
        studio.act("Alice", "hand_over", to=studio.seats["Ben"].uuid)


def test_nobody_rates_alone_in_a_room(studio: Studio) -> None:
    for name in ("Ben", "Dora"):
        services.leave(seat=studio.seats[name])

    with pytest.raises(Conflict) as caught:
        studio.act("Alice", "open")

    assert caught.value.code == "too-few"
    services.join(session=studio.session, by=studio.seats["Ben"].person)
    studio.act("Alice", "open")


def through(studio: Studio) -> list[tuple[str, int, str]]:
    """From phase to phase: each with the point of the agenda and the word about the timer."""
    seen = []
    for number in (1, 2):
        for act in ("open", "reveal"):
            if act == "reveal":
                studio.seal("Ben", 1, 1, 1, round=number)
            studio.act("Alice", act, go_on="yes")
            session = studio.fresh()
            seen.append((session.phase, session.agenda_at, session.timer_note))
    return seen


def test_the_agenda_goes_along_with_the_phases_and_its_minutes_run(studio: Studio) -> None:
    before = clock.now()

    seen = through(studio)

    assert seen == [
        ("first", 1, "started"),
        ("discussing", 2, "started"),
        ("second", 3, "started"),
        ("closing", 4, "started"),
    ]
    last = studio.fresh().agenda[4]["minutes"]
    assert studio.fresh().timer_ends_at >= before + timedelta(minutes=last)
    studio.act("Alice", "agenda", item=0)
    assert (studio.fresh().agenda_at, studio.fresh().timer_note) == (0, "")


def test_a_timer_of_the_point_that_comes_next_runs_on(studio: Studio) -> None:
    studio.act("Alice", "agenda", item=1)
    studio.act("Alice", "timer", minutes=30)
    ends = studio.fresh().timer_ends_at

    studio.act("Alice", "open")

    assert (studio.fresh().timer_ends_at, studio.fresh().timer_note) == (ends, "")


def test_without_a_point_for_the_phase_the_timer_stops_and_the_room_is_told(
    studio: Studio,
) -> None:
    free = [{"title": "Tea", "minutes": 5}, {"title": "More tea", "minutes": 5}]
    Session.objects.update(agenda=free, agenda_at=1)
    studio.act("Alice", "timer", minutes=5)
    studio.act("Alice", "open")
    session = studio.fresh()
    assert (session.agenda_at, session.timer_ends_at, session.timer_note) == (1, None, "stopped")

    studio.seal("Ben", 1, 1, 1)
    studio.act("Alice", "reveal", go_on="yes")
    assert studio.fresh().timer_note == ""  # nothing ran, so nothing stopped


@pytest.mark.parametrize("act", ["say", "note"])
def test_while_all_rate_alone_nobody_says_anything(studio: Studio, act: str) -> None:
    for number in (1, 2):
        studio.act("Alice", "open")
        with pytest.raises(Closed) as caught:
            studio.act("Ben", act, text="I gave it a one.")
        assert caught.value.code == "hushed"
        studio.act("Dora", "present", is_on="yes")
        studio.seal("Ben", 1, 1, 1, round=number)
        studio.act("Alice", "reveal", go_on="yes")
        studio.act("Ben", act, text="I gave it a one.")

    assert Remark.objects.count() == 2


def test_the_timer_runs_by_the_servers_clock_and_the_agenda_sets_it(studio: Studio) -> None:
    before = clock.now()
    studio.act("Alice", "timer", minutes=5)
    ends = studio.fresh().timer_ends_at
    assert before + timedelta(minutes=5) <= ends <= clock.now() + timedelta(minutes=5)

    studio.act("Alice", "agenda", item=1)
    session = studio.fresh()
    assert session.agenda_at == 1
    assert session.timer_ends_at < ends + timedelta(minutes=1)
    studio.act("Alice", "timer", minutes=0)
    assert studio.fresh().timer_ends_at is None
