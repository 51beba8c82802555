# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A person's own pages about weight: what others' words about them weigh, and what their own does."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from endorsements import explaining, weight_queries
from peerreview.kernel import paging
from peerreview.kernel.errors import Missing

PER_PAGE = 20


@login_required
@require_GET
def weight(request: HttpRequest) -> HttpResponse:
    """By skill: how what others say of me weighs."""
    page = paging.paginate(
        request, weight_queries.own_skills_of(request.user.pk), per_page=PER_PAGE
    )
    page.object_list = [explaining.Line(standing) for standing in page.object_list]
    return render(request, "endorsements/weight.html", {"page": page})


@login_required
@require_GET
def weight_of_skill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Why, endorsement by endorsement, and the smallest next step."""
    skill = weight_queries.skill_named(uuid)
    explanation = explaining.explain(request.user.pk, skill.pk) if skill else None
    if skill is None or explanation is None:
        raise Missing("no-endorsement", _("Nobody has vouched for you in this skill."))
    page = paging.paginate(request, explanation.reasons, per_page=PER_PAGE)
    context = {"skill": skill, "explanation": explanation, "page": page}
    return render(request, "endorsements/weight_of_skill.html", context)


@login_required
@require_GET
def mirror(request: HttpRequest) -> HttpResponse:
    """What my own word weighs, and what came of those I vouched for."""
    context = {"own": explaining.own_word(request.user.pk)}
    return render(request, "endorsements/mirror.html", context)
