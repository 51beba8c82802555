# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages made of other apps' panels: an app offers a panel for a place; the page shows what was offered."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

# Returns the template's context, or None when there is nothing to show to this reader.
Loader = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A piece of a page: `template` shown with what `load(request, subject)` returns."""

    template: str
    load: Loader
    order: int


_panels: dict[str, list[Panel]] = defaultdict(list)


def offer(place: str, *, template: str, order: int = 50) -> Callable[[Loader], Loader]:
    """Offer a panel for `place`: bar (of every page), home, entrance, profile, cohort, cohort-side, artifact, activity,
    activity-form, agreement, handed-in, submission, result, reviewing-record, person, rubric, rubric-edit, rubric-builder,
    roster (a cohort), skill, editor (a draft), studio (a session), revise (a submission), review-desk and review-done (a review of mine),
    review-home, standing (a submission of mine), review-of (submission, alias), review-beside (a review of mine, alias of another)."""

    def register(load: Loader) -> Loader:
        _panels[place].append(Panel(template, load, order))
        _panels[place].sort(key=lambda panel: panel.order)
        return load

    return register


def render(place: str, request: HttpRequest, subject: Any = None) -> list[SafeString]:
    """The panels of a place as HTML, in order, without those that have nothing to show."""
    shown = []
    for panel in _panels[place]:
        context = panel.load(request, subject)
        if context is not None:
            shown.append(render_to_string(panel.template, context, request))
    return shown
