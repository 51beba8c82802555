# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of a study group show."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.activities.queries import stage_of
from peerreview.activities.stages import Stage
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort, Membership
from peerreview.groups import queries, rules
from peerreview.groups.models import Exchange, Prompt, Removal, Swap
from peerreview.groups.prompting import Word
from peerreview.kernel import clock

PROMPTS: dict[str, tuple[Promise, Promise]] = {
    Word.MEETING: (
        gettext_lazy("You meet soon: “%(words)s”. Is there something you would like to bring?"),
        gettext_lazy("See when"),
    ),
    Word.HAND_IN: (
        gettext_lazy("“%(words)s” closes soon. A rough version is enough to get reviews."),
        gettext_lazy("Go on"),
    ),
    Word.UNREAD: (
        gettext_lazy("Somebody handed in for “%(words)s”, and nobody has begun to read it yet."),
        gettext_lazy("Have a look"),
    ),
    Word.REMOVAL: (
        gettext_lazy(
            "Somebody asks that a member be taken out. It needs one more who has read why."
        ),
        gettext_lazy("Read why"),
    ),
    Word.PLACE: (
        gettext_lazy("In “%(words)s” with another group there is still a place for your work."),
        gettext_lazy("Look at it"),
    ),
    Word.SHARED: (
        gettext_lazy("“%(words)s” was shared with you. One sentence of yours would be welcome."),
        gettext_lazy("Read it"),
    ),
    Word.INVITE: (
        gettext_lazy("A study group begins with three. Whom would you like to read with?"),
        gettext_lazy("Copy the invitation"),
    ),
    Word.OUTSIDE: (
        gettext_lazy(
            "You know each other's work by now. Another group would see it with fresh eyes."
        ),
        gettext_lazy("Look at other groups"),
    ),
}


def prompt(said: Prompt) -> dict[str, Any]:
    """A word of the day, in words."""
    words, act = PROMPTS[Word(said.kind)]
    return {"prompt": said, "words": str(words) % said.params, "act": act}


def exchanges(found: list[Exchange]) -> list[dict[str, Any]]:
    """Rounds with where they stand. One query for all."""
    given = queries.reviews_given_in([each.activity_id for each in found])
    return [
        {
            "exchange": each,
            "activity": each.activity,
            "stage": stage_of(each.activity),
            "given": given.get(each.activity_id, 0),
        }
        for each in found
    ]


def swaps(found: list[Swap], group: Cohort) -> list[dict[str, Any]]:
    """Swaps with the other group's name and who has to answer."""
    return [
        {
            "swap": each,
            "with": each.group if each.offer.group_id == group.pk else each.offer.group,
            "status": swap_status(each, group),
        }
        for each in found
    ]


def swap_status(each: Swap, group: Cohort | None) -> tuple[str, str | Promise]:
    """How an exchange with another group stands, as a pill and in words; `group` is the reader's."""
    if each.state == Swap.State.ASKED and group and each.offer.group_id == group.pk:
        return "waiting", _("Waits for your answer")
    if each.state != Swap.State.AGREED or each.activity is None:
        return "waiting", each.get_state_display()
    stage = stage_of(each.activity)
    if stage is Stage.ENDED:
        return "done", _("Over")
    if stage is Stage.REVIEWING:
        return "live", _("Being reviewed")
    return "live", each.get_state_display()


def care(request: HttpRequest, seat: Membership) -> dict[str, Any]:
    """The page on which a group is looked after."""
    group = seat.cohort
    open_pass = queries.open_pass(group, clock.now())
    address = reverse("group-guest", args=[open_pass.code]) if open_pass else ""
    return {
        "group": group,
        "seat": seat,
        "convener": cohort_rules.convener_of(group),
        "may_convene": cohort_rules.may_convene(request.user, group),
        "guest_url": request.build_absolute_uri(address) if address and seat.may_tend else "",
        "removals": queries.open_removals(group).exclude(person=request.user),
        "roster": queries.everybody(group).exclude(user=request.user),
    }


def swap(request: HttpRequest, shown: Swap) -> dict[str, Any]:
    """The page of a swap, for a reader of one of the groups or of both."""
    side = rules.own_side(request.user, shown)
    offered, answered = rules.groups_of_swap(shown)
    may_settle = shown.state == "asked" and cohort_rules.may_tend(request.user, offered)
    mine = shown.places.filter(person=request.user).exists()
    context = {
        "swap": shown,
        "offer": shown.offer,
        "side": side,
        "other": (answered if side == offered else offered) if side else None,
        "may_settle": may_settle,
        "status": swap_status(shown, side),
        "takes_part": mine,
        "is_in_both": side is None,
    }
    if side and shown.activity:
        context["balance"] = queries.balance(shown, side)
        context["is_full"] = context["balance"].works >= shown.offer.works
        context["is_over"] = clock.now() > shown.activity.submit_by
    return context


def after_removal(asked: Removal) -> str:
    """What is said after an answer."""
    if asked.is_done:
        return _("They are no longer in the group, and were told why.")
    if asked.settled_at:
        return _("Taken back. Nothing changes.")
    return _("Asked. When one more member agrees, they are taken out and told why.")


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door, and back here after it."""
    page = "account_login" if request.POST.get("with") == "account" else "account_signup"
    return redirect(f"{reverse(page)}?{urlencode({'next': request.path})}")
