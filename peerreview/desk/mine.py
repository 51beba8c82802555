# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A person's own data: what there is, taking it along, deleting the account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from peerreview.accounts import services
from peerreview.desk import archive
from peerreview.desk.forms import FarewellForm
from peerreview.kernel.errors import Conflict
from peerreview.kernel.streams import download


@login_required
@require_GET
def my_data(request: HttpRequest) -> HttpResponse:
    """What can be done with one's data."""
    return render(request, "peerreview/desk/my_data.html")


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponseBase:
    """Everything about me, as a zip."""
    services.note_data_taken(user=request.user, by=request.user)
    handle = archive.of_person(request.user)
    return download(request, handle, content_type="application/zip", name="my-data.zip")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def delete(request: HttpRequest) -> HttpResponse:
    """Ask; and, once the password was typed anew, delete the account and sign out."""
    form = FarewellForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.erase_person(user=request.user, by=request.user)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Goodbye, and thank you."))
            return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "peerreview/desk/delete.html", {"form": form}, status=status)
