# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules, verdicts and results in words, in the reader's language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from badges import condition_words
from badges.criteria import State, Verdict
from badges.sources.endorsements import relation_words
from badges.sources.reviews import ActivityFact, CriterionFact


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a verdict for a person: how it stands, and what to do next.

    `depth` 0 is the rule's own; the heading of a group stands before its lines.
    """

    kind: str
    state: str
    sentence: str
    next_step: str
    depth: int
    because: tuple[str, ...] = ()


# --- a rule --------------------------------------------------------------------------------------
def narrative(
    tree: dict[str, Any], activity: ActivityFact | None, names: Mapping[str, str] | None = None
) -> str:
    """The rule as a Markdown list, for the credential and for pages. `names` of badges by their ids."""
    kind, body = next(iter(tree.items()))
    if _is_leaf(kind):
        return _condition(kind, body, activity, names or {})
    return "\n".join([f"{_head(kind, body)}\n", *_items(tree, activity, names or {}, depth=0)])


def _items(
    tree: dict[str, Any], activity: ActivityFact | None, names: Mapping[str, str], *, depth: int
) -> Iterator[str]:
    kind, body = next(iter(tree.items()))
    for part in body["of"] if kind == "at_least" else body:
        part_kind, part_body = next(iter(part.items()))
        indent = "  " * depth
        if _is_leaf(part_kind):
            yield f"{indent}- {_condition(part_kind, part_body, activity, names)}"
        else:
            yield f"{indent}- {_head(part_kind, part_body)}"
            yield from _items(part, activity, names, depth=depth + 1)


def _is_leaf(kind: str) -> bool:
    return kind in _RULES or kind in condition_words.RULES


def _condition(
    kind: str, body: dict[str, Any], activity: ActivityFact | None, names: Mapping[str, str]
) -> str:
    if kind in _RULES:
        return _RULES[kind](body, activity)
    return condition_words.RULES[kind](body, names)


def _head(kind: str, body: Any) -> str:
    if kind == "at_least":
        return _at_least(body["n"])
    return _("Any one of these:") if kind == "any" else _("All of these:")


def _at_least(count: int) -> str:
    return _("At least %(n)d of these:") % {"n": count}


def _reviewers_rule(body: dict[str, Any], activity: ActivityFact | None) -> str:
    said = [_reviewed(body, activity)]
    if "reliability" in body:
        said.append(_("Each of them has shown to review reliably."))
    if "assigned" in body:
        said.append(_("%(n)d or more were assigned, not chosen.") % {"n": body["assigned"]})
    if "outside_group" in body:
        outside = _("From outside their study group: %(n)d or more.")
        said.append(outside % {"n": body["outside_group"]})
    return " ".join(said)


def _reviewed(body: dict[str, Any], activity: ActivityFact | None) -> str:
    count = {"n": body["independent"]}
    if activity and activity.is_blind:
        return (
            ngettext(
                "%(n)d independent peer has reviewed the work against the rubric, without knowing whose it is.",
                "%(n)d independent peers have reviewed the work against the rubric, without knowing whose it is.",
                body["independent"],
            )
            % count
        )
    return (
        ngettext(
            "%(n)d independent peer has reviewed the work against the rubric.",
            "%(n)d independent peers have reviewed the work against the rubric.",
            body["independent"],
        )
        % count
    )


def _consensus_rule(body: dict[str, Any], activity: ActivityFact | None) -> str:
    values = {
        "level": level_title(body, activity),
        "percent": round(body["probability"] * 100, 1),
    }
    if body["criteria"] == "all":
        sentence = _(
            "On every criterion the reviews together show at least %(level)s, with a probability of at least %(percent)g%%."
        )
        return sentence % values
    facts = _facts(activity)
    named = ", ".join(facts[key].title if key in facts else key for key in body["criteria"])
    sentence = _(
        "On %(criteria)s the reviews together show at least %(level)s, with a probability of at least %(percent)g%%."
    )
    return sentence % {**values, "criteria": named}


def level_title(body: dict[str, Any], activity: ActivityFact | None) -> str:
    """The level's title where all the criteria asked agree on it, else its place and its titles."""
    facts = _facts(activity)
    asked = facts if body["criteria"] == "all" else body["criteria"]
    # A dictionary keeps the order of the rubric.
    named = dict.fromkeys(
        _("“%(level)s”") % {"level": level.title}
        for key in asked
        if key in facts
        for level in facts[key].levels
        if level.value == body["level"]
    )
    if len(named) == 1:
        return next(iter(named))
    place = level_place(body["level"])
    if not named:
        return place
    return _("%(place)s (%(names)s)") % {"place": place, "names": ", ".join(named)}


