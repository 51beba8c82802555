# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Choices of all kinds at once, for who does not want to go through them one by one."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from peerreview.notifications.registry import CHANNELS, INBOX, Kind, Words

USUAL, ALL, NEEDED, SITE, OWN = "usual", "all", "needed", "site", "own"
PRESETS: dict[str, Words] = {
    USUAL: _("The usual: mail for what matters, the rest on this site"),
    ALL: _("Everything, by every way"),
    NEEDED: _("What needs me: mail and devices only for what asks something of you"),
    SITE: _("Only on this site"),
    OWN: _("As chosen below"),
}


def channels(preset: str, kind: Kind) -> frozenset[str]:
    """The ways a kind goes out under a preset other than OWN."""
    wanted = {
        USUAL: kind.channels,
        ALL: frozenset(CHANNELS),
        NEEDED: (kind.channels if kind.needs_you else frozenset()) | {INBOX},
        SITE: frozenset({INBOX}),
    }
    return wanted[preset] | kind.fixed


def matching(kinds: Mapping[Kind, frozenset[str]]) -> str:
    """The first preset under which the kinds go out as they do, else OWN."""
    for preset in PRESETS:
        if preset == OWN:
            break
        if all(channels(preset, kind) == on for kind, on in kinds.items()):
            return preset
    return OWN
