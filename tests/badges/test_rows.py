# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rows of the form and the rule they are; ways to badges; what reviews foretell."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges import foretelling, pathways, rows
from badges.conditions.fields import CriteriaError
from tests.badges.evidencing import rules


@given(rules)
def test_a_rule_goes_into_rows_and_back(tree: dict[str, Any]) -> None:
    found = rows.rows_of(tree)

    assert rows.well_formed(found)
    assert rows.tree_of(found) == tree


@given(rules, st.data())
def test_moving_up_and_down_again_changes_nothing(tree: dict[str, Any], data: Any) -> None:
    found = rows.rows_of(tree)
    at = data.draw(st.integers(0, len(found) - 1))

    moved = rows.move(found, at, 1)

    assert rows.well_formed(moved)
    assert sorted(map(repr, moved)) == sorted(map(repr, found))
    if moved != found:
        assert rows.move(moved, at, 1) == found or len(rows.children(found, 0)) > 2


@given(rules, st.data())
def test_what_is_added_can_be_removed(tree: dict[str, Any], data: Any) -> None:
    found = rows.rows_of(tree)
    at = data.draw(st.sampled_from([n for n, row in enumerate(found) if row.is_group]))

    more = rows.add(found, at, data.draw(st.sampled_from(["flags", "any", "reflection"])))

    assert rows.well_formed(more)
    if more != found:
        assert rows.remove(more, rows.end(found, at)) == found


def test_groups_are_no_deeper_than_three() -> None:
    found = rows.rows_of({"all": [{"any": [{"all": [{"flags": {"open": 0}}]}]}]})

    assert rows.add(found, 2, "any") == found
    assert len(rows.add(found, 2, "flags")) == len(found) + 1


def test_an_empty_group_is_no_rule() -> None:
    found = rows.remove(rows.rows_of({"all": [{"flags": {"open": 0}}]}), 1)

    with pytest.raises(CriteriaError):
        rows.tree_of(found)


graphs = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3, unique=True)
)


@given(graphs, st.sampled_from("abcdef"))
def test_a_circle_is_one(graph: dict[str, list[str]], start: str) -> None:
    way = pathways.circle(graph, start)

    if way:
        assert way[0] == way[-1] == start
        assert all(there in graph[here] for here, there in pairwise(way))


@given(graphs, st.frozensets(st.sampled_from("abcdef")))
def test_the_nearest_steps_can_be_begun(graph: dict[str, list[str]], held: frozenset[str]) -> None:
    for step in pathways.nearest(graph, "a", held):
        assert step not in held
        assert set(graph.get(step, ())) <= held


def test_of_a_long_way_only_the_nearest_steps() -> None:
    graph = {"goal": ["b", "c"], "b": ["a"], "c": []}

    assert pathways.nearest(graph, "goal", frozenset()) == ["a", "c"]
    assert pathways.nearest(graph, "goal", frozenset("a")) == ["b", "c"]
    assert pathways.circle({**graph, "a": ["goal"]}, "goal") == ["goal", "b", "a", "goal"]


cases = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=12)


@given(cases)
def test_a_foretold_share_is_one(found: list[tuple[float, bool]]) -> None:
    estimate = foretelling.estimate(found, seed=7)

    if estimate:
        assert 0 <= estimate.low <= estimate.refused <= estimate.high <= 1
        assert estimate == foretelling.estimate(found, seed=7)


def test_who_is_let_through_is_not_turned_away() -> None:
    assert foretelling.estimate([(0.95, True)] * 20, seed=1).refused == 0
    assert foretelling.estimate([(0.8, False)] * 20, seed=1).refused == 1
