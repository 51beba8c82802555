# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Files of every kind, made here: honest ones that name their author, and hostile ones."""

import io
import struct
import zipfile
import zlib

from PIL import Image, TiffImagePlugin
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from peerreview.artifacts.cleaning.ogg import _crc

AUTHOR = "Zebulon Quistgaard"
NAME = AUTHOR.encode()


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "teal").save(target, kind, **options)
    return target.getvalue()


def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[0x013B] = AUTHOR  # Artist
    tags[0x0112] = 6  # Orientation: turn a quarter to the right
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2] = "N", (TiffImagePlugin.IFDRational(5123, 100),) * 3
    return tags


def photo() -> bytes:
    """A JPEG with author, place, comment and a trailing HTML document."""
    return picture("JPEG", exif=exif(), comment=NAME) + b"<html><script>alert(1)</script></html>"


def signed_png() -> bytes:
    info = PngInfo()
    info.add_text("Author", AUTHOR)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{AUTHOR}</x>")
    return picture("PNG", pnginfo=info, exif=exif())


def signed_webp() -> bytes:
    return picture("WEBP", exif=exif(), xmp=b"<x>" + NAME + b"</x>")


def animation(kind: str = "GIF", frames: int = 4, size: tuple[int, int] = (40, 30)) -> bytes:
    target = io.BytesIO()
    images = [Image.new("RGB", size, (60 * n % 255, 90, 20)) for n in range(frames)]
    extra = {"comment": NAME} if kind == "GIF" else {"exif": exif()}
    images[0].save(target, kind, save_all=True, append_images=images[1:], duration=50, **extra)
    return target.getvalue()


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def pixel_bomb(side: int = 30_000) -> bytes:
    """A small PNG that would unpack to `side` squared pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side + 1) * 200, 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", rows)


def text_bomb() -> bytes:
    """A PNG whose compressed comment unpacks to 200 MB."""
    good = picture("PNG")
    bomb = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    return good[:33] + bomb + good[33:]


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr("../../evil.html", "<script>alert(1)</script>")
    return target.getvalue()


def pdf(pages: int = 1) -> bytes:
    """A PDF that names its author in ten places, runs scripts and carries a file."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": AUTHOR, "/Title": f"By {AUTHOR}", "/Producer": AUTHOR})
    writer.xmp_metadata = (
        b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf='
        b'"http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>'
        + NAME
        + b'</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    )
    alert = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject(AUTHOR),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(alert)
    writer.add_attachment("cv.txt", NAME)
    note = Text(text="A remark", rect=(10, 10, 50, 50))
    note[NameObject("/T")] = TextStringObject(AUTHOR)
    writer.add_annotation(0, note)
    piece = DictionaryObject({NameObject("/Name"): TextStringObject(AUTHOR)})
    writer.pages[0][NameObject("/PieceInfo")] = piece
    writer.pages[0][NameObject("/AA")] = DictionaryObject(
        {NameObject("/O"): DictionaryObject({
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject(f"app.launchURL('https://{AUTHOR}')"),
        })}
    )  # fmt: skip
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + bytes(413)
    size = len(NAME) + 11
    tag = b"ID3\x03\x00\x00" + bytes([0, 0, 0, size])
    tag += b"TPE1" + struct.pack(">I", len(NAME) + 1) + b"\0\0\0" + NAME
    ape = b"APETAGEX" + struct.pack("<IIII", 2000, 32 + len(NAME), 1, 0) + bytes(8)
    return tag + frame * 4 + NAME + ape + b"TAG" + NAME.ljust(125, b"\0")


def wav() -> bytes:
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    notes = b"INFOIART" + struct.pack("<I", len(NAME)) + NAME
    info = b"LIST" + struct.pack("<I", len(notes)) + notes
    data = b"data" + struct.pack("<I", 100) + bytes(range(100))
    body = b"WAVE" + form + info + data + info
    return b"RIFF" + struct.pack("<I", len(body)) + body


def flac() -> bytes:
    def block(kind: int, body: bytes) -> bytes:
        return bytes([kind]) + len(body).to_bytes(3, "big") + body

    return (
        b"fLaC" + block(0, bytes(34)) + block(4, NAME) + block(0x86, NAME) + b"\xff\xf8" + bytes(50)
    )


def ogg(codec: str = "opus") -> bytes:
    """Header, comment and one data page of Opus or Vorbis, with right checksums."""
    comment = struct.pack("<I", 4) + b"tool" + struct.pack("<I", 1)
    comment += struct.pack("<I", len(NAME) + 7) + b"ARTIST=" + NAME
    if codec == "opus":
        packets = [b"OpusHead" + bytes(11), b"OpusTags" + comment, bytes(40)]
    else:
        packets = [b"\x01vorbis" + bytes(23), b"\x03vorbis" + comment + b"\x01", bytes(40)]
    return b"".join(ogg_page(packet, number) for number, packet in enumerate(packets))


def ogg_page(packet: bytes, number: int) -> bytes:
    sizes = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    flags = 2 if number == 0 else 0
    head = b"OggS\0" + bytes([flags]) + bytes(8) + b"\x01\0\0\0" + struct.pack("<I", number)
    page = bytearray(head + bytes(4) + bytes([len(sizes)]) + sizes + packet)
    page[22:26] = struct.pack("<I", _crc(page))
    return bytes(page)


def mp4_box(name: bytes, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(brand: bytes = b"isom") -> bytes:
    header = mp4_box(b"mvhd", bytes(4) + b"\xde\xad\xbe\xef" * 2 + bytes(88))
    handler = mp4_box(b"hdlr", bytes(8) + b"soun" + bytes(12) + NAME)
    track = mp4_box(b"trak", mp4_box(b"mdia", handler), mp4_box(b"udta", NAME))
    tags = mp4_box(b"udta", mp4_box(b"meta", NAME))
    movie = mp4_box(b"moov", header, track, tags, mp4_box(b"meta", NAME))
    start = mp4_box(b"ftyp", brand + bytes(4) + brand)
    return start + movie + mp4_box(b"uuid", NAME) + mp4_box(b"mdat", b"\x07" * 64)


def ebml(identifier: str, *bodies: bytes) -> bytes:
    body = b"".join(bodies)
    return bytes.fromhex(identifier) + (len(body) | 1 << 56).to_bytes(8, "big") + body


def webm() -> bytes:
    head = ebml("1a45dfa3", ebml("4282", b"webm"))
    info = ebml("1549a966", ebml("7ba9", NAME), ebml("5741", NAME), ebml("4d80", b"muxer"))
    tracks = ebml("1654ae6b", ebml("ae", ebml("86", b"V_VP8"), ebml("536e", NAME)))
    tags = ebml("1254c367", NAME * 9)
    return head + ebml("18538067", info, tracks, tags, ebml("1f43b675", b"\x07" * 64))


def live_webm(*, with_tags: bool) -> bytes:
    """As browsers record: a segment and a cluster of unknown size."""
    unknown = b"\x01" + b"\xff" * 7
    head = ebml("1a45dfa3", ebml("4282", b"webm"))
    tracks = ebml("1654ae6b", ebml("ae", ebml("86", b"A_OPUS")))
    tail = ebml("1254c367", NAME) if with_tags else b""
    return (
        head + bytes.fromhex("18538067") + unknown + tracks
        + bytes.fromhex("1f43b675") + unknown + b"\x07" * 40 + tail
    )  # fmt: skip
