# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Strict JSON for documents from strangers.

Python's parser takes NaN and Infinity, keeps the last of two equal keys without a word and falls
over deep nesting. A signed document that two readers can read differently is not a signed
document, so all of that is refused here, together with anything outside I-JSON (RFC 7493): lone
surrogates, and integers a double cannot hold.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 32
MAX_SAFE_INTEGER = 2**53 - 1

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# A whole string (or the start of one that never ends), or one structural mark in group 1.
STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|$)|([\[\]{}])', re.DOTALL)


class JsonError(ValueError):
    """The text is not JSON we are willing to read; `code` says why, for a translated sentence."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


def parse_object(text: bytes | str, *, max_bytes: int = MAX_BYTES) -> dict[str, Any]:
    """Parse one JSON object. Raises JsonError, and nothing else, whatever the input is."""
    source = _decode(text, max_bytes)
    _check_depth(source)
    try:
        value = json.loads(
            source,
            object_pairs_hook=_object_without_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_safe_integer,
            parse_float=_finite_float,
        )
    except JsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonError("json_syntax", str(error)[:200]) from None
    if not isinstance(value, dict):
        raise JsonError("json_not_object")
    return value


def read_object(value: bytes | str | Mapping[str, Any]) -> dict[str, Any]:
    """One JSON object from text, or from a value parsed elsewhere, held to the same rules.

    Raises JsonError. What comes back shares nothing with the argument.
    """
    if isinstance(value, bytes | str):
        return parse_object(value)
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise JsonError("json_syntax", str(error)[:200]) from None
    return parse_object(text)


def dump_ascii(document: dict[str, Any], *, indent: int | None = None) -> str:
    """Serialise in pure ASCII: some wallets look for the document in raw bytes and count braces.

    A brace inside a string is written as an escape, so that counting braces always balances.
    """
    text = json.dumps(document, ensure_ascii=True, allow_nan=False, indent=indent)
    return _escape_braces_in_strings(text)


def _escape_braces_in_strings(text: str) -> str:
    written = "".join(STRING.findall(text))
    if "{" not in written and "}" not in written:
        return text
    return STRING.sub(lambda match: match[0].replace("{", "\\u007b").replace("}", "\\u007d"), text)


def _decode(text: bytes | str, max_bytes: int) -> str:
    if len(text) > max_bytes:
        raise JsonError("json_too_large", str(max_bytes))
    if isinstance(text, str):
        source = text
    else:
        try:
            source = bytes(text).decode("utf-8")
        except UnicodeDecodeError:
            raise JsonError("json_not_utf8") from None
    source = source.removeprefix("\ufeff")
    if _has_surrogate(source):
        raise JsonError("json_lone_surrogate")
    return source


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _check_depth(source: str) -> None:
    """Refuse nesting beyond MAX_DEPTH before the parser's own recursion sees it."""
    depth = 0
    for token in STRUCTURE.finditer(source):
        mark = token.group(1)
        if not mark:
            continue
        depth += 1 if mark in "[{" else -1
        if depth > MAX_DEPTH:
            raise JsonError("json_too_deep", str(MAX_DEPTH))


def _object_without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise JsonError("json_duplicate_key", key[:80])
        if _has_surrogate(key):
            raise JsonError("json_lone_surrogate")
        _check_strings(value)
        result[key] = value
    return result


def _check_strings(value: Any) -> None:
    """Look at the strings directly under an object; inner objects have had their own turn."""
    if isinstance(value, str):
        if _has_surrogate(value):
            raise JsonError("json_lone_surrogate")
    elif isinstance(value, list):
        for item in value:
            _check_strings(item)


def _refuse_constant(name: str) -> float:
    raise JsonError("json_not_a_number", name)


def _safe_integer(digits: str) -> int:
    if len(digits) > 17 or abs(int(digits)) > MAX_SAFE_INTEGER:
        raise JsonError("json_number_range", digits[:40])
    return int(digits)


def _finite_float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise JsonError("json_number_range", digits[:40])
    return value
