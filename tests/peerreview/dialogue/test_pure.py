# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Anchors, names of remarks, batches, lengths of recordings, differences: by properties."""

import contextlib
import io
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.dialogue import anchors, batches, diffs, durations, remarks, webannotation
from peerreview.dialogue.anchors import BadAnchor, Page, Region, Words

percents = st.integers(0, 50_000).map(lambda n: n / 1000)
regions = st.builds(anchors.region, percents, percents, percents, percents)
pages = st.builds(anchors.page, st.integers(1, 500), st.none() | regions)
seconds = st.integers(0, 7_200_000).map(lambda n: n / 1000)
moments = st.tuples(seconds, st.none() | st.integers(1, 60_000)).map(
    lambda pair: anchors.moment(pair[0], pair[1] and pair[0] + pair[1] / 1000)
)
words = st.builds(
    Words, st.text(min_size=1), st.text(max_size=32), st.text(max_size=32), st.integers(0, 60_000)
)
lines = st.text(alphabet="ab \n.,é", max_size=120)


@given(st.none() | regions | pages | moments | words)
def test_what_is_stored_is_read_again(anchor: anchors.Anchor | None) -> None:
    assert anchors.parse(anchors.selectors(anchor)) == anchor


@given(lines, st.data())
def test_words_are_found_where_they_were_taken(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    taken = anchors.words_at(text, start, data.draw(st.integers(start, len(text))))
    if not taken.exact.strip():
        return

    found = anchors.locate(
        text, taken.exact, prefix=taken.prefix, suffix=taken.suffix, near=taken.start
    )

    assert text[found.start : found.end] == found.exact
    assert found.exact.split() == taken.exact.split()


def test_of_equal_words_those_are_meant_that_stand_there() -> None:
    text = "one tide, two tide, red tide, blue tide"

    found = anchors.locate(text, "tide", prefix="red ")

    assert found.start == text.index("red tide") + 4


@given(st.lists(st.dictionaries(st.text(max_size=12), st.text(max_size=30) | st.integers())))
def test_nonsense_is_an_anchor_or_refused(selectors: list[dict]) -> None:
    with contextlib.suppress(BadAnchor):
        anchors.parse(selectors)


@pytest.mark.parametrize(
    "make",
    [
        lambda: anchors.region(90, 0, 20, 1),
        lambda: anchors.region(float("nan"), 0, 1, 1),
        lambda: anchors.region(-1, 0, 1, 1),
        lambda: anchors.page(0),
        lambda: anchors.moment(3, 2),
        lambda: anchors.moment(float("inf")),
        lambda: anchors.locate("some text", "other"),
        lambda: anchors.locate("some text", "  "),
        lambda: anchors.parse([{"type": "FragmentSelector", "value": "t=1;rm -rf"}]),
        lambda: anchors.parse([{"type": "XPathSelector", "value": "//a"}]),
    ],
)
def test_what_is_no_place_is_refused(make: object) -> None:
    with pytest.raises(BadAnchor):
        make()


def test_an_annotation_has_the_shape_of_the_standard() -> None:
    made = webannotation.annotation(
        id="urn:uuid:1",
        creator="Amber Otter",
        created="2026-01-01T00:00:00+00:00",
        text="Why?",
        source="urn:uuid:2",
        selectors=anchors.selectors(Page(3, Region(1, 2, 3, 4))),
    )

    selector = made["target"]["selector"]
    assert selector["value"] == "page=3"
    assert selector["refinedBy"]["value"] == "xywh=percent:1,2,3,4"
    assert made["body"] == [{"type": "TextualBody", "value": "Why?", "format": "text/plain"}]
    assert webannotation.collection(id="x", label="y", items=[made])["total"] == 1


@given(st.text(max_size=90))
def test_names_of_remarks_are_read_as_they_are_written(text: str) -> None:
    name = remarks.parse(text)

    assert name is None or str(name).lower() == text.lower()


@given(st.lists(st.integers(1, 4), max_size=12), st.booleans())
def test_no_batch_is_of_one_author(authors: list[int], has_ended: bool) -> None:
    """Told one by one as they come, every batch has two authors at least, and three before the end."""
    waiting: list[int] = []
    for number, author in enumerate(authors, start=1):
        waiting.append(author)
        is_last = has_ended and number == len(authors)
        if batches.may_tell(waiting, has_ended=is_last):
            assert len(set(waiting)) >= 2
            assert is_last or len(waiting) >= 3
            waiting = []


@given(lines, lines)
def test_a_difference_leads_from_one_text_to_the_other(before: str, after: str) -> None:
    found = diffs.of_texts(before, after)

    assert "".join(s.text for s in found if s.kind != diffs.Kind.ADDED) == before
    assert "".join(s.text for s in found if s.kind != diffs.Kind.REMOVED) == after


def test_a_long_passage_is_not_compared_word_by_word() -> None:
    found = diffs.of_texts("a " * 30_000, "b " * 30_000)

    assert [stretch.kind for stretch in found] == [diffs.Kind.REMOVED, diffs.Kind.ADDED]


def test_parts_are_paired_by_content_then_by_kind() -> None:
    text, other = diffs.Content("text", "", "1", "one"), diffs.Content("text", "", "2", "two")
    image, sound = diffs.Content("image", "", "3"), diffs.Content("audio", "", "4")

    found = diffs.of_parts([text, image], [image, other, sound])

    assert diffs.PartChange(image, image) in found
    assert diffs.PartChange(text, None) in found
    assert diffs.PartChange(None, sound) in found
    assert diffs.of_parts([text], [other]) == [diffs.PartChange(text, other)]


def test_the_length_of_a_wav() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(2 * 8000 * 3))

    assert durations.seconds_of(out.getvalue(), "wav") == 3


def test_the_length_of_a_live_webm() -> None:
    """Segment and cluster of unknown size, as browsers record."""
    unknown = b"\x01" + b"\xff" * 7
    block = b"\xa3\x85\x81\x01\xf4\x80\x00"  # 500 ms into its cluster
    data = b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67" + unknown
    data += b"\x1f\x43\xb6\x75" + unknown + b"\xe7\x82\x27\x10" + block

    assert durations.seconds_of(data, "weba") == 10.5


@given(st.binary(max_size=200), st.sampled_from(["weba", "ogg", "wav", "m4a", "mp3"]))
def test_no_bytes_break_the_measuring(content: bytes, extension: str) -> None:
    seconds = durations.seconds_of(content, extension)

    assert seconds is None or seconds >= 0
