# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A reviewer's tendency in words: kind, and no surer than what it rests on."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.stats.calibration import Bias


def how_much(levels: float) -> str:
    """A size in levels as people say it."""
    size = abs(levels)
    if size < 0.4:
        return _("a little")
    if size < 0.75:
        return _("about half a level")
    if size < 1.3:
        return _("about one level")
    return _("more than one level")


def tendency(bias: Bias) -> str:
    """One or two sentences about strictness, told to the person themselves."""
    direction = bias.direction
    if direction is None:
        return _("There are too few ratings yet to say how strict or lenient you are.")
    if direction == 0:
        return _(
            "You rate much like the reference: neither strict nor lenient, as far as these "
            "ratings can tell."
        )
    size = how_much(bias.shrunk)
    if direction > 0:
        return _(
            "You tend to rate %(size)s higher than the reference. Most people start out kind; look "
            "once more at what the level above asks for before you choose it."
        ) % {"size": size}
    return _(
        "You tend to rate %(size)s lower than the reference. A sharp eye helps; look for what is "
        "there as well as for what is missing."
    ) % {"size": size}


def rests_on(bias: Bias) -> str:
    """What the tendency rests on, and that it is taken into account rather than held against them."""
    return ngettext(
        "This rests on %(count)s rating, so take it as a hint. Results allow for how strict a "
        "reviewer is; nobody else is told.",
        "This rests on %(count)s ratings, so take it as a hint. Results allow for how strict a "
        "reviewer is; nobody else is told.",
        bias.count,
    ) % {"count": bias.count}


def on_criterion(title: str, mean: float) -> str:
    """Where it goes one way on every example."""
    size = how_much(mean)
    if mean > 0:
        return _("%(criterion)s: %(size)s higher each time.") % {"criterion": title, "size": size}
    return _("%(criterion)s: %(size)s lower each time.") % {"criterion": title, "size": size}


def distance(difference: int) -> str:
    """One rating against its reference."""
    if difference == 0:
        return _("The same as the reference.")
    size = abs(difference)
    if difference > 0:
        return ngettext("%(n)s level higher.", "%(n)s levels higher.", size) % {"n": size}
    return ngettext("%(n)s level lower.", "%(n)s levels lower.", size) % {"n": size}


def nearness(levels: float) -> str:
    """How near first ratings were to the reference, as a band for others to read."""
    if levels < 0.35:
        return _("Rates very near to the reference.")
    if levels < 0.7:
        return _("Rates near to the reference.")
    return _("Rates within about one level of the reference.")
