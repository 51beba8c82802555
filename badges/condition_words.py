# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Conditions in words: what a rule asks beside reviews, levels and endorsements, and how it stands."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from badges.verdicts import State, Verdict

Names = Mapping[str, str]


# --- a rule --------------------------------------------------------------------------------------
def _flags_rule(body: Mapping[str, Any], names: Names) -> str:
    if not body["open"]:
        return _("No flag on the work waits for a moderator.")
    return ngettext(
        "At most %(n)d flag on the work waits for a moderator.",
        "At most %(n)d flags on the work wait for a moderator.",
        body["open"],
    ) % {"n": body["open"]}


def _dates_rule(body: Mapping[str, Any], names: Names) -> str:
    said = []
    if "from" in body:
        said.append(_("The work was handed in on %(day)s or later.") % {"day": body["from"]})
    if "until" in body:
        said.append(_("The work was handed in by %(day)s.") % {"day": body["until"]})
    if "not_before" in body:
        said.append(_("The badge is given from %(day)s on.") % {"day": body["not_before"]})
    return " ".join(said)


def _facilitator_rule(body: Mapping[str, Any], names: Names) -> str:
    return ngettext(
        "%(n)d person who answers for the badge approves, and says why.",
        "%(n)d people who answer for the badge approve, and say why.",
        body["approve"],
    ) % {"n": body["approve"]}


def _group_rule(body: Mapping[str, Any], names: Names) -> str:
    inside = ngettext(
        "%(n)d member of their study group of at most %(size)d vouches for them",
        "%(n)d members of their study group of at most %(size)d vouch for them",
        body["members_vouching"],
    ) % {"n": body["members_vouching"], "size": body["max_size"]}
    if body["outside"]:
        outside = ngettext(
            "and %(n)d person from outside",
            "and %(n)d people from outside",
            body["outside"],
        ) % {"n": body["outside"]}
        inside = f"{inside}, {outside}"
    if body.get("skill"):
        values = {"inside": inside, "skill": body["skill"]}
        return _("%(inside)s, in “%(skill)s” (endorsed by the group).") % values
    return _("%(inside)s, in one skill (endorsed by the group).") % {"inside": inside}


def _gave_rule(body: Mapping[str, Any], names: Names) -> str:
    return ngettext(
        "Within %(days)d days they gave %(n)d review because of which an author changed something.",
        "Within %(days)d days they gave %(n)d reviews because of which authors changed something.",
        body["helpful_reviews"],
    ) % {"n": body["helpful_reviews"], "days": body["within_days"]}


def _reviewing_rule(body: Mapping[str, Any], names: Names) -> str:
    given = _(
        "They gave at least %(n)d assigned reviews, in at least %(groups)d groups, on at least %(days)d days."
    )
    used = _(
        "Of at least %(percent)d%% of them the author said “I changed something because of this”; authors they were reviewed by in turn are not counted."
    )
    values = {"n": body["assigned"], "groups": body["groups"], "days": body["days"]}
    return f"{given % values} {used % {'percent': round(100 * body['used'])}}"


def _calibrated_rule(body: Mapping[str, Any], names: Names) -> str:
    values = {"n": body["exemplars"], "percent": round(100 * body["agreement"])}
    if "within_days" in body:
        sentence = ngettext(
            "On at least %(n)d example, rated in the last %(days)d days, they gave the level of the reference in at least %(percent)d%% (a lower bound).",
            "On at least %(n)d examples, rated in the last %(days)d days, they gave the level of the reference in at least %(percent)d%% (a lower bound).",
            body["exemplars"],
        )
        return sentence % {**values, "days": body["within_days"]}
    sentence = ngettext(
        "On at least %(n)d example they gave the level of the reference in at least %(percent)d%% (a lower bound).",
        "On at least %(n)d examples they gave the level of the reference in at least %(percent)d%% (a lower bound).",
        body["exemplars"],
    )
    return sentence % values


def _mentored_rule(body: Mapping[str, Any], names: Names) -> str:
    return ngettext(
        "%(n)d learner took up what they said and did better in a later round.",
        "%(n)d learners took up what they said and did better in a later round.",
        body["learners"],
    ) % {"n": body["learners"]}


