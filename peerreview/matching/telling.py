# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The one way in which matching tells a person something: a notice on the page they have open, and a
letter when they have none. Nothing says whose work it is, and nobody is named."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity


@dataclass(frozen=True)
class Said:
    """A message in the person's language; `url` is a path of this site."""

    kind: str
    title: str
    body: str
    url: str


InWords = Callable[[User, Activity], Said]


def call_in_words(person: User, activity: Activity) -> Said:
    """Somebody waits for a first review, and this person could write it."""
    with translation.override(person.language):
        named = {"title": activity.title}
        return Said(
            kind="review-called",
            title=_("Somebody waits for a first review in “%(title)s”.") % named,
            body=_(
                "A work in “%(title)s” has no reader yet, and feedback helps most while it is fresh. "
                "If you have half an hour, open the page below: you are given the work that needs a "
                "reader most. Not now? Do nothing, and you are not asked again for this work. You "
                "can switch these calls off on the same page."
            )
            % named,
            url=reverse("review-now", args=[activity.uuid]),
        )


def facilitator_in_words(person: User, activity: Activity) -> Said:
    """A work still has no reader after everybody else was asked."""
    with translation.override(person.language):
        named = {"title": activity.title}
        return Said(
            kind="work-unanswered",
            title=_("A work in “%(title)s” still waits for a first review.") % named,
            body=_(
                "Those who are here, those who owe reviews and those who offered more were asked for "
                "a first review of a work in “%(title)s”, and nobody has begun. The page below shows "
                "what waits; you can give it to somebody by hand."
            )
            % named,
            url=reverse("desk-now", args=[activity.uuid]),
        )


def write(person: User, said: Said) -> None:
    """The letter."""
    send_mail(said.title, f"{said.body}\n\n{settings.SITE_URL}{said.url}\n", None, [person.email])
