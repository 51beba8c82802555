# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of badges is a person's own, and what goes when they delete their account."""

from datetime import datetime
from typing import Any

from badges.models import Award, Credential, Progress
from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving

personal.also("badges.Credential", "award__recipient")
personal.secret("badges.Credential", "identity_salt")


@on_leaving(order=2)
def withdraw_pages(user: Any, _now: datetime) -> None:
    """Who holds a signed document keeps it, and it still verifies; our pages show it to nobody."""
    Credential.objects.filter(award__recipient=user).update(is_public=False, identity_salt="")
    Award.objects.filter(recipient=user).update(printed_name="")
    Award.objects.filter(recipient=user, state=Award.State.OFFERED).delete()
    Progress.objects.filter(person=user).delete()