def _reflection_rule(body: Mapping[str, Any], names: Names) -> str:
    sentence = _("They wrote how they got there, in at least %(n)d characters.")
    return sentence % {"n": body["min_chars"]}


def _holds_rule(body: Mapping[str, Any], names: Names) -> str:
    named = ", ".join(
        _("“%(badge)s”") % {"badge": names[uuid]} if uuid in names else _("a badge of this site")
        for uuid in body["of"]
    )
    if body["at_least"] >= len(body["of"]):
        return _("They hold %(badges)s.") % {"badges": named}
    values = {"n": body["at_least"], "badges": named}
    return _("They hold at least %(n)d of: %(badges)s.") % values


def _hours_rule(body: Mapping[str, Any], names: Names) -> str:
    values = {"n": body["at_least"], "kind": HOURS[body["kind"]]}
    return _("At least %(n)g hours: %(kind)s.") % values


def _identity_rule(body: Mapping[str, Any], names: Names) -> str:
    return _("Who they are is at least: %(level)s.") % {"level": IDENTITY[body["at_least"]]}


HOURS = {
    "stated": gettext_lazy("stated by those who run the activity"),
    "evidenced": gettext_lazy("measured while at work here"),
    "self_declared": gettext_lazy("declared by themselves"),
}
IDENTITY = {
    "self_asserted": gettext_lazy("said by themselves"),
    "email_confirmed": gettext_lazy("reached at their e-mail address"),
    "vouched_for": gettext_lazy("vouched for by somebody who knows them"),
    "document_checked": gettext_lazy("checked against a document"),
}
RULES = {
    "flags": _flags_rule,
    "dates": _dates_rule,
    "facilitator": _facilitator_rule,
    "group": _group_rule,
    "gave": _gave_rule,
    "reviewing": _reviewing_rule,
    "calibrated": _calibrated_rule,
    "mentored": _mentored_rule,
    "reflection": _reflection_rule,
    "holds": _holds_rule,
    "hours": _hours_rule,
    "identity": _identity_rule,
}

# --- how it stands -------------------------------------------------------------------------------
STANDS = {
    "flags": gettext_lazy("No flag on your work is open"),
    "dates": gettext_lazy("In the time the badge is for"),
    "facilitator": gettext_lazy("Approval by those who answer for the badge"),
    "group": gettext_lazy("Your study group vouches for you, and somebody from outside"),
    "gave": gettext_lazy("Reviews you gave that authors made use of"),
    "reviewing": gettext_lazy("Reviewing for others, widely and usefully"),
    "calibrated": gettext_lazy("Rating like the reference"),
    "mentored": gettext_lazy("Learners who did better with your help"),
    "reflection": gettext_lazy("Your reflection on how you got there"),
    "holds": gettext_lazy("Badges on the way to this one"),
    "hours": gettext_lazy("Hours"),
    "identity": gettext_lazy("Who you are"),
    "refusal": gettext_lazy("Somebody who answers for the badge refused it"),
}
MEASURES = {
    "independent": gettext_lazy("Independent reviews"),
    "reliable": gettext_lazy("By people who review reliably"),
    "assigned": gettext_lazy("Assigned, not chosen"),
    "outside": gettext_lazy("From outside the study group"),
    "people": gettext_lazy("People who vouch"),
    "voices": gettext_lazy("Independent voices"),
    "strength": gettext_lazy("Weight of what they say"),
    "approvals": gettext_lazy("Approvals"),
    "members vouching": gettext_lazy("Members who vouch"),
    "outside vouching": gettext_lazy("From outside who vouch"),
    "group size": gettext_lazy("Members of the group"),
    "helpful reviews": gettext_lazy("Reviews made use of"),
    "assigned reviews": gettext_lazy("Assigned reviews"),
    "groups": gettext_lazy("Groups"),
    "days": gettext_lazy("Days"),
    "share used": gettext_lazy("Made use of"),
    "exemplars": gettext_lazy("Examples rated"),
    "agreement": gettext_lazy("Agreement, at least"),
    "learners": gettext_lazy("Learners"),
    "characters": gettext_lazy("Characters"),
    "badges": gettext_lazy("Badges held"),
    "hours": gettext_lazy("Hours so far"),
}
SHARES = {"share used", "agreement"}
UNSAID = {"strength", "identity", "here", "work", "flags", "in time", "begun"}
NEXT = {
    "flags": gettext_lazy("Hand in your work to the activity."),
    "dates": gettext_lazy("Your work was handed in outside the time this badge is for."),
    "gave": gettext_lazy("Review for others, and say what they could change."),
    "reviewing": gettext_lazy("Review for others, in more than one group and on several days."),
    "calibrated": gettext_lazy("Rate the examples of an activity and compare with the reference."),
    "mentored": gettext_lazy("Review drafts and stay with their authors into the next round."),
    "reflection": gettext_lazy("Write a few sentences on how you got there."),
    "holds": gettext_lazy("Earn the nearest badges on the way first."),
    "hours": gettext_lazy("More hours of this kind are needed."),
    "identity": gettext_lazy("Confirm who you are in your settings."),
    "refusal": gettext_lazy("Read the reason, and appeal if you think it is wrong."),
}
NEXT_OF_GROUP = {
    "members vouching": gettext_lazy(
        "Members of your study group who saw your work can vouch for you, on what they saw."
    ),
    "outside vouching": gettext_lazy(
        "Ask somebody from outside your group to look at your work, too."
    ),
    "group size": gettext_lazy(
        "Your group is larger than the badge allows; another way to it may be open to you."
    ),
}
WAITING = {
    "reviewers": gettext_lazy("Waiting for reviewers."),
    "moderators": gettext_lazy("Waiting for a moderator."),
    "facilitators": gettext_lazy("Waiting for somebody who answers for the badge."),
    "day": gettext_lazy("Waiting for the day."),
}


