# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is stuck and why, as a person would say it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from peerreview.desk.learners import Learner
from peerreview.desk.standing import Finding, Reason

FILTERS = {
    "stuck": gettext_lazy("Stuck"),
    "missing": gettext_lazy("Not handed in"),
    "owes": gettext_lazy("Owe reviews"),
    "few": gettext_lazy("Too few reviews"),
    "contested": gettext_lazy("Contested"),
    "late": gettext_lazy("Late"),
}
SORTS = {
    "name": gettext_lazy("Name"),
    "given": gettext_lazy("Fewest reviews given"),
    "received": gettext_lazy("Fewest reviews received"),
    "newest": gettext_lazy("Handed in last"),
    "oldest": gettext_lazy("Handed in first"),
}


def reasons(learner: Learner) -> list[str]:
    """Each finding about one learner as a sentence without its subject."""
    return [say(finding, learner) for finding in learner.findings]


def say(finding: Finding, learner: Learner) -> str:
    """One finding in words."""
    if finding.reason is Reason.WAITS:
        return _waits(finding.count, learner.leased)
    if finding.reason is Reason.DRAFT:
        return _draft(learner.words)
    if finding.reason is Reason.OWES and learner.is_sealed:
        return _("%(owes)s: their results are sealed") % {"owes": _owes(finding.count)}
    return _SENTENCES[finding.reason](finding.count)


def _draft(words: int) -> str:
    if not words:
        return _("has begun, has not handed in")
    sentence = ngettext(
        "has written %(words)d word, has not handed in",
        "has written %(words)d words, has not handed in",
        words,
    )
    return sentence % {"words": words}


def _waits(missing: int, leased: int) -> str:
    sentence = ngettext("waits for %(n)d more review", "waits for %(n)d more reviews", missing)
    first = sentence % {"n": missing}
    if not leased:
        return _("%(waits)s; nobody is writing one") % {"waits": first}
    second = ngettext("one is being written", "%(n)d are being written", leased) % {"n": leased}
    return f"{first}; {second}"


def _owes(count: int) -> str:
    return ngettext("owes %(n)d review", "owes %(n)d reviews", count) % {"n": count}


def _contested(count: int) -> str:
    sentence = ngettext(
        "reviewers disagree on %(n)d criterion", "reviewers disagree on %(n)d criteria", count
    )
    return sentence % {"n": count}


_SENTENCES = {
    Reason.NOT_STARTED: lambda _count: _("has not started"),
    Reason.MISSED: lambda _count: _("did not hand in, and the time is over"),
    Reason.OWES: _owes,
    Reason.CONTESTED: _contested,
}
