# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules in words: levels are named, and never by a number that could be taken for a mark."""

from uuid import UUID

import pytest

from badges import words
from badges.sources.reviews import ActivityFact, CriterionFact
from peerreview.evidence import LevelFact


def an_activity(*scales: list[str]) -> ActivityFact:
    """An activity whose rubric has a criterion with each of these scales."""
    criteria = tuple(
        CriterionFact(
            key=f"c{number}",
            title=f"Criterion {number}",
            description="",
            levels=tuple(
                LevelFact(value=value, title=title, description="", points="")
                for value, title in enumerate(titles)
            ),
        )
        for number, titles in enumerate(scales)
    )
    return ActivityFact(
        activity_uuid=UUID(int=7),
        title="Essay",
        kind="assignment",
        rubric_title="Essays",
        is_blind=True,
        criteria=criteria,
    )


RULE = {"criteria": "all", "level": 2, "probability": 0.9}


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        (an_activity(["A", "B", "Clear"], ["D", "E", "Clear"]), "“Clear”"),
        (an_activity(["A", "B", "Clear"], ["D", "E", "Rich"]), "the third level (“Clear”, “Rich”)"),
        (an_activity(["A", "B"]), "the third level"),
        (None, "the third level"),
    ],
)
def test_a_level_is_named_as_the_rubric_names_it(
    activity: ActivityFact | None, expected: str
) -> None:
    assert words.level_title(RULE, activity) == expected
    assert f"at least {expected}, with" in words.narrative({"consensus": RULE}, activity)


def test_each_place_is_called_something_else() -> None:
    assert len({words.level_place(value) for value in range(21)}) == 21
