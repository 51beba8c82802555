# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Letters about allocation, in the reader's language. They say nothing of who reviews whom."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity


def invite(*, person_id: int, activity_id: int) -> None:
    """Ask somebody who offered it for one more review."""
    _send(
        person_id,
        activity_id,
        lambda: _("One more review is needed"),
        lambda title: (
            _(
                "In “%(title)s” there are too few reviews. You have done yours, and you offered to do "
                "more: please write one more. You can take your offer back on the same page."
            )
            % {"title": title}
        ),
    )


def tell_unreadable(*, person_id: int, activity_id: int) -> None:
    """Tell an author that their work cannot be opened. By whom is nobody's business."""
    _send(
        person_id,
        activity_id,
        lambda: _("Your work could not be opened"),
        lambda title: (
            _(
                "Two people who were to review your work in “%(title)s” could not open it, or a link in "
                "it. Look at it as a reader would, and ask who looks after the activity how to mend it."
            )
            % {"title": title}
        ),
    )


def _send(
    person_id: int, activity_id: int, subject: Callable[[], str], body: Callable[[str], str]
) -> None:
    person = User.objects.filter(pk=person_id, is_active=True).first()
    activity = Activity.objects.filter(pk=activity_id).first()
    if person is None or activity is None:
        return
    with translation.override(person.language):
        address = settings.SITE_URL + reverse("activity", args=[activity.uuid])
        send_mail(subject(), f"{body(activity.title)}\n\n{address}\n", None, [person.email])
