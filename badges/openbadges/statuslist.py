# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Bitstring Status List v1.0: one bit per credential, packed, served to everyone alike.

Index 0 is the most significant bit of the first byte. Lists have at least 131,072 entries, so
that asking for a list tells nobody which credential is being looked at.
"""

import gzip
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from badges.openbadges.multikey import MultikeyError, base64url_decode, base64url_encode

MIN_ENTRIES = 131_072
MAX_ENTRIES = 8 * 1024 * 1024
MAX_ENCODED = 2 * 1024 * 1024
ENTRY_TYPE = "BitstringStatusListEntry"
GZIP_WINDOW = 16 + zlib.MAX_WBITS


class StatusListError(ValueError):
    """The list, or the place in it, cannot be used."""


def encode(set_indexes: Iterable[int], *, entries: int = MIN_ENTRIES) -> str:
    """The `encodedList` of a list with exactly these bits set; the same set gives the same text.

    Raises StatusListError for an index or a length out of range.
    """
    if not MIN_ENTRIES <= entries <= MAX_ENTRIES or entries % 8:
        raise StatusListError("list length out of range")
    bits = bytearray(entries // 8)
    for index in set_indexes:
        if not 0 <= index < entries:
            raise StatusListError("index out of range")
        bits[index // 8] |= 0x80 >> index % 8
    return "u" + base64url_encode(gzip.compress(bytes(bits), mtime=0))


def decode(encoded: object) -> bytes:
    """The bitstring of an `encodedList`. Stops unpacking at MAX_ENTRIES. Raises StatusListError.

    Lists written before the final standard lack the multibase prefix `u`; they are read too.
    """
    if not isinstance(encoded, str) or len(encoded) > MAX_ENCODED:
        raise StatusListError("not an encoded list")
    try:
        packed = base64url_decode(encoded.removeprefix("u"))
        unpacker = zlib.decompressobj(GZIP_WINDOW)
        bits = unpacker.decompress(packed, MAX_ENTRIES // 8 + 1)
    except (MultikeyError, zlib.error) as error:
        raise StatusListError(str(error)) from None
    if not MIN_ENTRIES <= len(bits) * 8 <= MAX_ENTRIES or not unpacker.eof:
        raise StatusListError("list length out of range")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit is set. Raises StatusListError for an index outside the list."""
    if not 0 <= index < len(bits) * 8:
        raise StatusListError("index out of range")
    return bool(bits[index // 8] & (0x80 >> index % 8))


def parse_index(value: object) -> int:
    """The index of an entry: a decimal string, or (seen in the wild) a number."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()) or len(text) > 8:
        raise StatusListError("index out of range")
    return int(text)


def list_subject(list_url: str, *, purpose: str, encoded: str) -> dict[str, Any]:
    """The `credentialSubject` of the list credential published at `list_url`."""
    return {
        "id": f"{list_url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encoded,
    }


def check_entry(entry: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
    """Whether the bit for `entry` is set in a list. Raises StatusListError.

    The list must serve the entry's purpose; signature, issuer and dates are the caller's part.
    """
    purposes = subject.get("statusPurpose")
    if subject.get("type") not in ("BitstringStatusList", ["BitstringStatusList"]):
        raise StatusListError("not a status list")
    if entry.get("statusPurpose") not in (purposes if isinstance(purposes, list) else [purposes]):
        raise StatusListError("the list serves another purpose")
    if entry.get("statusSize", 1) != 1:
        raise StatusListError("only one-bit entries are read")
    return is_set(decode(subject.get("encodedList")), parse_index(entry.get("statusListIndex")))
