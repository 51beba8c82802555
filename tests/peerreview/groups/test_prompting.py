# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Which word somebody gets today: pure, and as properties."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from peerreview.groups.prompting import Candidate, Scene, Word, candidates, choose

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
words = st.builds(
    Candidate, word=st.sampled_from(list(Word)), about=st.sampled_from("abc"), link=st.just("/")
)
keys = st.frozensets(
    st.tuples(st.sampled_from([word.value for word in Word]), st.sampled_from("abc"))
)


def test_the_most_pressing_is_said_first() -> None:
    shared, meeting = Candidate(Word.SHARED, "a", "/"), Candidate(Word.MEETING, "b", "/")

    assert choose([shared, meeting]) == meeting


def test_what_was_said_lately_gives_way() -> None:
    shared, meeting = Candidate(Word.SHARED, "a", "/"), Candidate(Word.MEETING, "b", "/")

    assert choose([shared, meeting], lately=[meeting.key]) == shared


@given(st.lists(words), keys, keys)
def test_what_was_sent_away_never_comes_again(
    found: list[Candidate], gone: frozenset, lately: frozenset
) -> None:
    said = choose(found, dismissed=gone, lately=lately)

    assert said is None or said.key not in gone
    assert (said is None) == all(each.key in gone for each in found)


@given(st.lists(words), st.randoms())
def test_the_order_in_which_they_are_found_means_nothing(found: list[Candidate], dice) -> None:
    mixed = found[:]
    dice.shuffle(mixed)

    assert choose(mixed) == choose(found)


@given(st.lists(words))
def test_nobody_gets_two_a_day(found: list[Candidate]) -> None:
    assert choose(found, had_one_today=True) is None


def test_no_word_is_about_vouching() -> None:
    assert not any("vouch" in word or "endors" in word for word in Word)


def test_only_what_is_near_or_fresh_is_said() -> None:
    scene = Scene(
        group="g", link="/g", members=4,
        meetings=[("m1", "Talk", "/", NOW + timedelta(days=1)), ("m2", "Later", "/", NOW + timedelta(days=9))],
        owed=[("o1", "Soon", "/", NOW + timedelta(days=2)), ("o2", "Over", "/", NOW - timedelta(hours=1))],
        shares=[("s1", "New", "/", NOW - timedelta(days=1)), ("s2", "Old", "/", NOW - timedelta(days=20))],
    )  # fmt: skip

    assert [each.about for each in candidates(scene, now=NOW)] == ["m1", "o1", "s1"]


def test_two_people_are_asked_to_invite_a_third_and_not_to_look_outside() -> None:
    scene = Scene(group="g", link="/g", members=2, has_swapped=False, swap_link="/s")

    assert [each.word for each in candidates(scene, now=NOW)] == [Word.INVITE]
