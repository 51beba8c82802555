# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the names of the remarks of a review: `overall`, `criterion:<key>`, `annotation:<uuid>`."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

_CRITERION = re.compile(r"[a-z0-9_-]{1,60}", re.IGNORECASE)


class Kind(StrEnum):
    """What kind of remark."""

    OVERALL = "overall"
    CRITERION = "criterion"
    ANNOTATION = "annotation"


@dataclass(frozen=True)
class Name:
    """A remark's name in parts; `key` is empty for the overall comment."""

    kind: Kind
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else str(self.kind)


def parse(name: str) -> Name | None:
    """The name in parts; None when it is none."""
    kind, _colon, key = name.partition(":")
    if name == Kind.OVERALL:
        return Name(Kind.OVERALL)
    if kind == Kind.CRITERION and _CRITERION.fullmatch(key):
        return Name(Kind.CRITERION, key)
    if kind == Kind.ANNOTATION and _is_uuid(key):
        return Name(Kind.ANNOTATION, str(UUID(key)))
    return None


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
