# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the clock tells: once, and only those whom it concerns."""

from datetime import timedelta

import pytest
from django.utils import timezone

from peerreview.activities import reminding
from peerreview.activities.extending import extend
from peerreview.activities.stages import Act
from peerreview.allocation import telling
from peerreview.notifications.models import Notice
from tests import worlds
from tests.peerreview import reviewing

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def activity(alice, ben, fran, now):
    """Opened ten days ago; handing in ends in six."""
    fields = {"submit_by": now + 6 * DAY, "review_by": now + 9 * DAY}
    began = now - 10 * DAY
    return worlds.a_cohort_activity(fran, [alice, ben], now=began, opens_at=began, **fields)


def told(kind):
    rows = Notice.objects.filter(kind=kind).select_related("person")
    return sorted(row.person.display_name for row in rows)


def test_an_opening_is_told_to_who_takes_part_once(alice, ben, charlie, fran, now):
    worlds.a_cohort_activity(fran, [alice, ben], now=now, opens_at=now)

    for hours in (0, 1, 30):
        reminding.keep_time(now=now + hours * HOUR)

    assert told("stage-opened") == ["Alice", "Ben"]


def test_who_has_not_handed_in_is_reminded_once_a_day_before(activity, alice, ben, now):
    worlds.a_text_submission(activity, alice, now=now)
    reminding.keep_time(now=now + 4 * DAY)
    assert told("due-soon") == []

    for hours in (1, 2, 20):
        reminding.keep_time(now=now + 5 * DAY + hours * HOUR)

    assert told("due-soon") == ["Ben"]


def test_who_has_more_time_is_reminded_by_their_own_date(activity, alice, ben, fran, now):
    extend(activity=activity, people=[ben], stage=Act.SUBMIT, until=now + 8 * DAY, reason="Ill.", by=fran, now=now)  # fmt: skip

    reminding.keep_time(now=now + 5 * DAY + HOUR)
    assert told("due-soon") == ["Alice"]
    for hours in (1, 2):
        reminding.keep_time(now=now + 7 * DAY + hours * HOUR)

    assert told("due-soon") == ["Alice", "Ben"]


def test_a_short_stage_is_not_near_its_end_when_it_begins(fran, alice, now):
    worlds.a_cohort_activity(fran, [alice], now=now, opens_at=now, submit_by=now + 4 * HOUR)

    reminding.keep_time(now=now + HOUR)
    assert told("due-soon") == []
    reminding.keep_time(now=now + 3 * HOUR)

    assert told("due-soon") == ["Alice"]


def test_who_owes_reviews_is_reminded(activity, alice, ben, now):
    worlds.a_text_submission(activity, alice, now=now)

    for _ in range(2):
        telling.remind_reviewers(now=now + 8 * DAY + HOUR)

    assert told("due-soon") == ["Alice"]


def test_a_duty_nearly_over_is_warned_of_once(activity, alice, ben, now):
    worlds.a_text_submission(activity, alice, now=now)
    worlds.a_text_submission(activity, ben, now=now)
    duty = reviewing.duty(ben, activity, now=now)

    assert telling.warn_of_lapse(now=duty.lease_until - HOUR) == 0
    soon = duty.lease_until - timedelta(minutes=10)
    assert [telling.warn_of_lapse(now=soon) for _ in range(2)] == [1, 0]

    [notice] = Notice.objects.filter(kind="duty-expiring")
    assert notice.person == ben
    assert "Alice" not in str(notice.params) + notice.link
