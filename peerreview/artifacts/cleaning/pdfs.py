# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""PDF, written anew without what names its author or acts by itself."""

from typing import Any, BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from peerreview.artifacts.cleaning import jpeg
from peerreview.artifacts.cleaning.refusal import Refused

MAX_PAGES = 500
MAX_OBJECTS = 200_000
# Who, when and with what (PDF 32000-1, 14.3 and 14.5), actions, files inside, form scripts.
DROPPED_KEYS = {
    "/Metadata", "/PieceInfo", "/LastModified", "/OpenAction", "/AA", "/JS", "/JavaScript",
    "/EmbeddedFiles", "/AF", "/XFA", "/Perms", "/DSS", "/Collection", "/SpiderInfo", "/Legal",
}  # fmt: skip
# On a note or mark: its author, its dates, and the rich text that repeats them.
DROPPED_ANNOTATION_KEYS = {"/T", "/M", "/NM", "/CreationDate", "/RC", "/Subj", "/FS"}
SIGNATURE_KEYS = {"/Name", "/Location", "/ContactInfo", "/Reason", "/Contents", "/Cert", "/M"}
HARMLESS_ACTIONS = {"/GoTo", "/URI", "/Named"}
PARSING_ERRORS = (
    PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError,
    AssertionError, NotImplementedError, ArithmeticError,
)  # fmt: skip


def clean(source: BinaryIO, target: BinaryIO) -> dict[str, Any]:
    """Write the document anew to `target`. Raises Refused: password, too many pages, corrupt."""
    try:
        reader = PdfReader(source, strict=False)
        _check(reader)
        writer = PdfWriter(clone_from=reader)
        _scrub(writer)
        writer.write(target)
    except RecursionError as error:
        raise Refused("corrupt") from error
    except PARSING_ERRORS as error:
        raise Refused("corrupt") from error
    return {"content_type": "application/pdf", "extension": "pdf", "metadata_removed": True}


def _check(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Refused("password")
    pages = len(reader.pages)
    if pages == 0:
        raise Refused("corrupt")
    if pages > MAX_PAGES:
        raise Refused("too-many-pages")
    if len(reader.xref) and sum(map(len, reader.xref.values())) > MAX_OBJECTS:
        raise Refused("too-complex")


def _scrub(writer: PdfWriter) -> None:
    writer.metadata = None
    for thing in list(writer._objects):  # every object there is, reachable from the pages or not
        _scrub_tree(thing)
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)


def _scrub_tree(root: Any) -> None:
    waiting = [root]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, DictionaryObject):
            _scrub_dictionary(thing)
            waiting.extend(dict.values(thing))
        elif isinstance(thing, ArrayObject):
            waiting.extend(list.__iter__(thing))


def _scrub_dictionary(thing: DictionaryObject) -> None:
    _drop(thing, DROPPED_KEYS)
    kind = thing.get("/Subtype")
    if "/Rect" in thing and kind != "/Widget":
        _drop(thing, DROPPED_ANNOTATION_KEYS)
    if thing.get("/Type") == "/Sig" or "/ByteRange" in thing:
        _drop(thing, SIGNATURE_KEYS)
    if thing.get("/Type") == "/Filespec" or "/EF" in thing:
        _drop(thing, {"/EF", "/F", "/UF", "/Desc"})
    _disarm(thing)
    if isinstance(thing, StreamObject) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        thing._data = jpeg.without_metadata(thing._data)


def _disarm(thing: DictionaryObject) -> None:
    """An action that runs, sends or opens something becomes one that does nothing."""
    is_action = thing.get("/Type") == "/Action" or {"/URI", "/D", "/F", "/Win"} & thing.keys()
    action = thing.get("/S")
    if is_action and isinstance(action, NameObject) and action not in HARMLESS_ACTIONS:
        if action in {"/Transparency", "/Luminosity", "/Alpha"}:
            return
        thing.clear()


def _drop(thing: DictionaryObject, keys: set[str]) -> None:
    for key in keys & thing.keys():
        del thing[key]
