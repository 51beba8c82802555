# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a file is, by its bytes. Its name only decides which language a text is in."""

from dataclasses import dataclass

from peerreview.artifacts.cleaning.mpeg_audio import is_mpeg_frame

HEAD_BYTES = 8192
CODE_EXTENSIONS = frozenset(
    [
        "txt",
        "md",
        "rst",
        "tex",
        "csv",
        "tsv",
        "json",
        "jsonl",
        "yaml",
        "yml",
        "toml",
        "ini",
        "cfg",
        "conf",
        "log",
        "xml",
        "html",
        "htm",
        "svg",
        "css",
        "scss",
        "less",
        "js",
        "mjs",
        "ts",
        "tsx",
        "jsx",
        "vue",
        "py",
        "pyi",
        "ipynb",
        "r",
        "rmd",
        "jl",
        "java",
        "kt",
        "scala",
        "groovy",
        "c",
        "h",
        "cpp",
        "hpp",
        "cc",
        "cs",
        "fs",
        "vb",
        "go",
        "rs",
        "rb",
        "php",
        "pl",
        "lua",
        "swift",
        "dart",
        "m",
        "sql",
        "sh",
        "bash",
        "zsh",
        "ps1",
        "bat",
        "hs",
        "ml",
        "clj",
        "ex",
        "exs",
        "erl",
        "lisp",
        "scm",
        "el",
        "asm",
        "s",
        "v",
        "vhd",
        "f90",
        "f",
        "pas",
        "ada",
        "tcl",
        "nim",
        "zig",
        "proto",
        "graphql",
        "gradle",
        "cmake",
        "mk",
        "dockerfile",
        "diff",
        "patch",
        "bib",
        "srt",
        "vtt",
    ]
)
ALLOWED_CONTROLS = b"\t\n\r\f\x1b"
# What people often try to hand in, and is told apart only to say what to do instead.
KNOWN_OTHERS = (
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"II*\0", "picture-format"),
    (b"MM\0*", "picture-format"),
    (b"BM", "picture-format"),
)


@dataclass(frozen=True)
class Sniffed:
    """`kind` is one of File.Kind; `extension` the format. Or `refused`, a reason code."""

    kind: str = ""
    extension: str = ""
    refused: str = ""


def sniff(head: bytes, name: str) -> Sniffed:
    """What the first bytes are; `head` holds HEAD_BYTES of them or the whole file."""
    for look in (_picture, _document, _riff, _sound, _film):
        found = look(head)
        if found is not None:
            return found
    if _is_text(head):
        return _text(head, name)
    return Sniffed(refused=_other(head, name))


def _picture(head: bytes) -> Sniffed | None:
    signatures = (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpg"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
    )
    for signature, extension in signatures:
        if head.startswith(signature):
            return Sniffed("image", extension)
    return None


def _document(head: bytes) -> Sniffed | None:
    return Sniffed("pdf", "pdf") if head.startswith(b"%PDF-") else None


def _riff(head: bytes) -> Sniffed | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Sniffed("image", "webp")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Sniffed("audio", "wav")
    return None


def _sound(head: bytes) -> Sniffed | None:
    if head.startswith(b"fLaC"):
        return Sniffed("audio", "flac")
    if head.startswith(b"OggS"):
        is_film = b"theora" in head[:4096]
        return Sniffed("video", "ogv") if is_film else Sniffed("audio", "ogg")
    if head.startswith(b"ID3") or is_mpeg_frame(head[:4]):
        return Sniffed("audio", "mp3")
    return None


def _film(head: bytes) -> Sniffed | None:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand in {b"heic", b"heix", b"mif1", b"avif", b"msf1"}:
            return Sniffed(refused="picture-format")
        return Sniffed("audio", "m4a") if brand in {b"M4A ", b"M4B "} else Sniffed("video", "mp4")
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64]:
        is_film = b"V_" in head or b"A_" not in head
        return Sniffed("video", "webm") if is_film else Sniffed("audio", "weba")
    return None


def _is_text(head: bytes) -> bool:
    if any(byte < 32 and byte not in ALLOWED_CONTROLS for byte in head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # The head may end in the middle of a character.
        return len(head) == HEAD_BYTES and error.start >= HEAD_BYTES - 3
    return True


def is_text(content: bytes) -> bool:
    """Whether all of `content` is UTF-8 without control characters."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not any(code in content for code in range(32) if code not in ALLOWED_CONTROLS)


def _text(head: bytes, name: str) -> Sniffed:
    stem, _, extension = name.lower().rpartition(".")
    extension = extension if stem else ""
    if extension in CODE_EXTENSIONS:
        return Sniffed("code", extension)
    return Sniffed(refused="markup" if head.lstrip().startswith(b"<") else "text-name")


def _other(head: bytes, name: str) -> str:
    if name.lower().endswith((".docx", ".odt", ".pptx", ".xlsx", ".odp", ".doc", ".pages", ".key")):
        return "office"
    return next((reason for magic, reason in KNOWN_OTHERS if head.startswith(magic)), "unknown")
