# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements' entry in the navigation, their panel at home and on a person's page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from endorsements import (
    circles,
    explaining,
    queries,
    rules,
    skill_queries,
    vouching,
    weight_queries,
)
from peerreview.cohorts import rules as cohort_rules
from peerreview.ui import navigation, panels

AT_HOME = 2
ON_PERSON = 4
OF_A_GROUP = 10
VOICES_ON_PERSON = 5

navigation.offer(
    "account",
    _("Endorsements"),
    "endorsements",
    icon="hand-heart",
    order=15,
    audience=navigation.members,
)


navigation.offer(
    "account", _("Skills"), "skills", icon="compass", order=17, audience=navigation.members
)


@panels.offer("home", template="endorsements/_home.html", order=60)
def newest_words(request: HttpRequest, _subject: Any) -> dict[str, Any] | None:
    """What waits for me to say who may read it, what I am asked, and the newest that others say."""
    me = request.user.pk
    newest = list(queries.words_on(me)[:AT_HOME])
    waits = queries.waiting_for(me).exists()
    is_asked = queries.requests_to(me).exists()
    if not newest and not waits and not is_asked:
        return None
    return {"endorsements": newest, "waits": waits, "is_asked": is_asked}


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
        "endorsements": [row for row in newest[:ON_PERSON] if not row.is_note],
        "notes": [row for row in newest[:ON_PERSON] if row.is_note],
        "has_more": len(newest) > ON_PERSON,
        "may_endorse": may_endorse,
        "is_own": is_own,
        "names_open": is_own or may_endorse,
    }


@panels.offer("review-done", template="endorsements/_vouch.html", order=5)
def would_you_vouch(request: HttpRequest, review: Any) -> dict[str, Any] | None:
    """After a review I handed in: whether I would vouch for a skill I saw. Once answered, the answer."""
    offer = vouching.offer_for(request.user, review.uuid)
    return {"offer": offer} if offer else None


@panels.offer("cohort", template="endorsements/_group_voices.html", order=60)
def voices_of_group(request: HttpRequest, cohort: Any) -> dict[str, Any] | None:
    """The reader's own row of who could vouch for whom, and the way to all of it."""
    if not cohort.is_study_group:
        return None
    table = circles.table(cohort, request.user)
    own = next((row for row in table.rows if row.is_reader), None)
    return {"group": cohort, "seen_by": own.seen_by if own else 0, "is_guest": own is None}


@panels.offer("cohort", template="endorsements/skills/_cohort_panel.html", order=70)
def skills_of_group(request: HttpRequest, cohort: Any) -> dict[str, Any] | None:
    """The frameworks of a group, for its members."""
    frameworks = list(skill_queries.frameworks_of(cohort)[:OF_A_GROUP])
    may_tend = cohort_rules.may_tend(request.user, cohort)
    if not frameworks and not may_tend:
        return None
    return {
        "cohort": cohort,
        "frameworks": frameworks,
        "may_tend": may_tend,
        "may_merge": rules.may_merge(request.user),
    }


@panels.offer("rubric", template="endorsements/skills/_rubric_panel.html")
def skills_of_rubric(request: HttpRequest, version: Any) -> dict[str, Any] | None:
    """Beside a rubric one may link: which skills its criteria show."""
    rubric = version.rubric
    return {"rubric": rubric} if rules.may_link(request.user, rubric) else None


@panels.offer("person", template="endorsements/_voices.html", order=21)
def independent_voices(request: HttpRequest, person: Any) -> dict[str, Any] | None:
    """What may be said to anybody who reads the page; nothing where there is no voice."""
    standings = weight_queries.weighed_skills_of(person.pk).filter(voices__gt=0)[:VOICES_ON_PERSON]
    lines = [explaining.Line(standing) for standing in standings]
    return {"lines": lines, "is_own": request.user == person} if lines else None
