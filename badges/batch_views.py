# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Giving a badge to all who earned it: first a page that says to whom, then the act."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from badges import access, batching, queries, rules
from badges.models import Achievement
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.kernel.paging import paginate


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def batch_start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who would get the badge and what that means; posted, it is given to all of them."""
    found = access.achievement_for_reader(uuid)
    if request.method == "POST":
        return _start(request, found)
    if not rules.may_issue(request.user, found):
        raise NotAllowed("not-issuer", _("Only who answers for this badge can issue it."))
    # Like the list of who is on the way: whoever answers for a badge knows who they answer to.
    page = paginate(request, queries.waiting_people(found))
    return render(request, "badges/batch_new.html", {"achievement": found, "page": page})


def _start(request: HttpRequest, found: Achievement) -> HttpResponse:
    try:
        started = batching.start(achievement=found, by=request.user)
    except Invalid as error:
        messages.error(request, str(error))
        return redirect("achievement", uuid=found.uuid)
    return redirect("batch", uuid=started.uuid)
