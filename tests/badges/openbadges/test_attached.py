# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever is inside a PDF, only the one badge attached to it comes out, or a reason."""

import contextlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.openbadges import attached, bundles
from badges.openbadges.baking import BakingError

BADGE = b'{"id": "urn:uuid:1"}'


def a_pdf(*files: bytes, filters: bytes = b"") -> bytes:
    """The skeleton of a PDF with these files attached."""
    objects = b"".join(
        b"%d 0 obj\n<<\n%s\n/Length %d\n/Type /EmbeddedFile\n>>\nstream\n%s\nendstream\nendobj\n"
        % (number, filters, len(data), data)
        for number, data in enumerate(files, start=1)
    )
    return b"%PDF-1.7\n9 0 obj\n<< /Length 3 >>\nstream\n{1}\nendstream\nendobj\n" + objects


def test_the_badge_comes_out_plain_or_packed() -> None:
    packed = a_pdf(zlib.compress(BADGE), filters=b"/Filter /FlateDecode")

    assert attached.extract_attached(a_pdf(b"a letter", BADGE)) == BADGE
    assert attached.extract_attached(packed) == BADGE
    assert attached.extract_attached(a_pdf(BADGE, BADGE)) == BADGE


def test_two_badges_are_none_and_so_is_what_unpacks_without_end() -> None:
    bomb = zlib.compress(b"{" + b" " * 50_000_000)
    for content, code in (
        (a_pdf(BADGE, b'{"id": "urn:uuid:2"}'), "baked_several"),
        (a_pdf(bomb, filters=b"/Filter /FlateDecode"), "pdf_plain"),
        (a_pdf(BADGE, filters=b"/Filter /LZWDecode"), "pdf_plain"),
        (a_pdf(b"\x00broken", filters=b"/Filter /FlateDecode"), "pdf_plain"),
    ):
        with pytest.raises(BakingError) as refused:
            attached.extract_attached(content)
        assert refused.value.code == code


@given(
    st.lists(st.sampled_from([b"stream\n", b"endstream", b"/Type /EmbeddedFile", b" obj", b"{x"]))
)
def test_whatever_comes_out_of_a_heap_of_words_was_in_it(words: list[bytes]) -> None:
    content = b"%PDF-" + b" ".join(words)
    with contextlib.suppress(BakingError):
        found = attached.extract_attached(content)
        assert found.startswith(b"{")
        assert found in content


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('[{"a": 1}, "x.y.z", 3, "words"]', 2),
        ('{"badges": [{"a": 1}]}', 1),
        ('{"verifiableCredential": {"a": 1}}', 1),
        ('{"credentialSubject": {}, "badges": [{"a": 1}]}', 0),
        ('{"a": 1}', 0),
        ("[", 0),
        ('["\\ud800"]', 0),
        ("plain words", 0),
    ],
)
def test_a_bundle_is_told_from_one_badge(text: str, count: int) -> None:
    assert len(bundles.unpack(text, max_bytes=1000)) == count
