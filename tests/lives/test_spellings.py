# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The recorder would see it: a name is found in every spelling and layer, a changed byte is a difference."""

import base64
import gzip
import hashlib
import io
import zipfile
import zlib

import pytest

from tests.lives.recorder import Sent
from tests.lives.sameness import differences, levelled
from tests.lives.spellings import found_in, spellings

NAME = "Zebulon Quistgaard"
RAW = NAME.encode()


def zipped(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("inside.json", data)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        RAW,
        b"by zebulon-quistgaard.wav",
        b"?who=Zebulon%20Quistgaard",
        base64.b64encode(b"x" + RAW),
        base64.b64encode(b"xy" + RAW),
        RAW.hex().encode(),
        NAME.encode("utf-16-be"),
        b"gravatar.com/" + hashlib.md5(RAW.lower()).hexdigest().encode(),
        zipped(b"{'name': '" + RAW + b"'}"),
        zipped(zipped(RAW)),
        gzip.compress(RAW, mtime=0),
        b"%PDF-1.7\nstream\n" + zlib.compress(RAW) + b"\nendstream",
        b"\x89PNG\r\n\x1a\nzTXtAuthor\0\0" + zlib.compress(RAW),
    ],
)
def test_a_name_is_found(data: bytes) -> None:
    assert found_in(b"before " + data if data[:1] not in b"P\x1f%\x89" else data, spellings(NAME))


def test_what_is_not_there_is_not_found() -> None:
    assert found_in(zipped(b"Wilhelmina Oxenstierna"), spellings(NAME)) == set()


def page(body: str) -> list[tuple[str, bytes]]:
    return levelled([Sent("page", "desk", "/desk/", b"200", body.encode())], ["Amber Heron"])


def test_only_what_is_drawn_by_lot_is_made_equal() -> None:
    one = page("<b>Amber Heron</b> 11111111-1111-4111-8111-111111111111 handed in on day 3")
    other = page("<b>Amber Heron</b> 22222222-2222-4222-8222-222222222222 handed in on day 3")
    later = page("<b>Amber Heron</b> 22222222-2222-4222-8222-222222222222 handed in on day 4")

    assert differences(one, other) == []
    assert len(differences(one, later)) == 1
    assert len(differences(one, [])) == 1
