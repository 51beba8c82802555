# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What whoever runs the site may read of its sockets."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from peerreview.rooms import counting


@login_required
@require_safe
@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """All counts as text, in the format that Prometheus reads. For the site's staff."""
    if not request.user.is_staff:
        raise Http404
    return HttpResponse(counting.as_text(), content_type="text/plain; version=0.0.4; charset=utf-8")
