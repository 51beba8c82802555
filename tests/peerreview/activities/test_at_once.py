# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What happens when the same thing is done from several places in the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from peerreview.activities import services
from peerreview.activities.models import Entry, Submission
from peerreview.outbox.models import Message
from peerreview.rubrics import library
from peerreview.rubrics.models import RubricVersion
from peerreview.rubrics.services import publish_library, publish_rubric
from tests.worlds import a_cohort_activity, a_text_draft

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.USES_POSTGRESQL, reason="SQLite lets one writer in at a time"),
]


def at_once(act, times=6):
    """The results of doing `act` in that many threads, each with its own connection."""

    def run(_number):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_many_clicks_at_once_hand_in_once(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    draft = a_text_draft(activity, alice)

    sent = at_once(lambda: services.submit(activity=activity, version=draft, by=alice))

    assert len(set(sent)) == Submission.objects.count() == 1
    assert Message.objects.filter(name="activities.SubmissionMade").count() == 1


def test_many_tabs_at_once_start_one_draft(fran, alice):
    activity = a_cohort_activity(fran, [alice])

    drafts = at_once(lambda: services.start_entry(activity=activity, by=alice))

    assert len(set(drafts)) == Entry.objects.count() == 1
    assert alice.artifacts.count() == 1


def test_many_clicks_at_once_withdraw_once(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    draft = a_text_draft(activity, alice)
    submission = services.submit(activity=activity, version=draft, by=alice)

    at_once(lambda: services.withdraw(submission=submission, by=alice))

    assert Message.objects.filter(name="activities.SubmissionWithdrawn").count() == 1


def test_many_clicks_at_once_publish_one_version(alice):
    made = at_once(lambda: publish_rubric(spec=library.CODE, owner=alice))

    assert len(set(made)) == RubricVersion.objects.count() == 1


def test_servers_that_start_at_once_ship_one_library(db):
    at_once(publish_library)

    assert RubricVersion.objects.count() == len(library.RUBRICS)
