# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Somebody deletes their account in the middle of an activity."""

import pytest

from peerreview.accounts.models import User
from peerreview.accounts.services import erase_person
from peerreview.activities import queries
from peerreview.kernel.errors import Conflict, NotAllowed
from peerreview.outbox.models import Delivery
from peerreview.outbox.services import deliver_all
from peerreview.reviews.visibility import views_of
from tests.peerreview import reviewing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(fran, alice, ben, person):
    """Ben has reviewed Alice, and has handed in; he has begun to review Dora."""
    dora = person("Dora")
    cohort = reviewing.cohort_of(alice, ben, dora, facilitator=fran)
    activity = reviewing.activity_in(cohort, blindness="open")
    of_alice = reviewing.submission_by(alice, activity)
    reviewing.reviewed(ben, activity)
    of_dora = reviewing.submission_by(dora, activity, minutes=1)
    reviewing.draft(reviewing.duty(ben, activity))
    reviewing.submission_by(ben, activity, minutes=2)
    return activity, of_alice, of_dora


def test_the_name_goes_and_the_work_stays(world, ben, alice):
    activity, of_alice, of_dora = world
    erase_person(user=ben, by=ben)
    deliver_all()

    gone = User.objects.get(pk=ben.pk)
    assert gone.display_name.startswith("Former member")
    assert not User.objects.filter(email="ben@example.org").exists()
    of_dora.refresh_from_db()
    assert of_dora.reviews_leased == 0
    [view] = views_of(alice, of_alice)
    assert view.reviewer_name == gone.display_name
    # Nobody had begun to review what Ben handed in.
    assert queries.live_submission(activity, gone) is None
    assert not Delivery.objects.exclude(state=Delivery.State.DONE).exists()
    assert not queries.participants(activity).filter(pk=ben.pk).exists()


def test_a_last_facilitator_hands_over_first(world, fran, alice):
    with pytest.raises(Conflict) as refused:
        erase_person(user=fran, by=fran)
    assert "Digital cultures" in refused.value.message
    with pytest.raises(NotAllowed):
        erase_person(user=alice, by=fran)
