# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A study group in a studio, and what its people do there, through services."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.cache import cache

from peerreview.accounts.models import User
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort
from peerreview.rubrics.models import RubricVersion
from peerreview.rubrics.services import publish_rubric
from peerreview.studio import agendas, commands, presence, services
from peerreview.studio.models import Act, Seat, Session
from tests import worlds
from tests.peerreview import reviewing

KEYS = ("argument", "sources", "form")


@dataclass(frozen=True)
class Studio:
    """Alice opened her work to Ben and Dora; Alice facilitates."""

    group: Cohort
    session: Session
    seats: dict[str, Seat]

    def fresh(self) -> Session:
        """The session as it is now."""
        return Session.objects.get(pk=self.session.pk)

    def act(self, name: str, act: str, **fields: Any) -> Act:
        """Somebody does something."""
        values = {key: str(value) for key, value in fields.items()}
        seat = Seat.objects.select_related("session__rubric_version").get(pk=self.seats[name].pk)
        return commands.perform(seat=seat, command_id=uuid4(), act=act, fields=values)

    def seal(self, name: str, *levels: int, round: int = 1, **words: str) -> Act:
        """Somebody seals a ballot with these levels."""
        return self.act(name, "seal", **ballot(*levels, round=round), **words)


def ballot(*levels: int, round: int = 1) -> dict[str, Any]:
    """The fields of a ballot."""
    given = {f"level-{key}": level for key, level in zip(KEYS, levels, strict=True)}
    return {"round": round, **given}


def a_group(*people: User) -> Cohort:
    """A study group of these."""
    founder, *others = people
    return worlds.a_cohort(founder, others, name="Thursday evenings", kind="study_group")


def a_work(owner: User, *, title: str = "Tides of the north") -> Version:
    """A draft with a title and some text."""
    draft = artifacts.start_artifact(owner=owner)
    artifacts.add_text(version=draft, by=owner, source="The sea comes **twice** a day.")
    draft.refresh_from_db()
    return artifacts.save_draft(version=draft, by=owner, title=title, base_revision=draft.revision)


def a_rubric(owner: User) -> RubricVersion:
    """Three criteria of four levels."""
    return publish_rubric(spec=reviewing.RUBRIC, owner=owner)


def a_studio(*people: User, agenda: str = agendas.SHORT) -> Studio:
    """A session of a group of these; the first one's work, and all of them in the room."""
    cache.clear()
    owner = people[0]
    group = a_group(*people)
    session = services.start(
        group=group,
        version=a_work(owner),
        rubric_version=a_rubric(owner),
        agenda=agendas.agenda_of(agenda),
        by=owner,
    )
    seats = {each.display_name: services.join(session=session, by=each) for each in people}
    for each in people:
        seats[each.display_name].person = each  # at hand, also where the database may not be asked
        presence.sit(seats[each.display_name].pk)
    return Studio(group, session, seats)
