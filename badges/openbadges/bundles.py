# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Several badges in one JSON document: a bare list, a backpack's own export, a list of credentials, or a
verifiable presentation. Each is unpacked as it is and checked by itself; nothing is said of the whole."""

import json
from typing import Any

from badges.openbadges.baking import COMPACT_JWS
from badges.openbadges.strictjson import JsonError, parse_object

PLACES = ("badges", "verifiableCredential", "credentials")
# What makes a document a badge itself, whatever else it has.
OF_ONE = ("credentialSubject", "recipient")
MOST = 200


def unpack(document: str | bytes, *, max_bytes: int) -> list[str]:
    """The texts (JSON or compact JWS) of the first MOST badges inside, or an empty list: it is one badge,
    or no bundle."""
    text = document.decode("utf-8", "replace") if isinstance(document, bytes) else document
    text = text.strip("\ufeff \r\n\t")
    if not text.startswith(("{", "[")):
        return []
    try:
        # A list is read by the same strict rules as an object: as one.
        whole = parse_object(
            f'{{"badges": {text}}}' if text.startswith("[") else text, max_bytes=max_bytes + 16
        )
    except JsonError:
        return []
    if any(name in whole for name in OF_ONE):
        return []
    found = next((whole[name] for name in PLACES if name in whole), [])
    items = found if isinstance(found, list) else [found]
    return [text for item in items[:MOST] if (text := _as_text(item))]


def _as_text(item: Any) -> str:
    if isinstance(item, dict):
        return json.dumps(item)
    return item if isinstance(item, str) and COMPACT_JWS.fullmatch(item) else ""
