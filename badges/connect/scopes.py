# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What an application may ask for, by the names of Open Badges 3.0 §7.2."""

from django.utils.translation import gettext_lazy as _

BASE = "https://purl.imsglobal.org/spec/ob/v3p0/scope/"
READ, UPSERT = f"{BASE}credential.readonly", f"{BASE}credential.upsert"
PROFILE_READ, PROFILE_UPDATE = f"{BASE}profile.readonly", f"{BASE}profile.update"
OFFLINE = "offline_access"

IN_WORDS = {
    READ: _("Read all your badges, the private ones too"),
    UPSERT: _("Put badges into your backpack"),
    PROFILE_READ: _("Read your name, e-mail address and what you say about yourself"),
    PROFILE_UPDATE: _("Change your display name and what you say about yourself"),
    OFFLINE: _("Go on doing so while you are away, until you disconnect it"),
}
