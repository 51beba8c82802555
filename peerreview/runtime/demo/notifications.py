# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How the demo's people want to be told, and what they have read by now."""

from typing import Any

from peerreview.notifications import services
from peerreview.notifications.queries import inbox_of, preferences_of
from peerreview.notifications.services import Wanted
from peerreview.runtime.demo import people

UNREAD_LEFT = 3


def choose(world: Any) -> None:
    """Those whom a program plays want no mail; those a newcomer can be have it once a day"""
    played = {character.key for _path, character, _words in people.CAST}
    for key, person in world.people.items():
        rhythm = "daily" if key in played else "off"
        kept = preferences_of(person)
        if kept.rhythm != rhythm:
            wanted = Wanted(rhythm=rhythm, quiet=None, channels={})
            services.save_preferences(person=person, wanted=wanted)


def read(world: Any) -> None:
    """All but the newest notices are read"""
    for person in world.people.values():
        older = list(inbox_of(person)[UNREAD_LEFT : UNREAD_LEFT + 1])
        if older:
            services.mark_all_read(person=person, up_to=older[0], now=world.now)
