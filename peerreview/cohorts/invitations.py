# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Invitations taken up before one has an account: kept in the session, acted on after signing in."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.cohorts import services
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import DomainError

SESSION_KEY = "cohorts.invitation"


def remember(request: HttpRequest, code: str) -> None:
    """This visitor asked to join, and goes to sign up or in first."""
    request.session[SESSION_KEY] = code


def take_up(request: HttpRequest, user: User) -> None:
    """Join what was asked for before. What stands against it is told, and signing in goes on."""
    code = request.session.pop(SESSION_KEY, None)
    if code is None:
        return
    try:
        seat = services.join_with_code(code=code, by=user)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        tell_joined(request, seat.cohort)


def tell_joined(request: HttpRequest, cohort: Cohort) -> None:
    """Say so before anything else that the next page has to say."""
    earlier = [(one.level, one.message, one.extra_tags) for one in messages.get_messages(request)]
    messages.success(request, _("You have joined “%(name)s”.") % {"name": cohort.name})
    for level, message, tags in earlier:
        messages.add_message(request, level, message, extra_tags=tags)


def asked_for(request: HttpRequest) -> Cohort | None:
    """The cohort this visitor is on the way to join, for the pages in between."""
    code = request.session.get(SESSION_KEY)
    return Cohort.objects.filter(join_code=code).first() if code else None
