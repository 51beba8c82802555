# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The word of who decides about a badge, on somebody on the way to it: approve, not yet, refuse, and the
way back from each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from badges import pursuing, rule_queries
from badges.awards import refusing
from badges.models import Achievement
from peerreview.accounts.models import User
from peerreview.kernel.errors import Invalid


def _taken_back(*, achievement: Achievement, person: User, by: User) -> None:
    if standing := rule_queries.refusal_of(person.pk, achievement):
        refusing.take_back(refusal=standing, by=by)


WITH_REASON: Mapping[str, tuple[Callable[..., Any], Promise]] = MappingProxyType(
    {
        "approve": (pursuing.approve, gettext_lazy("Thank you. Your word counts for the badge.")),
        "not-yet": (pursuing.not_yet, gettext_lazy("They read what is missing, and hear of it.")),
        "refuse": (refusing.refuse, gettext_lazy("Refused. They read why, and may appeal.")),
    }
)
BACK: Mapping[str, tuple[Callable[..., Any], Promise]] = MappingProxyType(
    {
        "withdraw": (pursuing.withdraw_approval, gettext_lazy("Withdrawn.")),
        "take-back": (_taken_back, gettext_lazy("Taken back. They are considered again.")),
    }
)
ACTS = frozenset({*WITH_REASON, *BACK})


def answer(act: str, *, achievement: Achievement, person: User, by: User, reason: str) -> str:
    """Do it, and say what was done. Raises Invalid for an act there is none, and as the act does."""
    who = {"achievement": achievement, "person": person, "by": by}
    if act in WITH_REASON:
        done, said = WITH_REASON[act]
        done(**who, reason=reason)
    elif act in BACK:
        done, said = BACK[act]
        done(**who)
    else:
        raise Invalid("no-act", _("Choose one of the buttons."))
    return str(said)
