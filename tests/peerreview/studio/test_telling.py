# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is told that a studio was opened, has begun, and has a record: each once, and nobody else."""

from collections.abc import Callable

import pytest

from peerreview.accounts.models import User
from peerreview.cohorts.services import leave_cohort
from peerreview.notifications.models import Notice
from peerreview.studio import presence, services
from tests.peerreview.studio import scene
from tests.peerreview.studio.scene import Studio

pytestmark = pytest.mark.django_db


@pytest.fixture
def studio(alice: User, ben: User, person: Callable[..., User]) -> Studio:
    return scene.a_studio(alice, ben, person("Dora"))


def told(kind: str) -> list[str]:
    """Who was told that, once for each time."""
    notices = Notice.objects.filter(kind=kind).order_by("person__display_name")
    return list(notices.values_list("person__display_name", flat=True))


def test_the_group_is_told_that_a_studio_is_open_but_not_who_opened_it(studio: Studio) -> None:
    session = studio.session
    services.start(
        group=studio.group,
        version=session.version,
        rubric_version=session.rubric_version,
        by=studio.seats["Alice"].person,
        key=session.uuid,
    )

    assert told("studio-opened") == ["Ben", "Dora"]
    notice = Notice.objects.first()
    assert notice.link == f"/studios/{session.uuid}/"
    assert notice.params == {"work": "Tides of the north", "group": "Thursday evenings"}


def test_who_is_not_in_the_room_is_told_that_it_has_begun(studio: Studio) -> None:
    presence.rise(studio.seats["Dora"].pk)

    studio.act("Alice", "open")
    studio.seal("Alice", 1, 1, 1)
    studio.act("Alice", "reveal", go_on="yes")
    studio.act("Alice", "open")

    assert told("studio-begun") == ["Dora"]


def test_who_took_part_and_whose_work_it_is_are_told_of_the_record(
    studio: Studio, charlie: User
) -> None:
    scene.worlds.join_with_code(code=studio.group.join_code, by=charlie)
    studio.act("Alice", "hand_over", to=studio.seats["Ben"].uuid)
    leave_cohort(cohort=studio.group, by=studio.seats["Dora"].person)

    studio.act("Ben", "end")

    # Ben ended it, Charlie was not there, Dora may no longer read it.
    assert told("studio-recorded") == ["Alice"]
    assert Notice.objects.get(kind="studio-recorded").link.endswith("/record/")
