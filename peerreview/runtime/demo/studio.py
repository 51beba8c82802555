# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The study group's studio in the demo: one session that ended, and one that is open now."""

from datetime import datetime, timedelta
from typing import Any

from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort
from peerreview.kernel import ids
from peerreview.rubrics.models import RubricVersion
from peerreview.rubrics.queries import criteria_of
from peerreview.studio import agendas, commands, services
from peerreview.studio.models import Seat, Session

GROUP = "Thursday evenings"
PAST = (
    "What I kept from five weeks",
    "I came for the tools. I leave with **three questions**: who is missing, what is slow, and what would "
    "happen if nobody graded it.\n\nThe week I learnt most was the one in which nothing worked.",
)
OPEN = (
    "The library at night",
    "A sound walk through an empty library. *What do we keep quiet for?*\n\nI would like to know where you "
    "stopped listening.",
)  # fmt: skip
# Levels from 0 in the rubric's order; they may be more than the rubric has criteria.
FIRST = {
    "lena": (2, 1, 2, 1, 2),
    "amara": (1, 1, 0, 1, 2),
    "chen": (0, 2, 1, 1, 1),
    "umut": (2, 0, 1, 2, 1),
}
SECOND = {
    "lena": (1, 1, 1, 1, 2),
    "amara": (1, 1, 1, 1, 2),
    "chen": (1, 2, 1, 1, 1),
    "umut": (2, 1, 1, 2, 1),
}
SAID = (
    ("chen", "say", "I read it as a list of tools at first. The three questions come late."),
    ("amara", "say", "Read aloud it is different: the pause before “nobody graded it” carries it."),
    ("umut", "say", "Could the week in which nothing worked be the beginning?"),
)
NOTES = (
    ("lena", "note", "Begin with the week in which nothing worked."),
    ("chen", "note", "One question is enough if it is shown in a scene."),
)


def group_at_work(world: Any) -> None:
    """The study group meets in the studio"""
    group = Cohort.objects.get(name=GROUP)
    rubric = world.rubrics["artefact"]
    _past(world, group, rubric)
    session = _start(world, group, rubric, "umut", OPEN, world.ago(days=0.01))
    for key in ("lena", "dagny"):
        services.join(session=session, by=world.people[key], now=world.ago(days=0.005))


def _past(world: Any, group: Cohort, rubric: RubricVersion) -> None:
    at = world.ago(days=3)
    session = _start(world, group, rubric, "lena", PAST, at)
    seats = {key: services.join(session=session, by=world.people[key], now=at) for key in FIRST}
    steps: list[tuple[str, str, dict[str, str]]] = [("lena", "open", {})]
    steps += [(key, "seal", _ballot(rubric, 1, levels)) for key, levels in FIRST.items()]
    steps += [("lena", "reveal", {"go_on": "yes"})]
    steps += [(key, act, {"text": text}) for key, act, text in SAID]
    steps += [("lena", "open", {})]
    steps += [(key, "seal", _ballot(rubric, 2, levels)) for key, levels in SECOND.items()]
    steps += [("lena", "reveal", {"go_on": "yes"})]
    steps += [(key, act, {"text": text}) for key, act, text in NOTES]
    for key, act, fields in [*steps, ("lena", "end", {})]:
        at += timedelta(minutes=2)
        seat = Seat.objects.select_related("session__rubric_version").get(pk=seats[key].pk)
        commands.perform(seat=seat, command_id=ids.new_uuid(), act=act, fields=fields, now=at)


def _ballot(rubric: RubricVersion, number: int, levels: tuple[int, ...]) -> dict[str, str]:
    criteria = criteria_of(rubric)
    given = {f"level-{each.key}": str(value) for each, value in zip(criteria, levels, strict=False)}
    return {"round": str(number), **given}


def _start(
    world: Any, group: Cohort, rubric: RubricVersion, key: str, text: tuple[str, str], at: datetime
) -> Session:
    owner = world.people[key]
    return services.start(
        group=group,
        version=a_work(owner, text, at),
        rubric_version=rubric,
        agenda=agendas.agenda_of(agendas.REFLECTION),
        by=owner,
        now=at,
    )


def a_work(owner: Any, text: tuple[str, str], at: datetime) -> Version:
    """A draft of that person with a title and a text."""
    title, source = text
    draft = artifacts.start_artifact(owner=owner, now=at)
    artifacts.add_text(version=draft, by=owner, source=source, now=at)
    draft.refresh_from_db()
    return artifacts.save_draft(
        version=draft, by=owner, title=title, base_revision=draft.revision, now=at
    )
