# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: how long a badge is valid and what renews it, declared with its rule.

`{"months": 24, "renewal": rule}`; the rule is a tree of `badges/criteria.py`. Where it looks at a work,
the work must have been handed in since the badge was last signed.
"""

import calendar
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from badges import criteria
from badges.criteria import CriteriaError
from badges.evidence import Evidence
from badges.verdicts import Verdict

MOST_MONTHS = 120
# From so long before its end a badge can be renewed, and its owner hears of it; then once more.
OPENS = timedelta(days=60)
LAST_CALL = timedelta(days=14)
Validity = Mapping[str, Any]


def check(validity: Any) -> None:
    """Raise CriteriaError unless it is one."""
    if not isinstance(validity, Mapping) or set(validity) != {"months", "renewal"}:
        raise CriteriaError("/validity", "expected the keys months, renewal")
    months = validity["months"]
    if isinstance(months, bool) or not isinstance(months, int) or not 1 <= months <= MOST_MONTHS:
        raise CriteriaError("/validity/months", f"expected a whole number from 1 to {MOST_MONTHS}")
    criteria.check(validity["renewal"])


def content(tree: Any, activity: str | None, validity: Validity | None) -> dict[str, Any]:
    """What the digest of a version covers; without a validity what it always covered."""
    return {"tree": tree, "activity": activity} | ({"validity": validity} if validity else {})


def end(validity: Validity | None, start: datetime) -> datetime | None:
    """The last moment of a badge whose time begins then; None: it has no end."""
    return add_months(start, validity["months"]) if validity else None


def add_months(start: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    return start.replace(
        year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1])
    )


def renewal_tree(validity: Validity, signed: datetime) -> dict[str, Any]:
    """The rule that renews a badge last signed then, as it is judged."""
    tree = validity["renewal"]
    if not criteria.needs_submission(tree):
        return tree
    return {"all": [{"dates": {"from": signed.date().isoformat()}}, tree]}


def judged(validity: Validity, signed: datetime, evidence: Evidence) -> Verdict:
    """Whether the badge can be renewed on this evidence, part by part."""
    return criteria.evaluate(renewal_tree(validity, signed), evidence)


def looks_at_work(validity: Validity) -> bool:
    """Whether a new work renews it."""
    return criteria.needs_submission(validity["renewal"])


def is_open(validity: Validity, valid_until: datetime, now: datetime) -> bool:
    """Whether it is time to renew: near the end (of a short time a third), and ever after."""
    return now >= opens(validity, valid_until)


def opens(validity: Validity, valid_until: datetime) -> datetime:
    """From when on it can be renewed."""
    return valid_until - min(OPENS, validity["months"] * timedelta(days=10))
