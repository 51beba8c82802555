# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What tells who is on the other side, and when they did what: the words and moments to look for."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import formats, timezone, translation

from peerreview.accounts.models import User
from peerreview.aggregation.models import Outcome
from peerreview.dialogue.models import Annotation, Message, Rating, Task
from peerreview.reviews.models import Edit, Review
from tests.lives.double_blind import Life
from tests.lives.spellings import spellings

# Who is in one's cohort is known to everybody in it, and these pages are about that alone. What they
# show is held by the swap: it does not change with who wrote or reviewed what.
ABOUT_PEOPLE = {
    "cohort": "its members",
    "cohort-roster": "its members",
    "person": "a member's profile",
    "person-picture": "a member's picture",
    "endorse": "vouching for a member",
    "endorse-somebody": "choosing a member to vouch for",
    "endorsement-ask": "asking a member to vouch for oneself",
    "conflicts": "members whom one may say one is close to",
    "cohort-new": "every time zone there is, to choose the cohort's",
    "profile-edit": "every time zone there is, to choose one's own",
}


def words_of(person: User, session: str) -> dict[str, set[bytes]]:
    """Each identifier of a person with its spellings."""
    words = [
        person.display_name,
        *person.display_name.split(),
        person.email,
        person.email.partition("@")[0],
        str(person.uuid),
        person.time_zone,
        str(person.pk),
        f"{person.pk:,}",
        session,
        *([person.avatar.name.rpartition("/")[2]] if person.avatar else []),
    ]
    return {word: spellings(word) for word in words}


def words_of_author(life: Life) -> dict[str, set[bytes]]:
    """The author's, and what would link their works with each other."""
    artifact = str(life.author.person.artifacts.get().uuid)
    return {
        **words_of(life.author.person, life.author.session),
        artifact: spellings(artifact),
    }


def words_of_reviewer(life: Life) -> dict[str, set[bytes]]:
    """The reviewer's, and the addresses only they have."""
    reviews = Review.objects.filter(reviewer=life.reviewer.person).select_related("assignment")
    own = [str(uuid) for each in reviews for uuid in (each.uuid, each.assignment.uuid)]
    return {
        **words_of(life.reviewer.person, life.reviewer.session),
        **{uuid: spellings(uuid) for uuid in own},
    }


def moments_of_author(life: Life) -> set[datetime]:
    """When the author did something the reviewer may not know to the minute."""
    person = life.author.person
    found = {version.updated_at for version in person.artifacts.get().versions.all()}
    for submission in person.submissions.all():
        found |= {submission.submitted_at, submission.version.frozen_at}
    found |= set(Message.objects.filter(writer=person).values_list("at", flat=True))
    found |= set(Task.objects.filter(author=person).values_list("decided_at", flat=True))
    found |= set(Rating.objects.filter(by=person).values_list("at", flat=True))
    return found


def moments_of_reviewer(life: Life) -> set[datetime]:
    """The reviewer's, and those of results, which follow at once from what they do."""
    reviews = Review.objects.filter(reviewer=life.reviewer.person)
    found: set[datetime] = set()
    for review in reviews.select_related("assignment"):
        found |= {review.started_at, review.saved_at, review.submitted_at}
        found |= {review.assignment.leased_at}
    found |= set(Edit.objects.filter(review__in=reviews).values_list("at", flat=True))
    found |= set(Annotation.objects.filter(review__in=reviews).values_list("created_at", flat=True))
    found |= set(Message.objects.filter(writer=life.reviewer.person).values_list("at", flat=True))
    works = life.author.person.submissions.all()
    found |= set(Outcome.objects.filter(submission__in=works).values_list("computed_at", flat=True))
    return found


def written_moments(moments: Iterable[datetime], reader: User) -> dict[str, set[bytes]]:
    """Each moment as a page, a document or a header would write it, to the minute or finer."""
    return {moment.isoformat(): set(_written(moment, reader)) for moment in moments}


def _written(moment: datetime, reader: User) -> Iterable[bytes]:
    yield str(int(moment.timestamp())).encode()
    for zone in (UTC, ZoneInfo(reader.time_zone)):
        local = moment.astimezone(zone)
        yield local.strftime("%Y-%m-%dT%H:%M").encode()
        yield local.strftime("%Y-%m-%d %H:%M").encode()
        yield local.strftime("%d %b %Y %H:%M").encode()  # headers
        for language in ("en", "es"):
            with translation.override(language), timezone.override(zone):
                yield formats.date_format(local, "DATETIME_FORMAT").encode()