def level_place(value: int) -> str:
    """Where a level stands in its criterion, from the lowest. Marks count from 0, so no number is
    given that a reader could take for a mark."""
    places = (
        _("the lowest level"),
        _("the second level"),
        _("the third level"),
        _("the fourth level"),
        _("the fifth level"),
        _("the sixth level"),
        _("the seventh level"),
    )
    if value < len(places):
        return places[value]
    return _("the level with the mark %(n)d") % {"n": value}


def _facts(activity: ActivityFact | None) -> dict[str, CriterionFact]:
    return {fact.key: fact for fact in activity.criteria} if activity else {}


def _endorsements_rule(body: dict[str, Any], activity: ActivityFact | None) -> str:
    said = [_vouched(body)] if "people" in body else []
    if "people" not in body:
        skill = body["skill"] or _("any skill")
        said.append(_("People who learn with them vouch for: %(skill)s.") % {"skill": skill})
    if "assigned" in body:
        assigned = _("Out of assigned reviews: %(n)d or more.")
        said.append(assigned % {"n": body["assigned"]})
    if "voices" in body:
        said.append(_("At least %(n)d independent voices.") % {"n": body["voices"]})
    if "strength" in body:
        percent = round(100 * body["strength"])
        weight = _("What they say weighs at least %(n)d of 100; three assigned peers weigh 50.")
        said.append(weight % {"n": percent})
    return " ".join(said)


def _vouched(body: dict[str, Any]) -> str:
    count = body["people"]
    if body["skill"]:
        return ngettext(
            "%(n)d person who learns with them vouches for their skill: %(skill)s.",
            "%(n)d people who learn with them vouch for their skill: %(skill)s.",
            count,
        ) % {"n": count, "skill": body["skill"]}
    return ngettext(
        "%(n)d person who learns with them vouches for a skill of theirs.",
        "%(n)d people who learn with them vouch for a skill of theirs.",
        count,
    ) % {"n": count}


_RULES = {
    "reviewers": _reviewers_rule,
    "consensus": _consensus_rule,
    "endorsements": _endorsements_rule,
}


# --- a verdict -----------------------------------------------------------------------------------
def verdict_lines(verdict: Verdict) -> list[Line]:
    """How each part of a rule stands, for the person it is about."""
    is_plain = verdict.kind in {"all", "refused"} or not verdict.parts
    return list(_lines(verdict, depth=0, heading=not is_plain))


def _lines(verdict: Verdict, *, depth: int, heading: bool = True) -> Iterator[Line]:
    if not verdict.parts:
        yield _leaf_line(verdict, depth)
        return
    if heading:
        yield Line(
            kind="heading",
            state=verdict.state.value,
            sentence=_group_stands(verdict),
            next_step="",
            depth=depth,
        )
    for part in verdict.parts:
        yield from _lines(part, depth=depth + int(heading))


def _group_stands(verdict: Verdict) -> str:
    if verdict.kind == "at_least":
        return _at_least(int(verdict.need))
    return _("Any one of these:") if verdict.kind == "any" else _("All of these:")


def _leaf_line(leaf: Verdict, depth: int) -> Line:
    is_old = leaf.kind in _VERDICTS
    sentence = _VERDICTS[leaf.kind](leaf) if is_old else condition_words.stands(leaf)
    following = _NEXT[leaf.kind] if is_old else condition_words.next_step
    return Line(
        kind=leaf.kind,
        state=leaf.state.value,
        sentence=sentence,
        next_step=condition_words.kept(leaf) if leaf.is_met else following(leaf),
        depth=depth,
        because=() if leaf.kind == "consensus" else tuple(condition_words.because(leaf)),
    )


