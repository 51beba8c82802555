# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What every door shares: domain errors become pages, error pages have our look."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from peerreview.kernel.errors import DomainError

# About as long as a restarted database takes to be found again.
RETRY_AFTER_SECONDS = 5


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program that asked for JSON."""
    return request.headers.get("Accept", "").startswith("application/json")


def error_response(request: HttpRequest, *, status: int, code: str, message: str) -> HttpResponse:
    """An error as JSON or as a page, by what the caller asked for."""
    if wants_json(request):
        return JsonResponse({"error": {"code": code, "message": message}}, status=status)
    templates = [f"{status}.html", "error.html"]
    return render(request, templates, {"status": status, "message": message}, status=status)


class DomainErrorMiddleware:
    """A DomainError that a view did not handle becomes an answer with its status and sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        return error_response(request, status=error.status, code=error.code, message=str(error))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's form is too old or came from elsewhere."""
    message = _("This form is too old or came from another page. Go back, reload and try again.")
    return error_response(request, status=403, code="csrf", message=message)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    message = _("There is nothing here that you may see. Check the address, or sign in first.")
    return error_response(request, status=404, code="missing", message=message)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    message = _("You may not do this.")
    return error_response(request, status=403, code="not-allowed", message=message)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away. The fault is logged; nothing of it is shown."""
    # Here and not around the views: sessions and sign-in ask the database before any view does.
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = _broken(
            request,
            503,
            "away",
            _("We cannot save or read anything at the moment. Please try again in a few seconds."),
        )
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    message = _(
        "Something broke on our side. What you typed is saved where we could; please try again."
    )
    return _broken(request, 500, "server", message)


def _broken(request: HttpRequest, status: int, code: str, message: str) -> HttpResponse:
    if wants_json(request):
        return error_response(request, status=status, code=code, message=message)
    # Without the request: what broke may be what the context processors need.
    page = render_to_string("500.html", {"status": status, "message": message})
    return HttpResponse(page, status=status)
