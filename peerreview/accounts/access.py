# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address to a person."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts import rules
from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing


def person_for_reader(reader: Any, uuid: UUID) -> User:
    """The person, if the reader may see their page. "None" and "not for you" sound the same."""
    person = User.objects.filter(uuid=uuid).first()
    if person is None or not rules.may_see_person(reader, person):
        raise Missing("no-person", _("There is no profile here that you may see."))
    return person
