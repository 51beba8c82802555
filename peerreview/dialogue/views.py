# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages about one review, by two doors: the author's (submission and alias) and the reviewer's own."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from peerreview.artifacts import serving
from peerreview.dialogue import access, changes, deciding, exports, inputs, pages, rating, talking
from peerreview.dialogue.access import Standpoint
from peerreview.kernel.errors import Conflict, DomainError, Invalid

View = Callable[[HttpRequest, Standpoint], HttpResponse]


def by_alias(view: View) -> Callable[..., HttpResponse]:
    """The door of author and facilitator."""

    @login_required
    @wraps(view)
    def entered(request: HttpRequest, uuid: UUID, alias: str) -> HttpResponse:
        return view(request, access.at_alias(request.user, uuid, alias))

    return entered


def by_own(view: View) -> Callable[..., HttpResponse]:
    """The reviewer's own door."""

    @login_required
    @wraps(view)
    def entered(request: HttpRequest, uuid: UUID) -> HttpResponse:
        return view(request, access.at_own(request.user, uuid))

    return entered


@require_safe
def talk(request: HttpRequest, standpoint: Standpoint) -> HttpResponse:
    """The review with its comments on the work, and what was said about it."""
    return _page(request, standpoint)


def _page(
    request: HttpRequest, standpoint: Standpoint, status: int = 200, **typed: Any
) -> HttpResponse:
    context = pages.review_page(request, standpoint, **typed)
    return render(request, "peerreview/dialogue/talk.html", context, status=status)


@require_POST
def say(request: HttpRequest, standpoint: Standpoint) -> HttpResponse:
    """Write a message."""
    form = inputs.MessageForm(request.POST)
    if not form.is_valid():
        return _page(request, standpoint, 422, message_form=form)
    data = form.cleaned_data
    try:
        talking.say(
            review=standpoint.review,
            by=request.user,
            said=data["text"],
            uuid=data["uuid"],
            annotation=pages.annotation_of(standpoint, data["about"]),
        )
    except (Invalid, Conflict) as error:
        form.add_error(error.field, error.message)
        return _page(request, standpoint, error.status, message_form=form)
    messages.success(request, _("Sent."))
    about = f"?about={data['about']}&page=last" if data["about"] else "?page=last"
    return redirect(f"{standpoint.url('talk')}{about}&saved=talk#talk")


@require_POST
def rate(request: HttpRequest, standpoint: Standpoint) -> HttpResponse:
    """The author evaluates the review."""
    form = inputs.RatingForm(request.POST)
    if not form.is_valid():
        return _page(request, standpoint, 422, rating_form=form)
    try:
        rating.rate(review=standpoint.review, by=request.user, evaluation=form.evaluation())
    except Invalid as error:
        form.add_error(error.field, error.message)
        return _page(request, standpoint, error.status, rating_form=form)
    messages.success(request, _("Thank you. The reviewer hears of it together with others."))
    return redirect(f"{standpoint.url('talk')}?saved=rating#rating")


@require_POST
def decide(request: HttpRequest, standpoint: Standpoint) -> HttpResponse:
    """The author takes a remark on, declines it, or says what they did."""
    form = inputs.DecisionForm(request.POST)
    if not form.is_valid():
        raise Invalid("bad-decision", _("Choose what to do with the remark."))
    remark, words = form.cleaned_data["remark"], form.cleaned_data["words"]
    common = {"review": standpoint.review, "remark": remark, "by": request.user}
    try:
        match form.cleaned_data["act"]:
            case "accept":
                deciding.accept(**common)
                said = _("Noted: it is on your list of what you took on.")
            case "decline":
                deciding.decline(**common, reason=words)
                said = _("Saved: you do not follow this, with your reason.")
            case _:
                task = deciding.accept_or_open(**common)
                deciding.finish(task=task, by=request.user, what_changed=words)
                said = _("Noted. The reviewer is told that it helped.")
    except Invalid as error:
        return _page(request, standpoint, error.status, wrong=(remark, words, error.message))
    messages.success(request, said)
    anchor = pages.anchor_of(remark)
    return redirect(f"{standpoint.url('talk')}?saved={anchor}#{anchor}")


@require_safe
def annotations(request: HttpRequest, standpoint: Standpoint) -> HttpResponse:
    """The comments as a Web Annotation collection, without names where they are not open."""
    document = exports.collection_of(standpoint, request.build_absolute_uri("/"))
    response = JsonResponse(document, content_type="application/ld+json")
    response["Content-Disposition"] = 'attachment; filename="comments.jsonld"'
    return response


@login_required
@require_GET
def review_changes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """For who reviews a revision: what changed since the round before, beside their review of that."""
    context = changes.page_of(request.user, access.revision_for_reviewer(request.user, uuid))
    return render(request, "peerreview/dialogue/changes.html", context)


@login_required
@require_GET
def submission_changes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """For the author and for facilitators: what changed, beside all reviews of the round before."""
    context = changes.page_of(request.user, access.submission_for_changes(request.user, uuid))
    return render(request, "peerreview/dialogue/changes.html", context)


@require_safe
def voice(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A spoken comment, for whoever may read its review."""
    recording = access.recording_for_listener(request.user, uuid)
    return serving.respond(
        request,
        key=recording.storage_key,
        size=recording.size_bytes,
        content_type=recording.content_type,
        name=f"comment.{recording.extension}",
        etag=f'"{recording.sha256}"',
    )


@login_required
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """What came of my reviews: what was changed thanks to them, and what authors thought."""
    return render(request, "peerreview/dialogue/record.html", pages.record_page(request))


@login_required
@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """What I took on from the reviews of my work."""
    return render(request, "peerreview/dialogue/tasks.html", pages.tasks_page(request))


@login_required
@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what I changed because of a remark."""
    task = access.task_for_author(request.user, pk)
    words = request.POST.get("words", "")
    try:
        deciding.finish(task=task, by=request.user, what_changed=words)
    except Invalid as error:
        wrong = (task.pk, words, error.message)
        context = pages.tasks_page(request, wrong=wrong)
        return render(request, "peerreview/dialogue/tasks.html", context, status=error.status)
    messages.success(request, _("Noted. The reviewer is told that it helped."))
    return redirect(request.POST.get("next") if pages.is_ours(request) else "review-tasks")


@login_required
@require_POST
def let_show(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the reviewer may show what I say I changed."""
    task = access.task_for_author(request.user, pk)
    deciding.let_show(task=task, by=request.user, may_be_shown=request.POST.get("show") == "1")
    return redirect("review-tasks")


@login_required
@require_POST
def second_look(request: HttpRequest, uuid: UUID, answer: str) -> HttpResponse:
    """Take a revision up, or pass it on."""
    look = access.second_look_for(request.user, uuid)
    try:
        if answer == "take":
            return redirect("review-desk", pages.take(look, request.user))
        pages.pass_on(look, request.user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.info(request, _("Somebody else will be asked. Thank you for saying so."))
    return redirect("review-uptake")
