# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Double blind by exchange: with somebody else on the other side, one gets the same bytes."""

import pytest
from django.core.management import call_command

from peerreview.allocation.models import Assignment
from tests.lives.double_blind import Life, stopped_clock
from tests.lives.recorder import Line
from tests.lives.sameness import differences, levelled

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, reset_sequences=True)]
LEAST = 100  # things sent to one person in a life


def life_of(author: str, reviewer: str, *, seen_by: str) -> list[tuple[str, bytes]]:
    """Everything one side gets in a world that holds nothing else."""
    call_command("flush", interactive=False, verbosity=0)
    line = Line()
    try:
        with stopped_clock() as clock:
            life = Life(author, reviewer, clock, line)
            life.live()
        aliases = Assignment.objects.values_list("alias", flat=True)
        return levelled(getattr(life, seen_by).sent, aliases)
    finally:
        line.close()


def test_a_reviewer_gets_the_same_whoever_the_author_is() -> None:
    one = life_of("zebulon", "kasimir", seen_by="reviewer")
    other = life_of("wilhelmina", "kasimir", seen_by="reviewer")

    assert len(one) > LEAST
    assert differences(one, other) == []


def test_an_author_gets_the_same_whoever_the_reviewer_is() -> None:
    one = life_of("zebulon", "kasimir", seen_by="author")
    other = life_of("zebulon", "ottilie", seen_by="author")

    assert len(one) > LEAST
    assert differences(one, other) == []
