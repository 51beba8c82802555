# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The address under which an approval can be checked."""

from django.conf import settings
from django.urls import reverse

from peerreview.hours.models import Claim
from peerreview.kernel import ids


def url_for(claim: Claim) -> str:
    """The whole address, to be printed and scanned."""
    return settings.SITE_URL + reverse("hours-check", args=[claim.code])


def cleaned(code: str) -> str:
    """A code as somebody typed it."""
    return ids.clean_code(code)[:12]
