# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Entries and claims for tests, made by the services."""

from datetime import date
from typing import Any
from uuid import uuid4

from peerreview.accounts.models import User
from peerreview.cohorts.models import Cohort
from peerreview.hours import choosing, claiming, services
from peerreview.hours.claiming import Asked
from peerreview.hours.models import Claim, Entry
from peerreview.hours.services import Said

DAY = date(2024, 3, 4)


def an_entry(person: User, minutes: int = 90, day: date = DAY, **more: str) -> Entry:
    said = Said(day=day, minutes=minutes, description="Gave a talk on tides", **more)
    return services.declare(person=person, said=said, uuid=uuid4())


def a_claim(person: User, cohort: Cohort | None = None, **more: Any) -> Claim:
    """Of all there is in 2024."""
    asked = {
        "starts": date(2024, 1, 1),
        "ends": date(2024, 12, 31),
        "printed_name": "Alice Ainsworth",
        "cohort": cohort,
        **more,
    }
    if cohort is None:
        asked = {"approver_name": "Dora Dean", "approver_mail": "dora@district.example", **asked}
    keys = [each.key for each in choosing.choices(person, asked["starts"], asked["ends"])]
    return claiming.claim(person=person, asked=Asked(**asked), chosen=keys, uuid=uuid4())
