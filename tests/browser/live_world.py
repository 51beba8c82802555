# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Fills a new site for the live tests and prints what they need as JSON: `python -m tests.browser.live_world`.

Alice handed in, Ben and Dora review it, Fran facilitates. Each session key signs its person in.
"""

import json
import os
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerreview.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  needs the apps loaded
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from peerreview.accounts.models import User  # noqa: E402
from peerreview.accounts.services import create_person  # noqa: E402
from peerreview.allocation.services import next_assignment  # noqa: E402
from peerreview.reviews.drafting import open_review  # noqa: E402
from tests import worlds  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies["sessionid"].value


def build() -> dict[str, str]:
    call_command("migrate", interactive=False, verbosity=0)
    now, day = timezone.now(), timedelta(days=1)
    people = {
        name: create_person(email=f"{name.lower()}@example.org", display_name=name)
        for name in ("Alice", "Ben", "Dora", "Fran")
    }
    alice, ben, dora, fran = people.values()
    cohort = worlds.a_cohort(fran, [alice, ben, dora])
    activity = worlds.a_cohort_activity(
        fran, cohort=cohort, now=now - day, opens_at=now - day, submit_by=now + day
    )
    submission = worlds.a_text_submission(activity, alice, title="Tides of the north", now=now)
    reviews = [
        open_review(assignment=next_assignment(activity=activity, reviewer=reviewer))
        for reviewer in (ben, dora)
    ]
    return {
        "submission": f"/submissions/{submission.uuid}/",
        "board": f"/activities/{activity.uuid}/board/",
        "ben_desk": f"/reviews/{reviews[0].uuid}/",
        "dora_desk": f"/reviews/{reviews[1].uuid}/",
        **{name.lower(): session_of(user) for name, user in people.items()},
    }


if __name__ == "__main__":
    print(json.dumps(build()))
