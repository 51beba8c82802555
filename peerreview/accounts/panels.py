# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Accounts' entries in the navigation."""

from django.utils.translation import gettext_lazy as _

from peerreview.ui import navigation

navigation.offer(
    "account", _("Profile"), "person-me", icon="user", order=10, audience=navigation.members
)
navigation.offer(
    "account", _("Settings"), "profile-edit", icon="settings", order=20, audience=navigation.members
)
SETTINGS = (
    (_("Profile"), "profile-edit", "user"),
    (_("Email addresses"), "account_email", "mail"),
    (_("Password"), "account_change_password", "key-round"),
    (_("Two-step sign-in"), "mfa_index", "shield-check"),
    (_("Sessions"), "usersessions_list", "monitor-smartphone"),
)
for _order, (_label, _url_name, _icon) in enumerate(SETTINGS):
    navigation.offer(
        "settings", _label, _url_name, icon=_icon, order=_order, audience=navigation.members
    )
