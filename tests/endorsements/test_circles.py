# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who could vouch for whom in a study group, and voices from inside and outside."""

import pytest

from endorsements import circles, evidence
from endorsements.services import accept, add_skill, endorse
from peerreview import evidence as door
from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.services import leave_cohort
from peerreview.groups import services, swapping
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.peerreview import reviewing
from tests.peerreview.groups import circle
from tests.peerreview.studio.scene import a_work


@pytest.fixture
def owls(db: None) -> list[User]:
    return circle.people("Ana", "Ben", "Dora")


@pytest.fixture
def group(owls: list[User]) -> Cohort:
    return circle.group(*owls)


def vouch(by: User, of: User, **fields: object) -> None:
    """With a work of theirs that the group may read."""
    skill = add_skill(name="Giving feedback")
    reason = "Said exactly where the draft lost the thread."
    accept(
        endorsement=endorse(endorser=by, recipient=of, skill=skill, reason=reason, **fields), by=of
    )


def test_only_who_saw_the_work_under_an_open_name_is_in_the_table(group, owls) -> None:
    ana, ben, dora = owls
    open_, blind = (circle.exchange(group, *owls, is_blind=is_blind) for is_blind in (False, True))
    for round_ in (open_, blind):
        reviewing.submission_by(ana, round_.activity)
    reviewing.reviewed(ben, open_.activity)
    reviewing.reviewed(dora, blind.activity)
    table = circles.table(group, ana)
    own = table.rows[0]

    assert (own.person, own.is_reader) == (ana, True)
    assert [person.display_name for person in table.people] == ["Ana", "Ben", "Dora"]
    assert [cell.ground.titles if cell.ground else None for cell in own.cells] == [
        None, ("Tides of the north",), None,
    ]  # fmt: skip
    assert [row.seen_by for row in circles.table(group, dora).rows] == [0, 1, 0]


def test_members_are_inside_and_leaving_makes_nobody_a_voice_from_outside(group, owls) -> None:
    ana, ben, dora = owls
    mate = reviewing.learner("Mate")
    worlds.a_cohort(reviewing.learner("Fran"), [ana, mate])
    version = services.share(group=group, version=a_work(ana), by=ana).version
    for by in (ben, dora):
        vouch(by, ana, version=version)
    vouch(mate, ana)
    leave_cohort(cohort=group, by=dora)

    [fact] = evidence.group_facts(ana.pk)

    assert (fact.size, fact.members_vouching, fact.outside) == (2, 1, 0)
    assert fact.group_uuid == group.uuid
    assert circles.next_step(ana).endswith("A voice from outside is the next best step.")


def test_reviews_out_of_an_exchange_between_groups_are_voices_from_outside(group, owls) -> None:
    theirs = circle.group(*circle.people("Xia", "Yan", "Zoe"), name="Larks")
    them = theirs.created_by
    swap = circle.agreed(group, theirs, us=owls[0], them=them, works=1)
    for person in (owls[0], them):
        swapping.take_place(swap=swap, by=person)
    circle.all_hand_in(swap.activity, owls[0], them)
    for person in (them, owls[0]):
        reviewing.reviewed(person, swap.activity)
    deliver_all()

    fact = door.voices_fact(owls[0].pk, swap.activity.uuid)

    assert (fact.reviews, fact.outside_group) == (1, 1)


def test_reviews_of_the_own_group_are_not(group, owls) -> None:
    ana, ben, dora = owls
    round_ = circle.exchange(group, *owls)
    circle.all_hand_in(round_.activity, ana, ben, dora)
    for person in (ben, dora, ana, ben, dora, ana):
        reviewing.reviewed(person, round_.activity)
    deliver_all()

    fact = door.voices_fact(ana.pk, round_.activity.uuid)

    assert (fact.reviews, fact.outside_group) == (2, 0)
