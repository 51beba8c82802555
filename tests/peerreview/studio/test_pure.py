# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Phases, places and drawings, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.studio import agendas, lifecycle, places, plots

ACTS = st.lists(st.sampled_from(sorted(lifecycle.ACTS)), max_size=30)


@given(ACTS)
def test_phases_only_go_forward_and_a_round_is_revealed_only_after_it_was_open(
    acts: list[str],
) -> None:
    phase, revealed = lifecycle.GATHERING, 0
    for act in acts:
        after = lifecycle.after(phase, act)
        if after is None:
            continue
        assert lifecycle.PHASES.index(after) >= lifecycle.PHASES.index(phase)
        if act == "reveal":
            assert lifecycle.is_sealed(phase)
            assert lifecycle.round_of(phase) == revealed + 1
            revealed += 1
        phase = after


@pytest.mark.parametrize("came_in", lifecycle.PHASES[:-1])
@pytest.mark.parametrize("phase", lifecycle.PHASES)
def test_who_has_seen_a_round_revealed_on_coming_never_rates_in_it(
    phase: str, came_in: str
) -> None:
    saw = lifecycle.PHASES.index(came_in) >= lifecycle.PHASES.index(phase)

    if lifecycle.may_rate(phase, came_in=came_in) and not lifecycle.is_sealed(phase):
        assert not saw
        assert phase in ("discussing", "closing")


PART = "6f0c8a2e-6f7e-4c0b-9a53-0d6a2f1f7f10"
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(PART)


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING)
def test_anything_is_a_place_or_none(part: object, x: object, y: object, page: object) -> None:
    place = places.read(part, x, y, page)

    if place is not None:
        assert 0 <= place.x <= 1
        assert 0 <= place.y <= 1
        assert 0 <= place.page <= places.MAX_PAGE
        assert places.read(**places.as_json(place)) == place


@pytest.mark.parametrize("wrong", ["1.01", "-0.1", "nan", "inf", "", "half", True])
def test_a_place_is_a_fraction(wrong: object) -> None:
    assert places.read(PART, wrong, 0.5) is None


@given(st.integers(1, 12), st.data())
def test_ratings_stand_on_the_steps_of_their_line(levels: int, data: st.DataObject) -> None:
    value = st.integers(0, levels - 1)
    first, second = data.draw(value), data.draw(value)

    line = plots.line(first, second, levels=levels)

    assert (line.first, line.second) == (line.steps[first], line.steps[second])
    assert all(0 < x < plots.WIDTH for x in line.steps)


PHASES = st.sampled_from([*lifecycle.PHASES, ""])
AGENDAS = st.lists(st.builds(lambda phase: {"phase": phase} if phase else {}, PHASES), max_size=8)


@given(AGENDAS, st.sampled_from(lifecycle.PHASES), st.integers(0, 7))
def test_the_agenda_goes_to_a_point_of_the_phase_stays_at_one_and_else_goes_forward(
    agenda: list[dict[str, str]], phase: str, at: int
) -> None:
    points = [number for number, point in enumerate(agenda) if point.get("phase") == phase]

    found = agendas.point_for(agenda, phase, at)

    assert (found is None) == (not points)
    if points:
        assert found in points
        assert found == at or at not in points
        assert found >= at or max(points) < at


@pytest.mark.parametrize("template", [agendas.REFLECTION, agendas.SHORT])
def test_each_phase_has_a_point_and_they_stand_in_order(template: str) -> None:
    phases = [point["phase"] for point in agendas.agenda_of(template)]

    assert list(dict.fromkeys(phases)) == list(lifecycle.PHASES[:-1])


@pytest.mark.parametrize("phase", lifecycle.PHASES)
def test_talk_rests_exactly_while_ballots_are_sealed(phase: str) -> None:
    for act in lifecycle.TALK:
        is_open = lifecycle.after(phase, act) is not None
        assert is_open == (phase != lifecycle.ENDED and not lifecycle.is_sealed(phase))
