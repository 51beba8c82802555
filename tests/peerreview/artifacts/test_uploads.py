# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Files on their way in: what is taken, what is refused and why, and that no file names its author."""

import io
import time
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, NumberObject, StreamObject

from peerreview.artifacts import uploads
from peerreview.artifacts.cleaning import media
from peerreview.artifacts.cleaning.refusal import Refused
from peerreview.artifacts.sniffing import sniff
from peerreview.kernel.errors import Invalid
from tests.peerreview.artifacts import files

KEY = uuid.UUID(int=7)


def taken(content: bytes, name: str = "x") -> tuple[uploads.Prepared, bytes]:
    with uploads.prepared(content, name=name, key=KEY) as file:
        return file, file.handle.read()


def refused(content: bytes, name: str = "x") -> str:
    with pytest.raises(Invalid) as raised, uploads.prepared(content, name=name, key=KEY):
        pass
    assert raised.value.field == "files"
    assert name in raised.value.message
    return raised.value.code


@pytest.mark.parametrize(
    ("make", "kind", "content_type"),
    [
        (files.photo, "image", "image/jpeg"),
        (files.signed_png, "image", "image/png"),
        (files.signed_webp, "image", "image/webp"),
        (files.animation, "image", "image/webp"),
        (lambda: files.animation("WEBP"), "image", "image/webp"),
        (lambda: files.picture("GIF", comment=files.NAME), "image", "image/png"),
        (files.pdf, "pdf", "application/pdf"),
        (files.mp3, "audio", "audio/mpeg"),
        (files.wav, "audio", "audio/wav"),
        (files.flac, "audio", "audio/flac"),
        (files.ogg, "audio", "audio/ogg"),
        (lambda: files.ogg("vorbis"), "audio", "audio/ogg"),
        (lambda: files.mp4(b"M4A "), "audio", "audio/mp4"),
        (files.mp4, "video", "video/mp4"),
        (files.webm, "video", "video/webm"),
    ],
)
def test_a_file_is_known_by_content_and_loses_its_authors_name(
    make: Callable[[], bytes], kind: str, content_type: str
) -> None:
    content = make()
    assert files.NAME in content

    file, stored = taken(content, f"{files.AUTHOR}.whatever")

    assert (file.kind, file.content_type) == (kind, content_type)
    assert files.NAME not in stored
    assert file.metadata_removed
    assert file.size_bytes == len(stored)
    assert files.AUTHOR.split()[1].encode() not in stored


def test_a_photo_keeps_its_pixels_upright_and_loses_place_and_trailer() -> None:
    file, stored = taken(files.photo())

    with Image.open(io.BytesIO(stored)) as picture:
        assert picture.size == (40, 60)
        assert (file.width, file.height) == (40, 60)
        assert dict(picture.getexif()) == {}
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}  # fmt: skip
    assert b"Exif" not in stored
    assert b"<script>" not in stored


def test_an_animation_keeps_its_frames() -> None:
    _, stored = taken(files.animation(frames=5))

    with Image.open(io.BytesIO(stored)) as picture:
        assert picture.n_frames == 5


def test_transparency_and_deep_grey_survive() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 0)).save(target, "PNG")
    _, clear = taken(target.getvalue())
    target = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(target, "PNG")
    _, grey = taken(target.getvalue())

    with Image.open(io.BytesIO(clear)) as picture:
        assert picture.getpixel((0, 0))[3] == 0
    with Image.open(io.BytesIO(grey)) as picture:
        assert picture.getpixel((0, 0)) == pytest.approx(127, abs=1)


