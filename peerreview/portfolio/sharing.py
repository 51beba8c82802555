# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Links for one reader each. Nothing in one tells of another, of the page's address, or who followed it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.kernel import clock, hashing, ids, text
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.services import emit
from peerreview.portfolio import queries
from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.events import LinkMade, LinkRevoked
from peerreview.portfolio.models import Link
from peerreview.portfolio.services import page_for

DAYS = (7, 30, 90, 365)
SALT = "peerreview.portfolio.link"


def token_of(link: Link) -> str:
    """The secret in the link's address: made of the site's secret, so that the table does not hold it."""
    return salted_hmac(SALT, str(link.uuid), algorithm="sha256").hexdigest()[:48]


@transaction.atomic
def make_link(
    *, person: User, audience: str, days: int, label: str = "", now: datetime | None = None
) -> Link:
    """A new link to one view. Raises Invalid, and Conflict for too many or without a guardian's consent."""
    at = now or clock.now()
    if audience not in Audience.values:
        raise Invalid("no-audience", _("Choose for whom the link is."), field="audience")
    if days not in DAYS:
        raise Invalid("no-days", _("Choose how long the link holds."), field="days")
    if person.is_sheltered:
        raise Conflict("no-guardian", _("A guardian has to agree before you can share your page."))
    page = page_for(person)
    if queries.links_of(page, at).count() >= queries.MOST_LINKS:
        raise Conflict("too-many", _("You have many links. Take some back first."))
    link = Link(
        uuid=ids.new_uuid(),
        page=page,
        audience=audience,
        label=text.one_line(label)[:80],
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    link.token_digest = hashing.digest_bytes(token_of(link).encode())
    link.save()
    emit(LinkMade(person_id=person.pk, audience=audience), now=at)
    return link


@transaction.atomic
def revoke_link(*, link: Link, now: datetime | None = None) -> None:
    """From now on it leads nowhere. Again changes nothing."""
    at = now or clock.now()
    if Link.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
        emit(LinkRevoked(person_id=link.page.person_id), now=at)
