# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an address to a notice of one's own."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing
from peerreview.notifications import queries
from peerreview.notifications.models import Notice


def own_notice(person: User, uuid: UUID) -> Notice:
    """A notice given to this person; to all others there is none."""
    notice = queries.notices_of(person, [uuid]).first()
    if notice is None:
        raise Missing("no-notice", _("There is no such notice."))
    return notice
