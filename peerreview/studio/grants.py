# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may read a work that was opened to a group; what of the studio is a person's own; leaving."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving
from peerreview.accounts.models import User
from peerreview.artifacts import attribution, registry
from peerreview.studio import queries, services
from peerreview.studio.models import Session

registry.may_read(queries.may_read_version)
# Whoever opens a work to their group is in the room by name.
attribution.may_know_owner(queries.may_read_version)
personal.also("studio.Ballot", "seat__person")
personal.also("studio.Remark", "seat__person")
personal.also("studio.Act", "seat__person")


@personal.section("studio sessions about my work")
def about_my_work(user: User) -> Iterator[dict[str, Any]]:
    """What was rated and said there, without a word of who did; of sealed ballots nothing."""
    sessions = Session.objects.filter(version__artifact__owner=user).order_by("pk")
    for session in sessions.select_related("version"):
        yield {
            "session": str(session.uuid),
            "work": session.version.title,
            "started_at": session.started_at,
            "ended_at": session.ended_at,
            "ratings": [
                {"round": each.round, "levels": each.levels, "words": each.words}
                for each in queries.revealed_ballots(session)
            ],
            "said": [
                {"kind": each.kind, "text": each.text, "place": each.place}
                for each in queries.remarks_of(session)
            ],
        }


@on_leaving(order=20)
def leave_studios(user: User, now: datetime) -> None:
    """Before works are erased, with which their sessions go."""
    services.leave_all(person=user, now=now)
