# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Values as they may stand in a signed document: ids, texts, tags, and nothing empty."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

ID = re.compile(r"(https://|urn:[a-z0-9-]+:|did:[a-z0-9]+:)[^\x00-\x20\x7f<>\"{}|\\^`]+")
# What others named, as ESCO does: without TLS, and nothing is fetched from there.
ADDRESS = re.compile(ID.pattern.replace("https:", "https?:", 1))
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")

Json = dict[str, Any]


class CredentialError(ValueError):
    """The values do not make a sound credential; the message names the field."""


def web_id(value: str, form: re.Pattern[str] = ID) -> str:
    """An absolute id. Raises CredentialError for anything else."""
    if not form.fullmatch(value):
        raise CredentialError(f"not an absolute id: {value[:80]!r}")
    return value


def list_address(value: str) -> str:
    """Where a list lies: on a site without a public name that is a plain http address."""
    return web_id(value.replace("http://", "https://", 1)) and value


def signed_text(value: str) -> str:
    """Text as it is signed: line ends are \\n and tabs are spaces.

    Canonicalisers disagree on how control characters are written, so no others are let in.
    """
    plain = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    if CONTROL.search(plain):
        raise CredentialError("text has control characters")
    return plain


def signed_tags(tags: Iterable[str]) -> list[str]:
    """Tags without the characters U+E000 to U+FFFF, and without repetition.

    Tags are sorted when they are signed. JavaScript canonicalisers sort by UTF-16 units, against
    the standard, which differs for just these characters beside emoji. NFKC first replaces the
    ones that mean something (full-width letters, presentation forms).
    """
    plain = (unicodedata.normalize("NFKC", signed_text(tag)) for tag in tags)
    kept = (re.sub("[\ue000-\uffff]", "", tag).strip() for tag in plain)
    return list(dict.fromkeys(tag for tag in kept if tag))


def required(field: str, value: str) -> str:
    """Text that has to be there, as it is signed. Raises CredentialError."""
    if not value.strip():
        raise CredentialError(f"{field}: must not be empty")
    return signed_text(value)


def filled(properties: Mapping[str, Any]) -> Json:
    """Without nulls, empty texts and empty lists, which Open Badges leaves out."""
    return {key: value for key, value in properties.items() if value not in (None, "", [])}