def stands(leaf: Verdict) -> str:
    """One condition as it is for the person, with a count where one tells something."""
    said = str(_STANDS_ALONE if _is_group_alone(leaf) else STANDS[leaf.kind])
    counts = [item for item in leaf.because if item["what"] not in UNSAID]
    if len(counts) != 1 or leaf.is_met:
        return said
    return f"{said}: {_of(counts[0])}"


_STANDS_ALONE = gettext_lazy("Your study group vouches for you")


def _is_group_alone(leaf: Verdict) -> bool:
    asked = {item["what"] for item in leaf.because}
    return leaf.kind == "group" and "outside vouching" not in asked


def next_step(leaf: Verdict) -> str:
    """What the person can do now; nothing while others must act."""
    if leaf.state is State.WAITING:
        return str(WAITING.get(leaf.waiting_for, ""))
    if leaf.kind == "group":
        return str(NEXT_OF_GROUP.get(leaf.values["short_of"], ""))
    return str(NEXT.get(leaf.kind, ""))


def because(leaf: Verdict) -> list[str]:
    """What was measured, where a condition asks for more than one thing and is not met."""
    said = [item for item in leaf.because if item["what"] in MEASURES]
    if leaf.is_met or len(said) < 2:
        return []
    return [f"{MEASURES[item['what']]}: {_measured(item)}" for item in said]


def _measured(item: Mapping[str, Any]) -> str:
    # How much it weighs is not told in numbers, which would invite probing.
    if item["what"] == "strength":
        return _("enough") if item["is_met"] else _("not enough yet")
    return _of(item)


def _of(item: Mapping[str, Any]) -> str:
    have, need = item["have"], item["need"]
    if item["what"] in SHARES:
        values = {"have": round(100 * have), "need": round(100 * need)}
        return _("%(have)d%% of %(need)d%% asked") % values
    if item["what"] == "group size":
        return _("%(have)g, at most %(need)g") % {"have": have, "need": need}
    return _("%(have)g of %(need)g") % {"have": have, "need": need}


def kept(leaf: Verdict) -> str:
    """That a condition still counts though it is a little short; empty where it is not."""
    if leaf.values.get("kept") == "grace":
        return _("It has slipped below what is asked and still counts for two weeks.")
    if leaf.values.get("kept"):
        return _("A little below what is asked now; it was reached, and it counts.")
    return ""
