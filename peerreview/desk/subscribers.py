# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the desk does when something happened: mail goes out, invitations are taken up."""

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.desk import mail, services
from peerreview.desk.events import LetterAddressed, PersonInvited
from peerreview.desk.models import LetterCopy, RosterEntry
from peerreview.outbox.registry import on


@on(LetterAddressed)
def tell_of_letter(event: LetterAddressed) -> None:
    """Tell one person of their copy, once; not people who have left the site since."""
    copies = LetterCopy.objects.select_related("letter__activity")
    copy = copies.filter(pk=event.copy_id, mailed_at=None, recipient__is_active=True).first()
    if copy:
        services.tell_of_letter(copy)


@on(PersonInvited)
def mail_invitation(event: PersonInvited) -> None:
    """Mail one invitation, once; not when it was taken up meanwhile."""
    entries = RosterEntry.objects.select_related("cohort", "added_by")
    entry = entries.filter(pk=event.entry_id, mailed_at=None, taken_at=None).first()
    if entry:
        services.mark_invited(entry)
        mail.send_invitation(entry)


@receiver(user_logged_in, dispatch_uid="desk.take_up_invitations")
def take_up(request: HttpRequest, user: User, **_details: Any) -> None:
    """Sent once every step of signing in is done, so an unconfirmed address takes nothing."""
    for cohort in services.take_up_invitations(user=user):
        messages.success(request, _("You have joined “%(name)s”.") % {"name": cohort.name})
