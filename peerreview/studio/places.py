# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: a place in a work that several people look at together, whatever their screens' sizes.

Within a part (text, picture, the shown page of a PDF) it is a fraction of its width and height. Without a
part it is how far one has scrolled, as a fraction of all there is to scroll.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

MAX_PAGE = 9_999
DECIMALS = 4
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Place:
    """`part` is a part's uuid or "" for the work as a whole; `page` counts from 1, 0 where there are none."""

    part: str
    x: float
    y: float
    page: int = 0


def read(part: Any, x: Any, y: Any, page: Any = 0) -> Place | None:
    """The place, or None when these are not one. Numbers may come as text, as forms send them."""
    across, down, number = _fraction(x), _fraction(y), _page(page)
    is_part = isinstance(part, str) and (part == "" or _UUID.fullmatch(part) is not None)
    if not is_part or across is None or down is None or number is None:
        return None
    return Place(part, across, down, number)


def as_json(place: Place | None) -> dict[str, Any]:
    """The place as it is stored and sent; {} for none."""
    if place is None:
        return {}
    return {"part": place.part, "x": place.x, "y": place.y, "page": place.page}


def from_fields(fields: Mapping[str, str]) -> Place | None:
    """The place a form names: `part`, and `x`, `y`, `page` where something was pointed at."""
    part = fields.get("part", "")
    if not part:
        return None
    return read(part, fields.get("x") or "0", fields.get("y") or "0", fields.get("page") or "0")


def _fraction(value: Any) -> float | None:
    number = _number(value)
    return round(number, DECIMALS) if number is not None and 0 <= number <= 1 else None


def _page(value: Any) -> int | None:
    number = _number(value)
    is_page = number is not None and number.is_integer() and 0 <= number <= MAX_PAGE
    return int(number) if is_page else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None
