# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages about a rubric that need reviewing: its preview on the real desk, and what it is said to miss."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from peerreview.kernel import paging
from peerreview.reviews import access, desk, queries
from peerreview.rubrics import access as rubric_access
from peerreview.rubrics import drafts
from peerreview.rubrics import queries as rubric_queries
from peerreview.rubrics.forms import RubricBuilder
from peerreview.rubrics.specs import RubricSpec


@login_required
@require_GET
def preview(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """A version as reviewers will have it before them. Nothing is saved."""
    version = rubric_access.version_for_reader(request.user, uuid, number)
    back = reverse("rubric-version", args=[uuid, number])
    return _preview(request, rubric_queries.spec_of(version), back=back)


@login_required
@require_POST
def preview_draft(request: HttpRequest) -> HttpResponse:
    """The same of what stands in the builder, not published yet."""
    builder = RubricBuilder(drafts.from_post(request.POST), is_bound=True)
    spec = builder.spec()
    if spec is not None:
        return _preview(request, spec)
    messages = [message for _id, message in builder.errors()]
    context = {"problems": messages}
    return render(request, "peerreview/reviews/preview_not_yet.html", context, status=422)


def _preview(request: HttpRequest, spec: RubricSpec, *, back: str = "") -> HttpResponse:
    context = {"spec": spec, "back": back, **desk.form_of(spec)}
    return render(request, "peerreview/reviews/preview.html", context)


@login_required
@require_GET
def rubric_missed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What reviewers say that my rubric misses, in whatever activity uses it."""
    rubric = rubric_access.rubric_for_editor(request.user, uuid)
    context = {
        "title": rubric.title,
        "page": paging.paginate(request, queries.missed_by_rubric(rubric, request.user)),
        "crumbs": [
            (_("Rubrics"), reverse("rubrics")),
            (rubric.title, reverse("rubric", args=[uuid])),
        ],
        "asks": rubric_queries.latest_version(rubric).asks_missed,
    }
    return render(request, "peerreview/reviews/missed.html", context)


@login_required
@require_GET
def activity_missed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same for one activity, to those who look after it."""
    activity = access.activity_for_facilitator(request.user, uuid)
    context = {
        "title": activity.title,
        "page": paging.paginate(request, queries.missed_in_activity(activity, request.user)),
        "crumbs": [(activity.title, reverse("activity", args=[uuid]))],
        "asks": activity.rubric_version.asks_missed,
    }
    return render(request, "peerreview/reviews/missed.html", context)
