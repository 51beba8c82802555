# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Double blind in bytes: nothing that reaches one side says who the other is, or when they did what."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from tests.lives import identity
from tests.lives.double_blind import Life, stopped_clock
from tests.lives.recorder import Line, Recorder
from tests.lives.spellings import found_in

CHANNELS = {"page", "redirect", "file", "download", "socket", "mail", "push"}
FRAMES = {"notice", "unread", "news"}
Needles = Mapping[str, set[bytes]]

pytestmark = pytest.mark.long


@pytest.fixture
def life(transactional_db: None) -> Iterator[Life]:
    line = Line()
    try:
        with stopped_clock() as clock:
            lived = Life("zebulon", "kasimir", clock, line)
            lived.live()
            yield lived
    finally:
        line.close()


def leaks(side: Recorder, needles: Needles) -> list[str]:
    """Where each identifier was met, pages that are about people left out."""
    every = {spelling: word for word, forms in needles.items() for spelling in forms}
    found = Counter()
    for sent in side.sent:
        if sent.name not in identity.ABOUT_PEOPLE:
            for part in (sent.address.encode(), sent.head, sent.body):
                for spelling in found_in(part, every):
                    found[f"{sent.channel} {sent.name}: {every[spelling]} as {spelling!r}"] += 1
    return [f"{count} × {where}" for where, count in found.most_common()]


def test_neither_side_is_told_who_or_when(life: Life) -> None:
    for side, words, moments, own in (
        (
            life.reviewer,
            identity.words_of_author(life),
            identity.moments_of_author(life),
            identity.moments_of_reviewer(life),
        ),
        (
            life.author,
            identity.words_of_reviewer(life),
            identity.moments_of_reviewer(life),
            identity.moments_of_author(life),
        ),
    ):
        channels = Counter(sent.channel for sent in side.sent)
        assert set(channels) >= CHANNELS, channels  # a channel that was silent proves nothing
        frames = b"".join(sent.body for sent in side.sent if sent.channel == "socket")
        assert [kind for kind in FRAMES if f'"type":"{kind}"'.encode() not in frames] == []
        assert leaks(side, words) == []
        assert leaks(side, identity.written_moments(moments - own, side.person)) == []
