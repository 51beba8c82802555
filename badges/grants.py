# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What of badges is a person's own, and what goes when they delete their account."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from badges import attesting, waiting
from badges.design_models import Draft
from badges.models import Award, Credential, Progress
from badges.rule_models import Approval, Decision, NotYet, Pursuit, Reflection
from badges.sources import deeds
from peerreview.accounts import personal
from peerreview.accounts.leaving import on_leaving

personal.also("badges.Credential", "award__recipient")
personal.secret("badges.Credential", "identity_salt")
# How reliably others review, and what each word weighs, is told to nobody.
personal.secret("badges.Decision", "evidence")

deeds.let_read(waiting.reads_as_assessor)


@on_leaving(order=2)
def withdraw_pages(user: Any, _now: datetime) -> None:
    """Who holds a signed document keeps it, and it still verifies; our pages show it to nobody."""
    Credential.objects.filter(award__recipient=user).update(is_public=False, identity_salt="")
    Award.objects.filter(recipient=user).update(printed_name="")
    Award.objects.filter(recipient=user, state=Award.State.OFFERED).delete()
    Progress.objects.filter(person=user).delete()
    for model in (Decision, Pursuit, Reflection):
        model.objects.filter(person=user).delete()
    for model in (Approval, NotYet):
        model.objects.filter(Q(person=user) | Q(by=user)).delete()
    Draft.objects.filter(by=user, published=None).delete()


@on_leaving(order=2)
def unsign(user: Any, now: datetime) -> None:
    """What they vouched for carries their name: it is revoked and kept nowhere. What others said of
    them is served no more."""
    attesting.forget(user, now=now)


@personal.section("badges.SignedEndorsement")
def signed_about_me(user: Any) -> Iterable[dict[str, Any]]:
    """The signed forms of what they gave and received."""
    return attesting.signed_of(user)
