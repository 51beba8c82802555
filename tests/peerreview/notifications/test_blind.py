# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Of every kind there is: it can be said in each language, and a blind review stays blind."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from peerreview.notifications import registry, services
from peerreview.notifications.models import Notice
from peerreview.notifications.sending import send_due
from tests.peerreview import reviewing
from tests.peerreview.notifications.conftest import AT_ONCE

# All that apps give today; one that gives more adds it here.
PARAMS = {
    "work": "Tides", "activity": "A reflection", "badge": "Reader", "skill": "Listening",
    "act": "submit", "count": 2, "subject": "Hello", "group": "Thursday evenings", "title": "Tides",
    "words": "First talk", "reason": "Never answers.", "cohort": "Tides", "from": "2026-01-01", "to": "2026-02-01",
    "hours": "2", "day": "2026-12-01", "issuer": "Harbour schools", "body": "Hill schools",
}  # fmt: skip


@pytest.mark.parametrize("kind", registry.kinds(), ids=lambda kind: kind.name)
def test_every_kind_can_be_said(kind):
    for language in ("en", "es"):
        with translation.override(language):
            said = kind.say(PARAMS)
            assert said.title
            assert "%(" not in said.title + said.body
            assert str(kind.label)
            assert str(kind.description)


def test_neither_side_of_a_review_is_named_in_any_notice_or_mail(db):
    alice, ben = reviewing.learner("Alice"), reviewing.learner("Ben")
    cohort = reviewing.cohort_of(alice, ben, facilitator=reviewing.learner("Fran"))
    activity = reviewing.activity_in(cohort, reviews_needed=1, reviews_asked=1)
    reviewing.submission_by(alice, activity)
    reviewing.submission_by(ben, activity, minutes=5)
    reviewing.reviewed(ben, activity, levels=(3, 3, 3))

    [notice] = Notice.objects.filter(kind="review-arrived")
    services.notify(to=[alice.pk], kind=AT_ONCE, key="1")
    send_due(now=notice.at + timedelta(days=2))
    to_alice = [str(each.message()) for each in mail.outbox if each.to == [alice.email]]

    assert notice.person == alice
    assert to_alice
    assert not any("Ben" in text for text in [*to_alice, str(notice.params), notice.link])
