# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Comments at places while reviewing: by script beside the work, or on a page of their own."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from peerreview.dialogue import annotating, inputs, queries
from peerreview.kernel.errors import DomainError, Invalid, Missing
from peerreview.kernel.views import wants_json
from peerreview.reviews.access import review_for_reviewer

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@page_or_form
def new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say something at a place."""
    review = review_for_reviewer(request.user, uuid)
    if request.method == "POST":
        return _save(request, review)
    return _form_page(request, review, inputs.new_annotation(_parts(review)))


@login_required
@page_or_form
def edit(request: HttpRequest, uuid: UUID, annotation: UUID) -> HttpResponse:
    """Change what was said."""
    review = review_for_reviewer(request.user, uuid)
    if request.method == "POST":
        return _save(request, review)
    marked = next((m for m in queries.annotations_of(review) if m.uuid == annotation), None)
    if marked is None:
        raise Missing("no-comment", "")
    return _form_page(request, review, inputs.existing_annotation(_parts(review), marked))


@login_required
@require_POST
def remove(request: HttpRequest, uuid: UUID, annotation: UUID) -> HttpResponse:
    """Take a comment back."""
    review = review_for_reviewer(request.user, uuid)
    annotating.remove(review=review, by=request.user, uuid=annotation)
    return _done(request, review)


def _parts(review: Any) -> list[queries.PartChoice]:
    return queries.parts_to_choose(review.submission.version)


def _save(request: HttpRequest, review: Any) -> HttpResponse:
    form = inputs.AnnotationForm(request.POST, request.FILES, parts=_parts(review))
    if form.is_valid():
        try:
            annotating.annotate(
                review=review,
                by=request.user,
                uuid=form.cleaned_data["uuid"],
                comment=form.comment(),
            )
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except DomainError as error:
            if wants_json(request):
                raise
            form.add_error(None, error.message)
        else:
            return _done(request, review)
    if wants_json(request):
        return JsonResponse({"errors": form.errors}, status=422)
    return _form_page(request, review, form, 422)


def _done(request: HttpRequest, review: Any) -> HttpResponse:
    if not wants_json(request):
        return redirect(reverse("review-desk", args=[review.uuid]) + "#comments")
    marked = queries.annotations_of(review)
    comments = [(one, None) for one in marked]
    context = {"comments": comments, "review": review, "may_edit": True}
    html = render_to_string("peerreview/dialogue/_comments.html", context, request)
    return JsonResponse({"html": html, "marks": queries.for_script(marked)})


def _form_page(request: HttpRequest, review: Any, form: Any, status: int = 200) -> HttpResponse:
    version = review.submission.version
    context = {"review": review, "version": version, "form": form}
    return render(request, "peerreview/dialogue/annotate.html", context, status=status)
