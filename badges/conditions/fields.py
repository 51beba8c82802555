# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the fields of a condition, each with what it takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

MOST_NAMED = 40
MOST_LETTERS = 120


class CriteriaError(ValueError):
    """The rule is not one; `path` says where and the message what is expected there."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path or 'rule'}: {message}")
        self.path = path


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: `check` takes a value and a path and raises CriteriaError. `form` says which input
    asks for it; without `is_required` it may be left out. `initial` is what a new row begins with."""

    check: Callable[[Any, str], None]
    form: str
    is_required: bool = True
    initial: Any = None
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()


def whole(low: int, high: int, *, initial: int | None = None, is_required: bool = True) -> Field:
    """A whole number."""

    def check(value: Any, path: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise CriteriaError(path, f"expected a whole number from {low} to {high}")

    return Field(
        check=check, form="whole", is_required=is_required, initial=initial, low=low, high=high
    )


def share(
    low: float, high: float, *, initial: float | None = None, is_required: bool = True
) -> Field:
    """A number between two."""

    def check(value: Any, path: str) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            raise CriteriaError(path, f"expected a number from {low} to {high}")

    return Field(
        check=check, form="share", is_required=is_required, initial=initial, low=low, high=high
    )


def keys_or_all() -> Field:
    """ "all", or names, each once."""

    def check(value: Any, path: str) -> None:
        if value != "all" and not _are_names(value):
            raise CriteriaError(path, 'expected "all" or a list of criterion keys, each once')

    return Field(check=check, form="criteria", initial="all")


def skill(*, is_required: bool = True) -> Field:
    """The name of a skill, or null."""

    def check(value: Any, path: str) -> None:
        if value is None:
            return
        if not isinstance(value, str) or not fold(value) or len(value) > MOST_LETTERS:
            raise CriteriaError(path, "expected the name of a skill, or null for any")

    return Field(check=check, form="skill", is_required=is_required)


def day() -> Field:
    """A day of the calendar, or left out."""

    def check(value: Any, path: str) -> None:
        try:
            is_day = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
        except ValueError:
            is_day = False
        if not is_day:
            raise CriteriaError(path, "expected a day as YYYY-MM-DD")

    return Field(check=check, form="day", is_required=False)


def one_of(*choices: str, offered: tuple[str, ...] = ()) -> Field:
    """One of some words, of which not all need be offered in the form."""

    def check(value: Any, path: str) -> None:
        if value not in choices:
            raise CriteriaError(path, f"expected one of {', '.join(choices)}")

    return Field(check=check, form="choice", initial=choices[0], choices=offered or choices)


def badges() -> Field:
    """Ids of badges, each once."""

    def check(value: Any, path: str) -> None:
        if not _are_names(value) or not all(map(_is_uuid, value)):
            raise CriteriaError(path, "expected a list of badge ids, each once")

    return Field(check=check, form="badges", initial=[])


def check_body(
    body: Any, fields: Mapping[str, Field], path: str, *, one_of: tuple[str, ...] = ()
) -> None:
    """Raise CriteriaError unless the body has the fields, and at least one of `one_of`."""
    required = {name for name, field in fields.items() if field.is_required}
    if not isinstance(body, dict) or not required <= set(body) <= set(fields):
        raise CriteriaError(path, f"expected the keys {', '.join(sorted(fields))}")
    if one_of and not set(body) & set(one_of):
        raise CriteriaError(path, f"expected at least one of {', '.join(one_of)}")
    for name, value in body.items():
        fields[name].check(value, f"{path}/{name}")


def fold(name: str) -> str:
    """A skill's name as it is compared: without regard to case and spacing."""
    return " ".join(name.split()).casefold()


def _are_names(value: Any) -> bool:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_NAMED:
        return False
    return all(isinstance(key, str) and key for key in value) and len(set(value)) == len(value)


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value
    except ValueError:
        return False
