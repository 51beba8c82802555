# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import io
import json
import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from badges.openbadges import baking
from badges.openbadges.baking import BakingError, bake, extract
from badges.openbadges.strictjson import dump_ascii, parse_object
from badges.openbadges.verify import verify
from tests.badges.openbadges.samples import NOW, golden, golden_json, rich

JWS = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
SVG = b'<?xml version="1.0"?><!-- <svg> --><svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'


def png(size=8, **options):
    out = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(out, "PNG", **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunks(*chunks, picture=None):
    picture = picture or png()
    return picture[:33] + b"".join(chunks) + picture[33:]


def itxt(text, *, compressed=0, language=b"", keyword=b"openbadgecredential"):
    body = zlib.compress(text) if compressed else text
    return chunk(b"iTXt", keyword + bytes([0, compressed, 0]) + language + b"\0\0" + body)


def refusal(picture):
    with pytest.raises(BakingError) as caught:
        extract(picture)
    return caught.value.code


@pytest.mark.parametrize("picture", [png(), png(300), SVG])
@pytest.mark.parametrize("text", [dump_ascii(rich()), JWS, '{"a": "]]>"}'])
def test_what_was_baked_comes_out_again(picture, text):
    found = extract(bake(picture, text))
    if text.startswith("{"):
        assert parse_object(found) == parse_object(text)
    else:
        assert found == text


def test_a_baked_picture_still_opens_and_shows_the_same():
    baked = bake(png(20), dump_ascii(rich()))
    with Image.open(io.BytesIO(baked)) as picture:
        picture.load()
        assert picture.size == (20, 20)
        assert picture.getpixel((3, 3)) == (0, 128, 128)
        assert json.loads(picture.text["openbadgecredential"]) == rich()


@pytest.mark.parametrize("picture", [png(), SVG])
def test_baking_again_replaces_what_was_there(picture):
    once = bake(picture, '{"a": 1}')
    assert extract(bake(once, '{"b": 2}')) == '{"b": 2}'
    assert bake(bake(once, JWS), '{"a": 1}') == once


def test_baking_replaces_compressed_and_doubled_chunks_too():
    crowded = with_chunks(
        itxt(b"{}"), itxt(b"{}", compressed=1), chunk(b"zTXt", b"openbadgecredential\0\0")
    )
    assert extract(bake(crowded, '{"b": 2}')) == '{"b": 2}'


def test_other_text_chunks_stay():
    baked = bake(with_chunks(chunk(b"tEXt", b"Author\0me")), JWS)
    assert chunk(b"tEXt", b"Author\0me") in baked


@pytest.mark.parametrize("name", ["simple-json.png", "simple-json.svg"])
def test_pictures_baked_by_others_are_read(name):
    found = parse_object(extract(golden("1edtech", name)))
    expected = golden_json("1edtech", "simple.json")
    assert found.keys() == expected.keys()
    assert found["credentialSubject"] == expected["credentialSubject"]


def test_a_token_in_a_picture_baked_by_others_is_read():
    token = extract(golden("1edtech", "simple-jwt.svg"))
    assert token.count(".") == 2
    report = verify(token, now=NOW)
    assert report.verdict == "incomplete"  # nobody fetched the key
    assert report.named("proof")[0].code == "key_unavailable"


def test_a_badge_survives_its_picture():
    found = extract(bake(png(), dump_ascii(rich())))
    assert verify(found, now=NOW).verdict == "valid"


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (png(), "baked_nothing"),
        (SVG, "baked_nothing"),
        (with_chunks(itxt(b"{}"), itxt(b"{}")), "baked_several"),
        (with_chunks(itxt(b"{}" * 9, compressed=1)), "baked_compressed"),
        (with_chunks(chunk(b"zTXt", b"openbadgecredential\0\0x")), "baked_compressed"),
        (with_chunks(itxt(b"hello")), "baked_malformed"),
        (with_chunks(itxt(b"\xff{")), "baked_malformed"),
        (with_chunks(chunk(b"iTXt", b"openbadgecredential\0\0\0{}")), "baked_malformed"),
        (with_chunks(itxt(b"{" + b" " * baking.MAX_CREDENTIAL)), "baked_malformed"),
        (png()[:-12], "picture_damaged"),
        (png()[:20], "picture_damaged"),
        (png() + b"trailing", "picture_damaged"),
        (b"\x89PNG\r\n\x1a\n" + itxt(b"{}") + png()[8:], "picture_damaged"),
        (with_chunks(struct.pack(">I", 2**31) + b"iTXt"), "picture_damaged"),
        (with_chunks(*[chunk(b"tEXt", b"a\0b")] * 10_001), "picture_damaged"),
        (png() + bytes(baking.MAX_PICTURE), "picture_too_large"),
        (b"<svg>" + b" " * baking.MAX_SVG, "picture_too_large"),
        (b"GIF89a\xff\xff", "picture_damaged"),
        (b"no picture at all", "picture_damaged"),
        (b"<html><svg/></html>", "picture_damaged"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>', "picture_damaged"),
        (b"<svg><!-- never closed", "picture_damaged"),
        (bake(SVG, JWS).replace(b"</svg>", b"") + bake(SVG, JWS)[66:], "baked_several"),
    ],
)
def test_pictures_that_cannot_be_trusted_are_refused(picture, code):
    assert refusal(picture) == code


def test_a_wrong_checksum_is_refused():
    picture = bytearray(bake(png(), JWS))
    picture[60] ^= 1
    assert refusal(bytes(picture)) == "picture_damaged"


def test_a_decompression_bomb_is_never_unpacked():
    bomb = zlib.compress(bytes(200 * 1024 * 1024), 9)
    started = time.process_time()
    picture = with_chunks(chunk(b"zTXt", b"openbadgecredential\0\0" + bomb))
    assert refusal(picture) == "baked_compressed"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<![CDATA[", b'<a "', b"<a '", b"<?", b"<!", b"<openbadges:credential>"]
)
def test_markup_that_never_closes_is_read_in_linear_time(piece):
    picture = b"<svg>" + piece * (3_000_000 // len(piece))
    started = time.process_time()
    assert refusal(picture) in ("picture_damaged", "baked_nothing")
    assert time.process_time() - started < 5  # by squares it would take hours


def test_a_credential_in_a_comment_is_no_credential():
    hidden = b"<svg><!-- " + bake(SVG, JWS)[66:] + b" --></svg>"
    assert refusal(hidden) == "baked_nothing"


@pytest.mark.parametrize("text", ["hello", "[1]", "", '{"a": "ü"}', "a.b", "a..b"])
def test_only_ascii_json_and_compact_jws_are_baked(text):
    with pytest.raises(BakingError):
        bake(png(), text)


@given(st.binary(max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"<svg>"]))
def test_any_bytes_are_a_credential_or_a_refusal(data, start):
    with pytest.raises(BakingError):
        extract(start + data)


@given(st.integers(0, len(bake(png(), JWS)) - 1), st.integers(1, 255))
def test_any_flipped_byte_of_a_baked_png_is_noticed(position, flip):
    picture = bytearray(bake(png(), JWS))
    picture[position] ^= flip
    with pytest.raises(BakingError):
        extract(bytes(picture))
