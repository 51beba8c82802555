# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge for a reader in a hurry: what was judged, what came out, how far reviewers agreed, who vouches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from badges import criteria, pages, words
from badges.openbadges.world import parse_time
from badges.sources.reviews import result_words


@dataclass(frozen=True, kw_only=True)
class Glance:
    """What a reader in a hurry needs: what was judged and when it was handed in, what came out, how far
    reviewers agreed, one voice in full and how many others there are."""

    judged: str
    handed_in: datetime | None
    found: str
    agreed: str
    voice: pages.EndorsementRow | None
    more_voices: int


def glance(evidence: Mapping[str, Any]) -> Glance:
    """The evidence of a badge in short."""
    voices = sorted(evidence["endorsements"], key=lambda row: not row.is_of_badge)
    submission = evidence["submission"]
    return Glance(
        judged=_judged(submission, evidence["tree"], has_voices=bool(voices)),
        handed_in=parse_time(submission.get("submitted_at")) if submission else None,
        found=found(evidence["rows"]),
        agreed=agreed(submission) if evidence["rows"] else "",
        voice=voices[0] if voices else None,
        more_voices=max(0, len(voices) - 1),
    )


# --- what was judged -----------------------------------------------------------------------------
def _judged(submission: Mapping[str, Any] | None, tree: dict[str, Any], *, has_voices: bool) -> str:
    if submission:
        return _("“%(title)s”, by the rubric “%(rubric)s”") % {
            "title": submission["version_title"],
            "rubric": submission["rubric_title"],
        }
    kinds = {kind for kind, _body in criteria.leaves(tree)}
    named = dict.fromkeys(said for kind, said in _instead().items() if kind in kinds)
    if has_voices:
        named = {_("the word of people who know how they work"): None, **named}
    if not named:
        return _("No single work: what the rule below asks for.")
    return _("No single work: %(what)s.") % {"what": "; ".join(named)}


def _instead() -> dict[str, str]:
    """What rules without a work look at, by the kind of condition. Endorsements speak for themselves."""
    given = _("the reviews they gave to others")
    return {
        "gave": given,
        "reviewing": given,
        "calibrated": _("how they rate examples, beside the reference"),
        "mentored": _("what others made of their advice"),
        "reflection": _("their own text on how they got there, which nobody has judged"),
        "holds": _("other badges they hold"),
        "hours": _("hours of learning"),
        "facilitator": _("the approval of who answers for the badge"),
        "group": _("their study group"),
        "identity": _("who they are, as far as it was looked at"),
    }


# --- what came out -------------------------------------------------------------------------------
def found(rows: Sequence[pages.CriterionRow]) -> str:
    """How many criteria came out where, the highest first; a level is named where it has one name."""
    by_place: dict[tuple[int, int], list[pages.CriterionRow]] = {}
    for row in sorted(rows, key=lambda row: row.place - row.levels):
        by_place.setdefault((row.place - row.levels, row.levels), []).append(row)
    groups = sorted(by_place.values(), key=lambda group: group[0].levels - group[0].place)
    said = "; ".join(_group(group, len(rows)) for group in groups)
    # How sure the level is stands with each criterion.
    return _("Most likely %(levels)s") % {"levels": said} if said else ""


def _group(rows: Sequence[pages.CriterionRow], total: int) -> str:
    place = place_words(rows[0].place, rows[0].levels)
    names = {row.level for row in rows}
    if len(names) == 1:
        values = {"level": names.pop(), "place": place}
        place = _("“%(level)s” (%(place)s)") % values
    if len(rows) == total:
        where = ngettext("on its one criterion", "on all %(n)d criteria", total)
    else:
        where = ngettext("on %(n)d of %(total)d criterion", "on %(n)d of %(total)d criteria", total)
    return f"{place} {where % {'n': len(rows), 'total': total}}"


def place_words(value: int, levels: int) -> str:
    """Where a level stands among all there are, for somebody who never saw the rubric."""
    if value == levels - 1:
        return _("the highest of %(n)d levels") % {"n": levels}
    if value == levels - 2 and value > 0:
        return _("the second highest of %(n)d levels") % {"n": levels}
    return _("%(place)s of %(n)d") % {"place": words.level_place(value), "n": levels}


# --- how far they agreed -------------------------------------------------------------------------
def agreed(submission: Mapping[str, Any]) -> str:
    """How many reviewed and how far they agreed, over all; where one criterion stands out, it is named."""
    count = submission["independent_reviewers"]
    reviews = ngettext("%(n)d independent review", "%(n)d independent reviews", count)
    return f"{reviews % {'n': count}}; {_agreement(submission['criteria'])}"


def _agreement(facts: Sequence[Mapping[str, Any]]) -> str:
    known = [fact for fact in facts if fact["agreement"] is not None]
    if not known:
        return result_words.agreement(None)
    least = min(known, key=lambda fact: fact["agreement"])
    most = max(known, key=lambda fact: fact["agreement"])
    lowest = result_words.agreement(least["agreement"])
    if lowest == result_words.agreement(most["agreement"]):
        return lowest
    return _("%(most)s on “%(first)s”, least on “%(last)s” (%(least)s)") % {
        "most": result_words.agreement(most["agreement"]),
        "first": most["title"],
        "last": least["title"],
        "least": lowest,
    }
