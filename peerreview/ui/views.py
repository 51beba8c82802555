# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The landing page, and home: the panels that were offered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Home for a member, the landing page for a stranger."""
    if request.user.is_authenticated:
        return render(request, "peerreview/ui/home.html")
    return render(request, "peerreview/ui/landing.html")
