# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: the names of what can be changed in a draft, and what is missing before it can be handed in.

A field is `overall`, `missed` (what the rubric misses), `score:<criterion key>` or
`comment:<criterion key>`; nothing else is one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

CANNOT_JUDGE = "cannot_judge"
COMMENT_MAX_CHARS = 5_000
_CRITERION_FIELD = re.compile(r"(score|comment):([-a-zA-Z0-9_]{1,60})", re.ASCII)


class Kind(StrEnum):
    """What a field holds."""

    SCORE = "score"
    COMMENT = "comment"
    OVERALL = "overall"
    MISSED = "missed"


@dataclass(frozen=True)
class Field:
    """A parsed field name; `key` is the criterion's, empty for what is about the whole."""

    kind: Kind
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else str(self.kind)


def parse(name: str) -> Field | None:
    """The field of that name, or None when it is not one."""
    if name in {Kind.OVERALL, Kind.MISSED}:
        return Field(Kind(name))
    match = _CRITERION_FIELD.fullmatch(name)
    return Field(Kind(match[1]), match[2]) if match else None


class Gap(StrEnum):
    """Why a draft is not complete."""

    NO_LEVEL = "no-level"
    NO_COMMENT = "no-comment"
    SHORT_COMMENT = "short-comment"


@dataclass(frozen=True)
class Asked:
    """What the rubric asks of one criterion; with an empty key, of the work as a whole."""

    key: str
    comment_required: bool
    comment_min_chars: int


NOTHING_OVERALL = Asked("", comment_required=False, comment_min_chars=0)


@dataclass(frozen=True)
class Given:
    """What the draft has for one criterion."""

    level: int | None = None
    cannot_judge: bool = False
    comment: str = ""


def missing(
    asked: Iterable[Asked],
    given: Mapping[str, Given],
    *,
    overall: Asked = NOTHING_OVERALL,
    overall_text: str = "",
) -> dict[Field, Gap]:
    """What is missing, by field, in the order of the rubric.

    Who cannot judge a criterion need not comment on it.
    """
    gaps: dict[Field, Gap] = {}
    for criterion in asked:
        answer = given.get(criterion.key, Given())
        if answer.level is None and not answer.cannot_judge:
            gaps[Field(Kind.SCORE, criterion.key)] = Gap.NO_LEVEL
        gap = _comment_gap(criterion, answer)
        if gap:
            gaps[Field(Kind.COMMENT, criterion.key)] = gap
    gap = _comment_gap(overall, Given(comment=overall_text))
    if gap:
        gaps[Field(Kind.OVERALL)] = gap
    return gaps


def _comment_gap(criterion: Asked, answer: Given) -> Gap | None:
    if answer.cannot_judge or not criterion.comment_required:
        return None
    comment = answer.comment.strip()
    if not comment:
        return Gap.NO_COMMENT
    return Gap.SHORT_COMMENT if len(comment) < criterion.comment_min_chars else None
