# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the dialogue's pages show, as contexts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from peerreview.accounts.models import User
from peerreview.dialogue import again, inputs, queries, rules
from peerreview.dialogue.access import Standpoint
from peerreview.dialogue.models import Annotation, Message, SecondLook, Side, Task
from peerreview.kernel import clock, paging

MESSAGES_PER_PAGE = 20


def annotation_of(standpoint: Standpoint, uuid: UUID | None) -> Annotation | None:
    """The comment the talk is about."""
    return queries.annotation_in(standpoint.review, uuid)


def anchor_of(remark: str) -> str:
    """The id of a remark on the page."""
    return "remark-" + remark.replace(":", "-")


def _about(request: HttpRequest, standpoint: Standpoint) -> Annotation | None:
    wanted = request.POST.get("about") or request.GET.get("about", "")
    try:
        return annotation_of(standpoint, UUID(wanted))
    except ValueError:
        return None


def review_page(
    request: HttpRequest,
    standpoint: Standpoint,
    *,
    message_form: inputs.MessageForm | None = None,
    rating_form: inputs.RatingForm | None = None,
    wrong: tuple[str, str, str] | None = None,
) -> dict[str, Any]:
    """One review as its author, its reviewer or a facilitator has it; `wrong` is a decision refused."""
    review, now = standpoint.review, clock.now()
    marked = queries.annotations_of(review)
    about = _about(request, standpoint)
    rating = queries.rating_of(review) if standpoint.is_author else None
    remarks = queries.remarks_of(review, marked)
    may_rate = standpoint.is_author and rules.may_rate(review, now)
    return {
        "standpoint": standpoint,
        "saved": request.GET.get("saved", "").removeprefix("remark-"),
        "urls": {name: standpoint.url(name) for name in ("talk", "say", "annotations")},
        "review": review,
        "view": standpoint.view,
        "version": standpoint.submission.version,
        "activity": standpoint.submission.activity,
        "submission": standpoint.submission,
        "is_author": standpoint.is_author,
        "marks": queries.for_script(marked),
        "comments": [(remark.marked, remark) for remark in remarks if remark.marked],
        "remarks": [remark for remark in remarks if not remark.marked],
        "wrong": wrong,
        "about": next((one for one in marked if about and one.uuid == about.uuid), None),
        **_talk(request, standpoint, about, message_form, now),
        "may_rate": may_rate and not (rating and rating.told_at),
        "rating": rating,
        "rating_form": rating_form or (inputs.stored_rating(rating) if may_rate else None),
        "is_disrespectful": bool(rating and "disrespectful" in rating.tags),
    }


def _talk(
    request: HttpRequest,
    standpoint: Standpoint,
    about: Annotation | None,
    form: inputs.MessageForm | None,
    now: Any,
) -> dict[str, Any]:
    said = queries.messages_of(standpoint.review, about)
    if request.GET.get("page") == "last":
        page = Paginator(said, MESSAGES_PER_PAGE).get_page(10**6)
    else:
        page = paging.paginate(request, said, per_page=MESSAGES_PER_PAGE)
    may_talk = standpoint.side is not None and rules.may_talk(standpoint.review, now)
    return {
        "page": page,
        "messages_shown": [_Said(message, standpoint) for message in page],
        "may_talk": may_talk,
        "message_form": form or inputs.new_message(about.uuid if about else None),
        "talk_until": rules.talk_closes_at(standpoint.submission.activity),
    }


class _Said:
    """A message under the name its reader may know."""

    def __init__(self, message: Message, standpoint: Standpoint) -> None:
        self.text, self.at = message.text, message.at
        self.is_own = message.writer_id == standpoint.user.pk
        self.is_author = message.side == Side.AUTHOR
        view = standpoint.view
        self.name = None if self.is_author else view.reviewer_name or view.alias


def record_page(request: HttpRequest) -> dict[str, Any]:
    """What came of a person's reviews."""
    user = request.user
    page = paging.paginate(request, queries.uptake_for(user), per_page=10)
    looks = paging.paginate(request, queries.second_looks_for(user), per_page=5, key="looks")
    return {
        "page": page,
        "rows": _with_text(page),
        "uptake": queries.uptake_of(user.pk),
        "feedback": queries.feedback_for(user),
        "looks": looks,
    }


def tasks_page(request: HttpRequest, wrong: tuple[int, str, str] | None = None) -> dict[str, Any]:
    """What a person took on."""
    rows = queries.tasks_of(request.user).prefetch_related("review__scores__criterion")
    page = paging.paginate(request, rows, per_page=10)
    return {"page": page, "rows": _with_text(page), "wrong": wrong}


def _with_text(tasks: Iterable[Task]) -> list[tuple[Task, str]]:
    return [(task, queries.text_of_remark(task)) for task in tasks]


def is_ours(request: HttpRequest) -> bool:
    """Whether the form names a page of this site to go on to."""
    wanted = request.POST.get("next", "")
    is_local = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return is_local and wanted.startswith("/")


def take(look: SecondLook, user: User) -> UUID:
    """Take a revision up; the id of its review."""
    return again.take(look=look, by=user).uuid


def pass_on(look: SecondLook, user: User) -> None:
    """Pass a revision on."""
    again.pass_on(look=look, by=user)
