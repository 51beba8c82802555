# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The mail to facilitators: that there is something to look at, and where. Nobody is named in it."""

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.cohorts.models import Membership
from peerreview.moderation import queries


def write(*, activity_id: int, new: int) -> int:
    """Write to each facilitator of the activity; how many these were."""
    activity = queries.activity_by_id(activity_id)
    people = _facilitators(activity) if activity else []
    for person in people:
        with translation.override(person.language):
            _write(person, activity, new)
    return len(people)


def _facilitators(activity: Activity) -> list[User]:
    if activity.cohort_id is None:
        return [activity.created_by]
    seats = Membership.objects.filter(
        cohort=activity.cohort_id, left_at=None, role=Membership.Role.FACILITATOR
    )
    return list(User.objects.filter(pk__in=seats.values("user"), is_active=True).order_by("pk"))


def _write(person: User, activity: Activity, new: int) -> None:
    subject = _("To look at: %(activity)s") % {"activity": activity.title}
    found = ngettext(
        "%(count)s pattern in the reviews of “%(activity)s” is worth a look.",
        "%(count)s patterns in the reviews of “%(activity)s” are worth a look.",
        new,
    ) % {"count": new, "activity": activity.title}
    harmless = _(
        "Nothing has been done to anybody. Each comes with what else could explain it; most turn "
        "out to be harmless."
    )
    address = settings.SITE_URL + reverse("signals", args=[activity.uuid])
    send_mail(subject, f"{found}\n\n{harmless}\n\n{address}\n", None, [person.email])
