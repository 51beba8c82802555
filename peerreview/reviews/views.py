# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages and posts of reviewing. The same services answer the socket and the form without a script."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.activities import access as activity_access
from peerreview.allocation import rules as allocation_rules
from peerreview.allocation import services as allocation
from peerreview.artifacts.rules import may_read_version
from peerreview.kernel import clock, paging
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.reviews import access, desk, drafting, forms, owed, queries, submitting, visibility
from peerreview.reviews import rules as review_rules
from peerreview.reviews.errors import Incomplete, Overtaken


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What I can review, what I have begun, what I have handed in."""
    found = paging.paginate(
        request, owed.openings(request.user, clock.now()), per_page=10, key="open"
    )
    drafts = paging.paginate(request, queries.drafts_of(request.user), per_page=10, key="drafts")
    handed_in = paging.paginate(request, queries.handed_in_by(request.user), per_page=10)
    context = {
        "page": found,
        "openings": [owed.opening(row) for row in found],
        "drafts": drafts,
        "handed_in": handed_in,
    }
    return render(request, "peerreview/reviews/home.html", context)


@login_required
@require_POST
def next_review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The duty I have in this activity, or a new one; on to its desk."""
    activity = activity_access.activity_for_reader(request.user, uuid)
    if allocation_rules.must_calibrate(request.user, activity):
        return redirect("calibrate", uuid)
    assignment = allocation.next_assignment(activity=activity, reviewer=request.user)
    if assignment is None:
        messages.info(
            request,
            _(
                "There is nothing for you to review here right now. Nobody is given their own work, "
                "the same author twice, or the work of somebody who reviews them. Look in again later."
            ),
        )
        return redirect("review-home")
    review = drafting.open_review(assignment=assignment)
    return redirect("review-desk", review.uuid)


@login_required
@require_GET
def review_desk(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The work beside the rubric; once it can no longer be changed, the review as it stands."""
    review = access.review_for_reviewer(request.user, uuid)
    try:
        review_rules.require_possible(review, "change", clock.now())
    except DomainError as why:
        return _read_only(request, review, why)
    return render(request, "peerreview/reviews/desk.html", desk.context_of(review))


def _read_only(request: HttpRequest, review: Any, why: DomainError) -> HttpResponse:
    own = visibility.view_of(request.user, review)
    others = visibility.views_of(request.user, review.submission)
    context = {
        "review": review,
        "activity": review.submission.activity,
        "version": review.submission.version,
        "author": desk.author_for(review),
        "own": own,
        "others": [view for view in others if not view.is_own],
        "why": why,
        "is_handed_in": own.submitted_at is not None,
        "shows_work": may_read_version(request.user, review.submission.version),
        "may_amend": _may_amend(review),
    }
    return render(request, "peerreview/reviews/review.html", context)


def _may_amend(review: Any) -> bool:
    try:
        review_rules.require_amendable(review, clock.now())
    except DomainError:
        return False
    return True


@login_required
@require_POST
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One change of a draft as JSON: the socket's fallback, with the same command ids."""
    review = access.own_review(request.user, uuid)
    try:
        edit = drafting.change_draft(review=review, by=request.user, **forms.change(request.body))
    except Overtaken as error:
        stored = {"field": error.field, "value": error.value, "revision": error.revision}
        return JsonResponse({"overtaken": stored}, status=error.status)
    answer = {"id": str(edit.command_id), "field": edit.field, "revision": edit.revision}
    return JsonResponse({**answer, "saved_at": edit.at.isoformat()})


@login_required
@require_POST
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Save what the form has, and hand in if that was asked. What cannot be saved is shown again."""
    review = access.review_for_reviewer(request.user, uuid)
    typed = forms.typed(request.POST)
    refused = drafting.save_form(review=review, by=request.user, values=typed)
    if refused:
        return _not_saved(request, review, typed, refused)
    if request.POST.get("act") == "save":
        messages.success(request, _("Your draft is saved."))
        return redirect("review-desk", review.uuid)
    try:
        submitting.submit_review(review=review, by=request.user)
    except Incomplete as error:
        return _desk_again(request, review, {}, error.missing)
    return redirect("review-desk", review.uuid)


def _not_saved(
    request: HttpRequest, review: Any, typed: dict[str, Any], refused: dict[str, DomainError]
) -> HttpResponse:
    if all(isinstance(error, Invalid) for error in refused.values()):
        errors = {field: str(error) for field, error in refused.items()}
        return _desk_again(request, review, typed, errors)
    why = next(error for error in refused.values() if not isinstance(error, Invalid))
    texts = [value for field, value in typed.items() if field in refused and _is_text(value)]
    context = {"review": review, "why": why, "texts": texts}
    return render(request, "peerreview/reviews/not_saved.html", context, status=why.status)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _desk_again(
    request: HttpRequest, review: Any, typed: dict[str, Any], errors: dict[str, str]
) -> HttpResponse:
    context = desk.context_of(review, typed=typed, errors=errors)
    return render(request, "peerreview/reviews/desk.html", context, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the review back with a reason, so that somebody else is asked."""
    review = access.review_for_reviewer(request.user, uuid)
    form = forms.DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _give_back(request, review, form):
        messages.info(request, _("You gave the review back. Somebody else will be asked."))
        return redirect("review-home")
    context = {"review": review, "form": form}
    status = 422 if form.errors else 200
    return render(request, "peerreview/reviews/decline.html", context, status=status)


def _give_back(request: HttpRequest, review: Any, form: forms.DeclineForm) -> bool:
    try:
        allocation.decline(assignment=review.assignment, by=request.user, **form.cleaned_data)
    except Invalid as error:
        form.add_error(error.field, error.message)
        return False
    return True


@login_required
@require_POST
def set_aside(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A facilitator takes a review out of the count, and says why."""
    review = access.review_for_facilitator(request.user, uuid)
    try:
        submitting.set_aside(review=review, by=request.user, reason=request.POST.get("reason", ""))
    except Invalid as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The review is set aside. The result is computed without it."))
    return redirect("submission", review.submission.uuid)
