# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of outside assessors: who assesses a badge, what waits for them, and what they say to it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from badges import (
    answering,
    bodies,
    cosigning,
    issuer_access,
    issuer_pages,
    pages,
    rule_access,
    waiting,
)
from badges.issuer_forms import AssessorForm
from badges.issuers import queries as issuers
from peerreview.kernel.errors import DomainError, Invalid
from peerreview.kernel.paging import paginate

form_page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 12


@login_required
@form_page
def assessing(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for a body's assessors, what it was asked, and what it co-signed."""
    body = issuer_access.issuer_to_speak_for(request.user, slug)
    fault = ""
    if request.method == "POST":
        try:
            messages.success(request, _assessing_act(request, body))
        except DomainError as error:
            fault = str(error)
        else:
            return redirect("issuer-assessing", slug=slug)
    page = paginate(request, waiting.waiting_for(body, request.user), per_page=PER_PAGE)
    context = {
        "issuer": body,
        "page": page,
        "waiting": waiting.shown(page),
        "asked": paginate(request, issuers.assessments_by(body), per_page=PER_PAGE, key="asked"),
        "signed": paginate(request, issuers.cosignatures_by(body), per_page=PER_PAGE, key="signed"),
        "fault": fault,
        "fault_of": request.POST.get("progress") or request.POST.get("signature", ""),
        "typed": request.POST.get("reason", ""),
    }
    status = 422 if fault else 200
    return render(request, "badges/issuers/assessing.html", context, status=status)


def _assessing_act(request: HttpRequest, body: Any) -> str:
    act = request.POST.get("act", "")
    if act in answering.ACTS:
        return _word_on_person(request, body, act)
    if act in {"accept", "decline", "end"}:
        return _answer(request, body, act)
    if act == "revoke":
        signed = issuer_access.cosignature_of_body(body, request.POST.get("signature", ""))
        cosigning.revoke(cosignature=signed, reason=request.POST.get("reason", ""), by=request.user)
        return _("Revoked. Every check of that badge says so.")
    raise Invalid("no-act", _("Choose one of the buttons."))


def _word_on_person(request: HttpRequest, body: Any, act: str) -> str:
    row = issuer_access.progress_of_body(body, request.user, request.POST.get("progress", ""))
    return answering.answer(
        act,
        achievement=row.achievement,
        person=row.person,
        by=request.user,
        reason=request.POST.get("reason", ""),
    )


def _answer(request: HttpRequest, body: Any, act: str) -> str:
    asked = issuer_access.assessment_of_body(body, request.POST.get("assessment", ""))
    if act == "end":
        bodies.end(assessment=asked, by=request.user)
        return _("Ended. New badges no longer carry your signature; the old ones stand.")
    bodies.answer(assessment=asked, accepts=act == "accept", by=request.user)
    return _("Answered. Who asked is told.")


@login_required
@require_safe
def work(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """A work that waits for the body's word, beside what its badge asks, without anything that tells
    whose it is."""
    body = issuer_access.issuer_to_speak_for(request.user, slug)
    version = issuer_access.work_of_body(request.user, body, uuid)
    asking = waiting.badges_asking(body, version.pk)
    context = {
        "issuer": body,
        "version": version,
        "asking": [(item, pages.rule_in_words(item)) for item in asking],
    }
    return render(request, "badges/issuers/work.html", context)


@login_required
@form_page
def assessor(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which body assesses a badge: ask one, take the question back, end it."""
    found = rule_access.achievement_to_change(request.user, uuid)
    current = issuers.current_assessment(found)
    known = issuers.known_bodies(found)[: issuer_pages.MOST_BODIES]
    form = AssessorForm(request.POST or None, bodies=[(body.slug, body.name) for body in known])
    if request.method == "POST" and request.POST.get("act") == "end" and current:
        bodies.end(assessment=current, by=request.user)
        messages.success(request, _("Ended. Badges issued so far stand as they are."))
        return redirect("achievement-assessor", uuid=uuid)
    if request.method == "POST" and form.is_valid():
        try:
            body = issuer_access.body_to_ask(found, form.cleaned_data["body"])
            bodies.ask(achievement=found, body=body, by=request.user)
        except DomainError as error:
            form.add_error("body", str(error))
        else:
            messages.success(request, _("Asked. Its owners and assessors are told."))
            return redirect("achievement-assessor", uuid=uuid)
    context = {
        "achievement": found,
        "current": current,
        "form": form,
        "known": known,
        "history": paginate(request, issuers.history_of(found)),
        "asks_approval": issuer_pages.asks_approval(found),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "badges/issuers/assessor.html", context, status=status)
