# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the shape of one value in a message, as JSON Schema and as the test that decides, said once.

`Level: int = shaped(count(1000))` in a message of messages.py gives both.
"""

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

MAX_INTEGER = 2**31 - 1
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Shape:
    """`fits` is what `schema` describes; `words` tell a client's author what was expected."""

    schema: dict[str, Any]
    fits: Callable[[Any], bool]
    words: str
    read: Callable[[Any], Any] = lambda value: value


def shaped(shape: Shape, default: Any = dataclasses.MISSING) -> Any:
    """A field of a message. One with a default may be left out by the client."""
    return dataclasses.field(default=default, metadata={"shape": shape})


def shape_of(field: dataclasses.Field) -> Shape:
    """The shape the field was declared with."""
    return field.metadata["shape"]


def text(most: int) -> Shape:
    """Text of at most so many characters."""
    return Shape(
        {"type": "string", "maxLength": most},
        lambda value: isinstance(value, str) and len(value) <= most,
        f"is text of at most {most} characters",
    )


def count(most: int = MAX_INTEGER) -> Shape:
    """A whole number from 0."""
    return Shape(
        {"type": "integer", "minimum": 0, "maximum": most},
        # True is an int to Python, and 1.0 an integer to JSON Schema: neither is meant.
        lambda value: type(value) is int and 0 <= value <= most,
        f"is a whole number from 0 to {most}",
    )


def fraction() -> Shape:
    """A number from 0 to 1."""
    return Shape(
        {"type": "number", "minimum": 0, "maximum": 1},
        lambda value: type(value) in (int, float) and 0 <= value <= 1,
        "is a number from 0 to 1",
    )


def form(*, names: str, most_fields: int, most_chars: int) -> Shape:
    """The fields of a form as text by name; `names` is the pattern of one name."""
    name = pattern(names, "is a field's name")
    value = text(most_chars)
    return Shape(
        {
            "type": "object",
            "maxProperties": most_fields,
            "propertyNames": name.schema,
            "additionalProperties": value.schema,
        },
        lambda given: (
            isinstance(given, dict)
            and len(given) <= most_fields
            and all(name.fits(key) and value.fits(said) for key, said in given.items())
        ),
        f"has at most {most_fields} fields of text by their names",
    )


def pattern(expression: str, words: str) -> Shape:
    """Text that matches from beginning to end."""
    compiled = re.compile(expression)
    return Shape(
        {"type": "string", "pattern": f"^(?:{expression})$"},
        lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None,
        words,
    )


def one_of(*values: str) -> Shape:
    """One of a few words."""
    return Shape(
        {"enum": list(values)},
        lambda value: isinstance(value, str) and value in values,
        f"is one of {', '.join(values)}",
    )


def either(*choices: Shape) -> Shape:
    """Any of the shapes."""
    return Shape(
        {"anyOf": [each.schema for each in choices]},
        lambda value: any(each.fits(value) for each in choices),
        ", or ".join(each.words for each in choices),
    )


def told(**schema: Any) -> Shape:
    """What only the server sends, described and not tested."""
    return Shape(schema, lambda value: True, "is told by the server")


NULL = Shape({"type": "null"}, lambda value: value is None, "is null")
FLAG = Shape({"type": "boolean"}, lambda value: isinstance(value, bool), "is true or false")
ID = Shape(
    {"type": "string", "pattern": f"^{_UUID.pattern}$"},
    lambda value: isinstance(value, str) and _UUID.fullmatch(value) is not None,
    "is a UUID in lower case with dashes",
    UUID,
)
TEXT = told(type="string")
COUNTS = told(type="object", additionalProperties={"type": "integer", "minimum": 0})
NAMES = told(type="array", items={"type": "string"})
