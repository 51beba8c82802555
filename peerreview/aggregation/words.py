# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What reviews say together, in words and as a band; the same wherever a result is shown."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Half the width of a band that holds about 19 of 20 cases, in standard deviations.
BAND = 2
# How likely a level has to be for each word.
CLEARLY, PROBABLY = 0.9, 0.6


def band(posterior: float, posterior_sd: float, levels: int) -> tuple[float, float]:
    """Where the true value lies in about 19 of 20 cases; both ends count from 0, the lowest level."""
    half = BAND * posterior_sd
    return max(0.0, posterior - half), min(float(levels - 1), posterior + half)


def agreement(value: float | None) -> str:
    """How far reviewers agreed, from 0 to 1, as a person would say it."""
    if value is None:
        return _("one review, so nobody to agree with")
    for least, words in (
        (0.9, _("the reviewers agreed almost entirely")),
        (0.75, _("the reviewers agreed closely")),
        (0.5, _("the reviewers agreed in the main")),
    ):
        if value >= least:
            return words
    return _("the reviewers saw it differently")


def at_least(level: str, chance: float) -> str:
    """How sure one can be of a level, as a person would say it."""
    for least, sentence in (
        (0.99, _("At least “%(level)s” is all but certain.")),
        (0.95, _("At least “%(level)s” is very likely.")),
        (0.8, _("At least “%(level)s” is likely.")),
        (0.5, _("At least “%(level)s” is more likely than not.")),
    ):
        if chance >= least:
            return sentence % {"level": level}
    return _("“%(level)s” is not sure yet.") % {"level": level}


def reaches(level: str, chance: float) -> str:
    """The same of the highest level: there is nothing above it."""
    for least, sentence in (
        (0.99, _("“%(level)s” is all but certain.")),
        (0.95, _("“%(level)s” is very likely.")),
        (0.8, _("“%(level)s” is likely.")),
        (0.5, _("“%(level)s” is more likely than not.")),
    ):
        if chance >= least:
            return sentence % {"level": level}
    return _("“%(level)s” is not sure yet.") % {"level": level}


def next_step(state: str, *, missing: int, at_work: int, asked: int, is_author: bool = True) -> str:
    """What happens next with a criterion in this state: who must act, or that nobody must."""
    if state == "settled":
        return _("The reviewers settle this. Nothing more is needed.")
    if state == "insufficient" and missing > 0:
        return ngettext(
            "%(count)s more review is needed before this counts.",
            "%(count)s more reviews are needed before this counts.",
            missing,
        ) % {"count": missing}
    if at_work or asked:
        return _("One more reviewer has been asked.")
    if not is_author:
        return _for_facilitator(state)
    if state == "contested":
        return _("The reviewers differ, so a facilitator is shown this. You can also appeal.")
    return _("Not all reviews could judge this. A facilitator is shown it.")


def _for_facilitator(state: str) -> str:
    if state == "contested":
        return _(
            "The reviewers differ: it is for you to read it and decide, or to ask for one more."
        )
    return _("Not all reviews could judge this: it is for you to look at.")


def standing(
    levels: list[str], *, consensus: int, at_least: list[float], state: str, is_decided: bool
) -> str:
    """A criterion in a few words for a stranger: the level, and how sure one can be of it."""
    level = {"level": levels[consensus]}
    if is_decided:
        return _("“%(level)s”, decided by a facilitator") % level
    if state == "contested":
        return _("reviewers differed, around “%(level)s”") % level
    chance = at_least[consensus] if consensus < len(at_least) else 0.0
    if chance >= CLEARLY:
        return _("clearly “%(level)s”") % level
    if chance >= PROBABLY:
        return _("probably “%(level)s”") % level
    return _("perhaps “%(level)s”; too few reviews to be sure") % level
