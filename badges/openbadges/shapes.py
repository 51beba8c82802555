# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""Shapes of documents: what of a document a JSON Schema can tell from another.

Badges of one kind differ in words, dates and numbers that no schema looks at. Two documents of one
shape pass or fail together, so what has passed once need not be looked at again (a look takes longer
than checking the signature).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

MOST_REMEMBERED = 2_000


class Shapes:
    """The shapes that have passed a schema, which asks of texts only that they be one of a list or
    match a pattern (`KEYWORDS` are those it may use)."""

    KEYWORDS = frozenset(
        (
            *("$comment", "$defs", "$id", "$ref", "$schema", "title", "description", "type"),
            *("enum", "pattern", "format", "properties", "required", "additionalProperties"),
            *("items", "additionalItems", "minItems", "contains", "allOf", "oneOf"),
        )
    )

    def __init__(self, schema: Mapping[str, Any], *, known: Iterable[str] = ()) -> None:
        """`known` are texts that make a difference to who prepares documents for the schema."""
        found = list(_keywords(schema))
        self._told_apart = frozenset(known) | {
            text for name, value in found if name == "enum" for text in value
        }
        patterns = {value for name, value in found if name == "pattern"}
        self._patterns = [re.compile(pattern) for pattern in sorted(patterns)]
        self._passed: set[bytes] = set()

    def of(self, document: Mapping[str, Any]) -> bytes:
        """The shape of a document, as a digest."""
        return hashlib.sha256(json.dumps(self._shape(document)).encode()).digest()

    def has_passed(self, shape: bytes) -> bool:
        """Whether a document of the shape has passed."""
        return shape in self._passed

    def remember(self, shape: bytes) -> None:
        """A document of the shape has passed."""
        if len(self._passed) >= MOST_REMEMBERED:
            self._passed.clear()
        self._passed.add(shape)

    def _shape(self, value: Any) -> Any:
        if isinstance(value, str):
            return value if value in self._told_apart else self._matches(value)
        if isinstance(value, Mapping):
            return {key: self._shape(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._shape(inner) for inner in value]
        # No text becomes a number, a boolean or nothing, so each of these may stand for itself.
        return value

    def _matches(self, text: str) -> str:
        """Which patterns it matches: a text that is none of those told apart."""
        return "~" + "".join(str(int(bool(each.search(text)))) for each in self._patterns)


def _keywords(schema: Any) -> Iterator[tuple[str, Any]]:
    """Each name in a schema with what it is given; names of properties among them."""
    if isinstance(schema, Mapping):
        for name, value in schema.items():
            yield name, value
            yield from _keywords(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _keywords(item)