def test_a_pdf_keeps_pages_and_remarks_and_loses_scripts_and_attachments() -> None:
    _, stored = taken(files.pdf(pages=3))

    document = PdfReader(io.BytesIO(stored))
    assert len(document.pages) == 3
    assert document.pages[0]["/Annots"][0].get_object()["/Contents"] == "A remark"
    assert not document.metadata
    assert dict(document.attachments) == {}
    for trace in (b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/PieceInfo", b"/Metadata"):
        assert trace not in stored


def test_sound_and_film_keep_what_is_heard_and_seen() -> None:
    for content in (files.mp4(), files.webm(), files.ogg()):
        _, stored = taken(content)
        assert stored[-32:] == content[-32:]


def test_a_wav_keeps_its_samples() -> None:
    _, stored = taken(files.wav())

    assert stored.endswith(b"data" + (100).to_bytes(4, "little") + bytes(range(100)))
    assert int.from_bytes(stored[4:8], "little") == len(stored) - 8


def test_a_live_recording_whose_tags_cannot_be_reached_says_so() -> None:
    clean, _ = taken(files.live_webm(with_tags=False))
    tagged, _ = taken(files.live_webm(with_tags=True))

    assert clean.metadata_removed
    assert not tagged.metadata_removed


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "nothing.png", "empty"),
        (files.pixel_bomb(), "bomb.png", "too-many-pixels"),
        (files.picture("PNG", (6000, 5000)), "poster.png", "too-many-pixels"),
        (files.animation(frames=301, size=(2, 2)), "long.gif", "too-many-frames"),
        (files.picture("JPEG")[:200], "half.jpg", "corrupt"),
        (files.picture("PNG")[:60], "half.png", "corrupt"),
        (b"\x89PNG\r\n\x1a\n<script>alert(1)</script>", "polyglot.png", "corrupt"),
        (b"GIF89a/*<svg/onload=alert(1)>*/=1;", "polyglot.gif", "corrupt"),
        (b"%PDF-1.7\n<script>alert(1)</script>", "polyglot.pdf", "corrupt"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "brackets.pdf", "corrupt"),
        (files.locked_pdf(), "locked.pdf", "password"),
        (files.pdf(pages=501), "long.pdf", "too-many-pages"),
        (files.archive(), "zip-renamed.png", "archive"),
        (files.archive(), "essay.docx", "office"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "essay.doc", "office"),
        (b"MZ" + bytes(100), "run.png", "program"),
        (b"\x7fELF" + bytes(100), "run.txt", "program"),
        (b"II*\0" + bytes(100), "photo.tiff", "picture-format"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "photo.heic", "picture-format"),
        (b"RIFF\x04\0\0\0WAVE", "empty.wav", "corrupt"),
        (b"OggS" + bytes(40), "broken.ogg", "corrupt"),
        (b"ID3\x03\0\0\0\0\x7f\x7f<script>", "tags-only.mp3", "corrupt"),
        (b"\0\0\0\x10ftypisom\0\0\0\0" + b"\xff\xff\xff\xffmoov", "broken.mp4", "corrupt"),
        (b"\x1a\x45\xdf\xa3\x8fwebm", "broken.webm", "corrupt"),
        (b"plain words", "words.exe", "text-name"),
        (b"<svg onload='alert(1)'/>", "drawing.png", "markup"),
        (b"<html><script>alert(1)</script>", "page.jpg", "markup"),
        (b"good start " * 1000 + b"\xff\xfe\0", "sly.txt", "corrupt"),
        ("Ungarisch: \xfc".encode("latin-1"), "old.txt", "unknown"),
        (b"x" * (uploads.CODE_MAX_BYTES + 1), "huge.txt", "text-size"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_taken_is_refused_with_its_reason(
    content: bytes, name: str, code: str
) -> None:
    assert refused(content, name) == code


def test_a_bomb_in_a_comment_costs_little_time() -> None:
    start = time.monotonic()

    assert refused(files.text_bomb(), "comment.png") in {"corrupt", "too-complex"}

    assert time.monotonic() - start < 15


def test_the_largest_allowed_picture_is_taken() -> None:
    file, _ = taken(files.picture("PNG", (5000, 5000)))

    assert (file.width, file.height) == (5000, 5000)


def test_a_file_over_the_limit_is_refused_with_the_limit(settings: object) -> None:
    settings.UPLOAD_MAX_BYTES = 1000

    with pytest.raises(Invalid) as raised, uploads.prepared(bytes(1001), name="big.png", key=KEY):
        pass

    assert "1000\xa0bytes" in raised.value.message


@pytest.mark.parametrize("name", ["drawing.svg", "page.html", "page.htm"])
def test_svg_and_html_are_taken_as_escaped_source_only(name: str) -> None:
    source = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

    file, stored = taken(source, name)

    assert (file.kind, file.content_type) == ("code", "text/plain; charset=utf-8")
    assert stored == source
    assert "<script" not in file.html
    assert "<svg" not in file.html
    assert "&lt;" in file.html


def test_each_line_of_code_can_be_linked_to() -> None:
    file, _ = taken(b"one = 1\ntwo = 2\n", "numbers.py")

    assert f'id="{uploads.anchor(KEY)}-1"' in file.html
    assert f'href="#{uploads.anchor(KEY)}-2"' in file.html
    assert 'style="' not in file.html


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.png", "a.png"),
        ("a\nb\u202egnp.exe", "a bgnp.exe"),
        ("", "file"),
        ("x" * 400, "x" * 255),
    ],
)
def test_names_lose_paths_and_tricks(given_name: str, shown: str) -> None:
    assert uploads.clean_name(given_name) == shown


@given(st.binary(max_size=400), st.sampled_from(["a.png", "a.txt", "a.svg", "a", ".py"]))
def test_sniffing_never_breaks_and_never_takes_markup_for_a_picture(
    content: bytes, name: str
) -> None:
    found = sniff(content, name)

    assert bool(found.kind) != bool(found.refused)
    if content.lstrip().startswith(b"<"):
        assert found.kind in {"", "code"}


HOSTILE_STARTS = [
    files.mp4()[:60], files.webm()[:40], files.ogg()[:60], files.mp3()[:20], files.flac()[:10],
    files.wav()[:30], b"OggS\0\2" + bytes(21), b"\x1a\x45\xdf\xa3",
]  # fmt: skip
CLEANERS = ["mp3", "flac", "wav", "ogg", "m4a", "webm"]


@given(st.sampled_from(HOSTILE_STARTS), st.binary(max_size=200), st.sampled_from(CLEANERS))
def test_broken_media_are_cleaned_or_refused_and_nothing_else(
    start: bytes, rest: bytes, extension: str
) -> None:
    target = io.BytesIO()
    try:
        report = media.clean(io.BytesIO(start + rest), target, extension)
    except Refused:
        return
    assert report["extension"] == extension


def test_photos_inside_a_pdf_lose_their_place_and_author_too() -> None:
    photo = files.picture("JPEG", (300, 200))
    signed = (
        photo[:2] + b"\xff\xfe" + (len(files.NAME) + 2).to_bytes(2, "big") + files.NAME + photo[2:]
    )
    writer = PdfWriter()
    page = writer.add_blank_page(300, 200)
    picture = StreamObject()
    picture.update({
        NameObject("/Type"): NameObject("/XObject"),
        NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): NumberObject(300),
        NameObject("/Height"): NumberObject(200),
        NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
        NameObject("/BitsPerComponent"): NumberObject(8),
        NameObject("/Filter"): NameObject("/DCTDecode"),
    })  # fmt: skip
    picture._data = signed
    images = DictionaryObject({NameObject("/Im0"): writer._add_object(picture)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})
    content = io.BytesIO()
    writer.write(content)
    assert files.NAME in content.getvalue()

    _, stored = taken(content.getvalue())

    assert files.NAME not in stored
    found = PdfReader(io.BytesIO(stored)).pages[0].images[0]
    assert found.image.size == (300, 200)
