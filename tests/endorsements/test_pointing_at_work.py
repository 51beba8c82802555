# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An endorsement points at handed-in work, where names are open; never where they are not."""

import pytest
from django.urls import reverse

from endorsements import queries, services
from endorsements.models import Endorsement
from peerreview.activities import services as activities
from peerreview.artifacts import services as artifacts
from peerreview.rubrics.services import publish_library
from tests.endorsements.conftest import REASON

TITLE = "Flood map of the lower valley"


@pytest.fixture
def hand_in(cohort, fran, alice):
    """Alice hands in, in an activity of that blindness; gives the frozen version."""

    def make(blindness):
        activity = activities.open_activity(
            kind="cohort",
            cohort=cohort,
            title="A map",
            brief="Draw one.",
            rubric_version=publish_library()[0],
            blindness=blindness,
            by=fran,
        )
        draft = activities.start_entry(activity=activity, by=alice)
        artifacts.add_text(version=draft, by=alice, source="The map.")
        draft.refresh_from_db()
        artifacts.save_draft(version=draft, by=alice, title=TITLE, base_revision=draft.revision)
        return activities.submit(activity=activity, version=draft, by=alice).version

    return make


@pytest.mark.parametrize(
    ("blindness", "for_peer", "for_facilitator"), [("open", True, True), ("double", False, True)]
)
def test_who_may_know_the_maker_may_point_at_the_work(
    hand_in, alice, ben, fran, charlie, blindness, for_peer, for_facilitator
):
    version = hand_in(blindness)

    got = [queries.work_to_point_at(user, alice) == [version] for user in (ben, fran, charlie)]

    assert got == [for_peer, for_facilitator, False]


def test_the_work_is_named_to_the_two_and_to_nobody_else(
    hand_in, cohort, alice, ben, fran, skill, client_of
):
    version = hand_in("open")
    sent = {"skill": skill.uuid, "reason": REASON, "version": str(version.uuid)}

    client_of(ben).post(reverse("endorse", args=[alice.uuid]), sent)

    given = Endorsement.objects.get()
    services.accept(endorsement=given, by=alice)
    assert given.version == version
    assert TITLE in client_of(alice).get(reverse("endorsements")).content.decode()
    assert TITLE in client_of(ben).get(reverse("endorsements-given")).content.decode()
    page = client_of(fran).get(reverse("person", args=[alice.uuid])).content.decode()
    assert REASON in page
    assert TITLE not in page


def test_work_of_a_blind_activity_is_neither_offered_nor_taken(
    hand_in, alice, ben, skill, client_of
):
    version = hand_in("double")
    client, url = client_of(ben), reverse("endorse", args=[alice.uuid])

    offered = client.get(url).content.decode()
    client.post(url, {"skill": skill.uuid, "reason": REASON, "version": str(version.uuid)})

    assert TITLE not in offered
    assert str(version.uuid) not in offered
    assert Endorsement.objects.get().version is None
