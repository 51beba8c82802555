# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What pages about rules show: versions side by side, the editor, trials, what a person wants."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from badges import (
    criteria,
    pages,
    pathways,
    proposing,
    pursuing,
    queries,
    rows,
    rule_queries,
    trying,
    validity_words,
    words,
)
from badges.design_models import Draft
from badges.issuers import queries as issuers
from badges.models import Achievement, Award, CriteriaVersion, Progress
from badges.rule_forms import NAMES, Choices, RuleEditor, RuleForm
from badges.rule_models import Approval, NotYet, Trial
from badges.sources import reviews
from badges.sources.reviews import ActivityFact
from peerreview.accounts.models import User
from peerreview.kernel import text

MOST_BADGES = 100
NEAREST = 3
FEW = 30
Word = TypeVar("Word", Approval, NotYet)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line of a rule beside its earlier version: same, gone or new."""

    kind: str
    line: str


def in_words(rule: CriteriaVersion, activity: ActivityFact | None) -> str:
    """A version of a rule as a Markdown list."""
    said = words.narrative(rule.tree, activity, rule_queries.names_in(rule.tree))
    return said + validity_words.narrative(rule.validity, activity)


def compared(earlier: CriteriaVersion, later: CriteriaVersion) -> list[Change]:
    """What changed from one version to another, line by line, in words."""
    old, new = (
        [line for line in in_words(rule, _activity(rule)).splitlines() if line.strip()]
        for rule in (earlier, later)
    )
    changes = []
    for act, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if act == "equal":
            changes += [Change(kind="same", line=_bare(line)) for line in old[a:b]]
            continue
        changes += [Change(kind="gone", line=_bare(line)) for line in old[a:b]]
        changes += [Change(kind="new", line=_bare(line)) for line in new[c:d]]
    return changes


def _activity(rule: CriteriaVersion) -> ActivityFact | None:
    return reviews.activity_fact(rule.activity_uuid) if rule.activity_uuid else None


def _bare(line: str) -> str:
    return line.strip().removeprefix("- ")


def history(achievement: Achievement, asked: QueryDict) -> dict[str, Any]:
    """The versions of a rule, and two of them side by side: those asked for, else the newest two."""
    versions = list(achievement.criteria_versions.all())
    known = {version.number: version for version in versions}
    later = known.get(_number(asked.get("to")), versions[0])
    before = known.get(_number(asked.get("from")), known.get(later.number - 1))
    same = before is None or before == later
    return {
        "versions": versions,
        "later": later,
        "earlier": before,
        "changes": [] if same else compared(before, later),
    }


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 6 else 0


# --- the editor ----------------------------------------------------------------------------------
def editor(user: User, achievement: Achievement, data: QueryDict | None) -> RuleEditor:
    """The form with the rule that holds now, or with what was sent."""
    rule = queries.current_criteria(achievement)
    return _editor(rule, _activities(user, rule), achievement.uuid, data)


def draft_editor(user: User, draft: Draft, data: QueryDict | None) -> RuleEditor:
    """The same with the rule that the draft of a new badge has."""
    rule = proposing.from_json(draft.rule).as_version()
    return _editor(rule, reviews.activities_to_tie(user.pk), draft.seed, data)


def _editor(
    rule: CriteriaVersion, activities: list[ActivityFact], own: UUID, data: QueryDict | None
) -> RuleEditor:
    start = {"activity": str(rule.activity_uuid or ""), "opt_in": rule.opt_in}
    chosen = (data or start).get("activity", "")
    fact = next((item for item in activities if str(item.activity_uuid) == chosen), None)
    choices = _choices(own, activities, fact)
    head = RuleForm(
        data,
        activities=activities,
        initial=start,
        standing=rule.validity,
        badges=choices.badges,
    )
    found = RuleEditor(head, rows.rows_of(rule.tree), choices)
    if data is not None:
        found.fill(data)
    return found


def _activities(user: User, rule: CriteriaVersion) -> list[ActivityFact]:
    theirs = reviews.activities_to_tie(user.pk)
    tied = _activity(rule)
    if tied and tied.activity_uuid not in {fact.activity_uuid for fact in theirs}:
        theirs.insert(0, tied)
    return theirs


def _choices(own: UUID, activities: list[ActivityFact], chosen: ActivityFact | None) -> Choices:
    others = queries.catalogue().exclude(uuid=own)[:MOST_BADGES]
    asked = [chosen] if chosen else activities
    steps = [len(item.levels) for fact in asked for item in fact.criteria]
    return Choices(
        activities=activities,
        criteria=[(item.key, item.title) for item in chosen.criteria] if chosen else [],
        badges=[(str(item.uuid), item.name) for item in others],
        levels=max(steps, default=7),
        activity=chosen,
    )


def drafted(
    tree: dict[str, Any],
    activity: ActivityFact | None,
    validity: dict[str, Any] | None = None,
) -> SafeString:
    """A rule that is not published, in words."""
    draft = CriteriaVersion(tree=tree, validity=validity)
    return text.render_markdown(in_words(draft, activity))


# --- trials --------------------------------------------------------------------------------------
def on_trial(trial: Trial) -> dict[str, Any]:
    """A trial for people: how far it is, what it says, and the rule in words."""
    tried = trying.rule_of(trial).as_version()
    is_kept = bool(trial.draft) and trying.is_kept(trial)
    activity, figures = _activity(tried), trial.figures
    return {
        "trial": trial,
        "draft": trial.draft,
        "name": trial.draft.name if trial.draft else trial.achievement.name,
        "is_kept": is_kept,
        "figures": figures,
        "is_sample": figures["of"] < figures["all"],
        "is_done": trial.state == Trial.State.DONE,
        "rule_html": drafted(trial.tree, activity, trial.validity),
        "estimate": _foretold(figures),
        "changes": [] if trial.published_id or is_kept else compared(_before(trial), tried),
    }


def _before(trial: Trial) -> CriteriaVersion:
    """The rule that the one on trial would take the place of."""
    if trial.draft:
        return proposing.from_json(trial.draft.rule).as_version()
    return queries.current_criteria(trial.achievement)


def _foretold(figures: dict[str, Any]) -> str:
    """How often a deserving work would be turned away, in words; with few works it says so. Where nobody
    gets through there is something else in the way, and the figure would only mislead."""
    estimate = figures.get("estimate")
    if estimate is None:
        return _(
            "The rule asks for no level, or there are no reviews yet: nothing can be foretold."
        )
    if not figures["met"]:
        return _(
            "So nothing can be said of whom it would wrongly turn away: look below at what they lack."
        )
    said = _sentence(estimate)
    if estimate["deserving"] < FEW:
        few = ngettext(
            "This rests on about %(n)d such work: take it as a hint.",
            "This rests on about %(n)d such works: take it as a hint.",
            round(estimate["deserving"]),
        )
        said = f"{said} {few % {'n': round(estimate['deserving'])}}"
    return said


def _sentence(estimate: dict[str, float]) -> str:
    values = {
        "part": _out_of_ten(estimate["refused"]),
        "low": round(100 * estimate["low"]),
        "high": round(100 * estimate["high"]),
    }
    about = _(
        "Looking at the level alone, not at what else the rule asks: of the works that truly reach it, the reviews so far would miss %(part)s."
    )
    if values["low"] != values["high"]:
        about = _(
            "Looking at the level alone, not at what else the rule asks: of the works that truly reach it, the reviews so far would miss %(part)s (between %(low)d%% and %(high)d%%)."
        )
    more = _("More reviews for each work bring this down; a lower probability does, too.")
    return f"{about % values} {more}" if values["high"] else about % values


def _out_of_ten(part: float) -> str:
    tenths = round(10 * part)
    if tenths == 0:
        return _("fewer than one in twenty")
    return _("about %(n)d in ten") % {"n": tenths}


def pseudonymous(trial: Trial) -> list[dict[str, Any]]:
    """Who would get it and who would not, nearest first; nobody is named."""
    return [
        {
            "name": _("Person %(n)d") % {"n": number},
            "state": row["state"],
            "missing": ", ".join(str(NAMES[kind]) for kind in dict.fromkeys(row["missing"])),
        }
        for number, row in enumerate(trial.figures["rows"], start=1)
    ]


# --- what a person wants -------------------------------------------------------------------------
def wanting(user: User, achievement: Achievement) -> dict[str, Any]:
    """What the reader wants of a badge, what they can do, and the nearest steps on the way."""
    versions = achievement.criteria_versions.all()
    rule = versions[0]
    kinds = {kind for kind, _body in criteria.leaves(rule.tree)}
    context: dict[str, Any] = {
        "is_suggested": rule.opt_in == CriteriaVersion.OptIn.SUGGEST,
        "steps": _steps(user, achievement, rule),
        "versions": len(versions),
    }
    if not user.is_authenticated:
        return context
    pursuit = rule_queries.pursuit_of(user.pk, achievement)
    kept = pursuit.criteria if pursuit else None
    return {
        **context,
        "pursuit": pursuit,
        "kept_version": kept.number if kept and kept.number != rule.number else None,
        "asks_reflection": "reflection" in kinds,
        "asks_endorsements": bool(kinds & {"endorsements", "group"}),
        "asks_approval": rule_queries.asks_approval(achievement)
        and issuers.standing_assessment(achievement) is None
        and pursuing.may_approve(achievement, user),
    }


def _steps(user: User, achievement: Achievement, rule: CriteriaVersion) -> list[Achievement]:
    """The nearest badges on the way to a milestone."""
    if not criteria.prerequisites(rule.tree):
        return []
    held: frozenset[str] = frozenset()
    if user.is_authenticated:
        mine = queries.held_by(user.pk).filter(state=Award.State.CLAIMED)
        held = frozenset(map(str, mine.values_list("achievement__uuid", flat=True)))
    graph = rule_queries.what_counts_towards_what()
    nearest = pathways.nearest(graph, str(achievement.uuid), held)[:NEAREST]
    found = {str(item.uuid): item for item in queries.catalogue().filter(uuid__in=nearest)}
    return [found[uuid] for uuid in nearest if uuid in found]


def approving(achievement: Achievement, shown: Iterable[Progress], by: User) -> list[dict]:
    """People on the way, each with who stands up for them; four queries for all."""
    listed = list(shown)
    people = [item.person_id for item in listed]
    given = _by_person(rule_queries.approvals_of(achievement, people))
    missing = _by_person(rule_queries.not_yets(achievement, people))
    refused = rule_queries.refusals_among(achievement, people)
    refusable = rule_queries.refusable_among(achievement, listed)
    return [
        {
            "progress": item,
            "is_refused": item.person_id in refused,
            "is_refusable": item.person_id in refusable,
            "standing": pages.standing(item),
            "approvals": given.get(item.person_id, []),
            "approvals_asked": criteria.approvals_asked(item.criteria.tree),
            "not_yets": missing.get(item.person_id, []),
            "is_mine": any(row.by_id == by.pk for row in given.get(item.person_id, [])),
            "is_me": item.person_id == by.pk,
        }
        for item in listed
    ]


def _by_person(rows: Iterable[Word]) -> dict[int, list[Word]]:
    found: dict[int, list[Word]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found
