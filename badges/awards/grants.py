# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of this is a person's own, and what goes when they delete their account."""

from datetime import datetime
from typing import Any

from badges.awards.models import Reconsideration
from badges.life_models import Refusal
from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving

personal.also("awards.Appeal", "refusal__person")
personal.also("awards.Reconsideration", "award__recipient")
personal.also("badges.Turn", "award__recipient")
# What somebody was refused is theirs; who refused has only that they did.
personal.withheld("badges.Refusal", "by")


@on_leaving(order=2)
def forget(user: Any, _now: datetime) -> None:
    """What was refused to them, and cases about their badges, lead nowhere any more."""
    Refusal.objects.filter(person=user).delete()
    Reconsideration.objects.filter(award__recipient=user).delete()
