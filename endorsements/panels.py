# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements' entry in the navigation, their panel at home and on a person's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from endorsements import explaining, queries, rules, weight_queries
from peerreview.ui import navigation, panels

AT_HOME = 2
ON_PERSON = 4
VOICES_ON_PERSON = 5

navigation.offer(
    "account",
    _("Endorsements"),
    "endorsements",
    icon="hand-heart",
    order=15,
    audience=navigation.members,
)


@panels.offer("home", template="endorsements/_home.html", order=60)
def newest_words(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """The newest that others say of me; nothing until somebody does."""
    newest = list(queries.visible_of(request.user.pk)[:AT_HOME])
    return {"endorsements": newest} if newest else None


@panels.offer("person", template="endorsements/_person.html", order=20)
def words_about(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """What others say of the person, and the way to say something oneself."""
    newest = list(queries.visible_of(person.pk)[: ON_PERSON + 1])
    may_endorse = rules.may_endorse(request.user, person)
    is_own = request.user == person
    if not newest and not may_endorse and not is_own:
        return None
    return {
        "person": person,
        "endorsements": newest[:ON_PERSON],
        "has_more": len(newest) > ON_PERSON,
        "may_endorse": may_endorse,
        "is_own": is_own,
        "names_open": is_own or may_endorse,
    }


@panels.offer("person", template="endorsements/_voices.html", order=21)
def independent_voices(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """What may be said to anybody who reads the page; nothing where there is no voice."""
    standings = weight_queries.standings_of(person.pk).filter(voices__gt=0)[:VOICES_ON_PERSON]
    lines = [explaining.Line(standing) for standing in standings]
    return {"lines": lines, "is_own": request.user == person} if lines else None
