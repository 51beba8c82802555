# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the centre itself tells: that somebody's way of signing in has changed."""

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import Kind, register, sentence

SIGN_IN_CHANGED = register(
    Kind(
        name="sign-in-changed",
        group="rights",
        label=_("The way you sign in was changed"),
        description=_("A new password, address, passkey or second step."),
        say=sentence(
            _("The way you sign in was changed."),
            _("If it was not you, set a new password now and end all other sessions."),
        ),
        at_once=True,
        required=_("You always hear of this, so that nobody takes your account without a word."),
    )
)
