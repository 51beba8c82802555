# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Nobody writes a rule for themselves, and not everybody speaks for the site."""

import pytest
from django.urls import reverse

from badges import queries, services
from badges.issuers.models import Role, Seat
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import NotAllowed
from peerreview.outbox import services as outbox
from tests import worlds
from tests.badges.earning import an_achievement, vouch

pytestmark = pytest.mark.django_db


def test_who_defined_a_badge_does_not_earn_it(alice, ben, fran, client_of):
    worlds.a_cohort(fran, [alice, ben])
    worlds.a_cohort(alice, [ben])
    own, others = an_achievement("Own", by=alice), an_achievement("Others")
    vouch(ben, alice)
    outbox.deliver_all()

    assert [award.achievement for award in queries.awards_of(alice.pk)] == [others]
    page = client_of(alice).get(reverse("achievement", args=[own.uuid])).content.decode()
    assert "You defined this badge" in page
    assert "Ask for it" not in page


def test_who_convenes_a_study_group_does_not_speak_for_the_site(alice):
    cohorts.create_cohort(name="Thursdays", kind=Cohort.Kind.STUDY_GROUP, by=alice)

    with pytest.raises(NotAllowed):
        an_achievement(by=alice)


def test_on_an_open_site_staff_speak_for_it_and_whom_they_trust(alice, fran, settings):
    worlds.a_cohort(fran, [alice])
    settings.SITE_BADGES = "staff"
    with pytest.raises(NotAllowed):
        an_achievement(by=fran)

    Seat.objects.create(issuer=services.site_issuer(), person=fran, role=Role.DESIGNER)
    assert an_achievement(by=fran).created_by == fran
