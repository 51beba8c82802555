# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Professional hours in the demo: stated by the facilitator, measured and declared by Lena, claimed and approved."""

from datetime import date, datetime, timedelta
from typing import Any

from peerreview.artifacts import services as artifacts
from peerreview.hours import approving, choosing, claiming, measuring, queries, services
from peerreview.hours.approving import Decision
from peerreview.hours.claiming import Asked
from peerreview.hours.services import Said
from peerreview.kernel import ids

STATED = {"reflection": 180, "artefact": 360}
SESSIONS = ((6, 9, 34), (4, 18, 21), (1.2, 20, 12))  # days ago, hour, minutes
OWN = (
    (20, 120, "Read and took notes on two chapters about teaching presence", "https://example.org/notes"),
    (12, 90, "Showed colleagues at school how we review each other’s work", ""),
    (5, 45, "Talk with a teacher in Ghana about working offline", ""),
)  # fmt: skip


def keep_hours(world: Any) -> None:
    """Hours are stated, measured, written down and claimed"""
    fran, lena = world.people["fran"], world.people["lena"]
    for key, minutes in STATED.items():
        services.state_hours(
            activity=world.activities[key],
            minutes=minutes,
            needs_reviews=key == "artefact",
            by=fran,
            now=world.ago(days=8),
        )
        services.settle(activity_id=world.activities[key].pk, now=world.ago(days=7))
    _work(world)
    for days, minutes, words, url in OWN:
        said = Said(day=_day(world, days), minutes=minutes, description=words, url=url)
        services.declare(person=lena, said=said, uuid=ids.new_uuid(), now=world.ago(days=days - 1))
    claim = _claim(world, "lena", world.ago(days=3), until=6, cohort=world.cohort)
    approving.decide(claim=claim, decision=Decision(act="approve"), by=fran, now=world.ago(days=2))
    claiming.let_be_checked(claim=claim, is_public=True, by=lena, now=world.ago(days=2))
    _claim(
        world, "lena", world.ago(days=1),
        approver_name="Professional learning office", approver_mail="office@district.example",
    )  # fmt: skip
    _claim(world, "chen", world.ago(days=0.5), cohort=world.cohort)


def _work(world: Any) -> None:
    """Lena at her draft, some minutes on three days."""
    lena = world.people["lena"]
    draft = artifacts.start_artifact(owner=lena, now=world.ago(days=7))
    for days, hour, minutes in SESSIONS:
        start = world.ago(days=days).replace(hour=hour, minute=5)
        for minute in range(minutes):
            at = start + timedelta(minutes=minute)
            measuring.beat(person=lena, place="editor", of=draft.uuid, now=at)


def _claim(world: Any, key: str, now: datetime, *, until: float | None = None, **asked: Any) -> Any:
    """Of all that is free from four weeks ago until then, or until so many days ago."""
    person = world.people[key]
    first = _day(world, 28)
    last = queries.today(now) if until is None else _day(world, until)
    chosen = [each.key for each in choosing.choices(person, first, last)]
    given = Asked(starts=first, ends=last, printed_name=person.display_name, **asked)
    return claiming.claim(person=person, asked=given, chosen=chosen, uuid=ids.new_uuid(), now=now)


def _day(world: Any, days: float) -> date:
    return queries.today(world.ago(days=days))