def _reviewers_stand(leaf: Verdict) -> str:
    if leaf.is_met:
        return ngettext(
            "%(have)d independent review is in, as asked",
            "%(have)d independent reviews are in, as asked",
            int(leaf.have),
        ) % {"have": leaf.have}
    return ngettext(
        "%(have)d of %(need)d independent review is in",
        "%(have)d of %(need)d independent reviews are in",
        int(leaf.need),
    ) % {"have": leaf.have, "need": leaf.need}


def _consensus_stand(leaf: Verdict) -> str:
    if not leaf.need:
        return _("The level asked for is reached on every criterion, once there are reviews")
    return _("The level asked for is reached on %(have)d of %(need)d criteria") % {
        "have": leaf.have,
        "need": leaf.need,
    }


def _endorsements_stand(leaf: Verdict) -> str:
    skill = leaf.values["skill"]
    if leaf.unit not in {"", "people"}:
        named = {"skill": skill or _("any skill")}
        return _("People you learn with vouch for your skill: %(skill)s") % named
    values = {"have": leaf.have, "need": leaf.need, "skill": skill or ""}
    sentence = (
        _vouching(leaf, int(leaf.have)) if leaf.is_met else _vouching_so_far(leaf, int(leaf.need))
    )
    return sentence % values


def _vouching(leaf: Verdict, count: int) -> str:
    if leaf.values["skill"]:
        return ngettext(
            "%(have)d person vouches for your skill: %(skill)s",
            "%(have)d people vouch for your skill: %(skill)s",
            count,
        )
    return ngettext(
        "%(have)d person vouches for a skill of yours",
        "%(have)d people vouch for a skill of yours",
        count,
    )


def _vouching_so_far(leaf: Verdict, count: int) -> str:
    if leaf.values["skill"]:
        return ngettext(
            "%(have)d of %(need)d person vouches for your skill: %(skill)s",
            "%(have)d of %(need)d people vouch for your skill: %(skill)s",
            count,
        )
    return ngettext(
        "%(have)d of %(need)d person vouches for a skill of yours",
        "%(have)d of %(need)d people vouch for a skill of yours",
        count,
    )


def _reviewers_next(leaf: Verdict) -> str:
    if leaf.state is State.WAITING:
        return _("Waiting for reviewers. Those who review others are reviewed sooner.")
    return _("Hand in your work to the activity.")


def _consensus_next(leaf: Verdict) -> str:
    if not leaf.values["has_submission"]:
        return _("Hand in your work to the activity.")
    missing = [item for item in leaf.values["criteria"] if not item["is_met"]]
    named = {"criteria": ", ".join(item["title"] for item in missing)}
    if not any(item["reviews"] for item in missing):
        return _("Waiting for the first reviews.")
    # Verdicts stored before there was a stricter bound do not name it.
    asked = leaf.values["probability"]
    enough = max((item.get("enough", asked) for item in missing), default=asked)
    if leaf.state is State.WAITING and enough > asked:
        sentence = _(
            "It looks good, but another review is needed to be sure of: %(criteria)s. Since reviews were added where it was close, a probability of %(percent)g%% is asked."
        )
        return sentence % {**named, "percent": round(enough * 100, 1)}
    if leaf.state is State.WAITING:
        return _("It looks good, but another review is needed to be sure of: %(criteria)s.") % named
    return _("The reviews so far see room to improve: %(criteria)s.") % named


def _endorsements_next(leaf: Verdict) -> str:
    return _("Ask somebody you learn with, who has seen you do it, to endorse you.")


_VERDICTS = {
    "reviewers": _reviewers_stand,
    "consensus": _consensus_stand,
    "endorsements": _endorsements_stand,
}
_NEXT = {
    "reviewers": _reviewers_next,
    "consensus": _consensus_next,
    "endorsements": _endorsements_next,
}


# --- evidence ------------------------------------------------------------------------------------
def given_by(name: str, relation: str) -> str:
    """Who vouches and what the two were to each other; no name: theirs is not for everyone."""
    who = name or _("a person who learns with them")
    known_as = relation_words(relation)
    if not known_as:
        return _("Given by %(who)s.") % {"who": who}
    return _("Given by %(who)s, %(relation)s.") % {"who": who, "relation": known_as}
