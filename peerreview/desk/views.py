# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The board, the queue, the figures and the trail of an activity."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from peerreview.activities import access as activity_access
from peerreview.activities import attention, crumbs, queries, rules
from peerreview.audit import queries as audit
from peerreview.desk import (
    access,
    boards,
    figures,
    learners,
    present,
    queue,
    tabs,
    trails,
    words,
)
from peerreview.kernel import clock, paging

SEARCH_MOST = 80


@login_required
@require_GET
def board(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where everyone stands; `?fragment=1` gives only what changes."""
    shown = activity_access.activity_for_reader(request.user, uuid)
    context = {
        "activity": shown,
        "totals": queries.totals(shown),
        "crumbs": crumbs.inside(shown),
        "learners": queries.learners_in(shown),
    }
    context["spread"] = present.spread(context["learners"])
    if rules.is_facilitator_of(request.user, shown):
        return _page_or_rows(
            request, "desk/facilitator", context | _for_facilitator(request, shown)
        )
    return _page_or_rows(request, "desk/board", context | _for_participant(request, shown))


def _for_participant(request: HttpRequest, shown: Any) -> dict[str, Any]:
    with_names = rules.sees_names(request.user, shown)
    counts = boards.counts(shown, with_names=with_names)
    state = request.GET.get("state", "")
    state = state if state in counts else ""
    rows = boards.rows(shown, request.user, state=state, with_names=with_names)
    return {
        "page": paging.paginate(request, rows),
        "state": state,
        "filters": boards.filters(counts, state),
        "with_names": with_names,
    }


def _for_facilitator(request: HttpRequest, shown: Any) -> dict[str, Any]:
    now = clock.now()
    asked = {
        "state": request.GET.get("state", ""),
        "q": request.GET.get("q", "").replace("\x00", "").strip()[:SEARCH_MOST],
        "sort": request.GET.get("sort", ""),
    }
    found = learners.chosen(
        shown, state=asked["state"], search=asked["q"], sort=asked["sort"], now=now
    )
    page = paging.paginate(request, found)
    counts = learners.counts(shown, now)
    rows = learners.lines(shown, list(page), now)
    return {
        "page": page,
        "rows": [(row, words.reasons(row)) for row in rows],
        "columns": attention.columns(shown),
        "asked": asked,
        "is_narrowed": bool(asked["state"] or asked["q"]),
        "filters": _filters(counts, asked),
        "sorts": words.SORTS,
        "tabs": tabs.of(shown, "activity-board"),
    }


def _filters(counts: dict[str, int], asked: dict[str, str]) -> list[dict[str, Any]]:
    """The links above the board. A sign that no work carries is left out."""
    keep = {key: asked[key] for key in ("q", "sort") if asked[key]}
    labels = {"": _("All"), **words.FILTERS, **{m.key: m.label for m in attention.marks()}}
    return [
        {
            "label": label,
            "url": "?" + urlencode({**({"state": key} if key else {}), **keep}),
            "count": counts[key or "all"],
            "current": key == asked["state"],
        }
        for key, label in labels.items()
        if not key or key in words.FILTERS or counts[key]
    ]


def _page_or_rows(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    template = f"peerreview/{name}.html"
    if "fragment" not in request.GET:
        return render(request, template, context)
    # The rows go into the page, so their links must lead to pages, not to fragments.
    request.GET = request.GET.copy()
    del request.GET["fragment"]
    return render(request, f"{template}#rows", context)


@login_required
@require_GET
def desk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The address without a page's name: the board is the first of the desk's pages."""
    shown = activity_access.activity_for_reader(request.user, uuid)
    return redirect("activity-board", shown.uuid)


@login_required
@require_GET
def now_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who is here, what waits, how far drafts agree; it changes by itself."""
    shown = access.activity_for_facilitator(request.user, uuid)
    context = {
        "activity": shown,
        **present.now_in(shown, clock.now()),
        "tabs": tabs.of(shown, "desk-now"),
        "crumbs": crumbs.inside(shown),
    }
    return _page_or_rows(request, "desk/now", context)


@login_required
@require_GET
def queue_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What waits for the facilitator, the most urgent first."""
    shown = access.activity_for_facilitator(request.user, uuid)
    piles = queue.piles(shown, clock.now())
    asked = request.GET.get("kind", "")
    chosen = tuple(pile for pile in piles if asked in {"", pile.kind.key}) or piles
    page = paging.paginate(request, queue.Queue(chosen))
    labels = {pile.kind.key: pile.kind for pile in piles}
    context = {
        "activity": shown,
        "page": page,
        "items": [(item, labels[item.kind], attention.acts(item, shown)) for item in page],
        "filters": _piles(piles, asked),
        "tabs": tabs.of(shown, "desk-queue"),
        "crumbs": crumbs.inside(shown),
    }
    return _page_or_rows(request, "desk/queue", context)


def _piles(piles: tuple[queue.Pile, ...], asked: str) -> list[dict[str, Any]]:
    total = sum(pile.count for pile in piles)
    everything = {"label": _("All"), "url": "?", "count": total, "current": not asked}
    return [everything] + [
        {
            "label": pile.kind.label,
            "url": f"?kind={pile.kind.key}",
            "count": pile.count,
            "current": pile.kind.key == asked,
        }
        for pile in piles
    ]


@login_required
@require_GET
def figures_page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Distributions, the flow of work, agreement and reviewers, each drawn and as a table."""
    shown = access.activity_for_facilitator(request.user, uuid)
    days = figures.days(shown)
    context = {
        "activity": shown,
        "criteria": figures.criteria(shown),
        "days": days,
        "chart": figures.chart(days) if days else None,
        "reviewers": figures.reviewers(shown),
        "tabs": tabs.of(shown, "desk-figures"),
        "crumbs": crumbs.inside(shown),
    }
    return _page_or_rows(request, "desk/figures", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What happened in this activity; posting checks the whole chain, which takes a while."""
    shown = access.activity_for_facilitator(request.user, uuid)
    page = paging.paginate(request, audit.entries_of(shown.pk), per_page=30)
    checked = audit.checked(page)
    context = {
        "activity": shown,
        "page": page,
        "facts": trails.facts(
            [each.entry for each in checked], [each.is_intact for each in checked]
        ),
        "is_intact": all(each.is_intact for each in checked),
        "broken": trails.first_broken() if request.method == "POST" else None,
        "tabs": tabs.of(shown, "desk-trail"),
        "crumbs": crumbs.inside(shown),
    }
    return render(request, "peerreview/desk/trail.html", context)
