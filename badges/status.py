# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Status lists: a random place for each credential, and the lists as they are published.

A list has 131,072 places, of which at most half are taken: who asks for it does not tell which badge
they look at, and a place says nothing about when its badge was issued.
"""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from badges import keys, signing
from badges.models import SigningKey, StatusList, StatusPlace
from badges.openbadges import statuslist
from badges.openbadges.credential import build_status_list
from badges.openbadges.proof import format_time
from badges.openbadges.strictjson import dump_ascii
from peerreview.kernel.errors import Conflict

MOST_TAKEN = statuslist.MIN_ENTRIES // 2
# With half of the list free, this many tries all fail once in 10^19.
TRIES = 64
# A list is signed for a day, anew each hour: longer, and a withdrawn badge could be shown with an old
# list; shorter, and a verifier could not keep it.
PERIOD = timedelta(hours=1)
VALID = timedelta(hours=25)


def list_url(status_list: StatusList) -> str:
    """The stable address of a list."""
    return f"{settings.SITE_URL}{reverse('status-list', args=[status_list.uuid])}"


@transaction.atomic
def take_place(key: SigningKey) -> StatusPlace:
    """A place nobody has, in a list of the issuer as it is named now."""
    [place] = take_places(key, 1)
    return place


@transaction.atomic
def take_places(key: SigningKey, number: int) -> list[StatusPlace]:
    """So many places nobody has, each at random, in one list."""
    found = _open_list(key, number)
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                places = StatusPlace.objects.bulk_create(
                    StatusPlace(status_list=found, index=index) for index in _drawn(found, number)
                )
        except IntegrityError:  # somebody else drew the same just now
            continue
        StatusList.objects.filter(pk=found.pk).update(taken=F("taken") + number)
        return places
    raise _no_place()


def _drawn(found: StatusList, number: int) -> list[int]:
    """Random places of the list that are free as things stand."""
    free: dict[int, None] = {}
    for _try in range(TRIES):
        drawn = [secrets.randbelow(statuslist.MIN_ENTRIES) for _ in range(number - len(free))]
        taken = set(found.places.filter(index__in=drawn).values_list("index", flat=True))
        free |= dict.fromkeys(index for index in drawn if index not in taken)
        if len(free) == number:
            return list(free)
    raise _no_place()


def _no_place() -> Conflict:
    return Conflict("no-place", _("The badge could not be given a place. Please try again."))


def _open_list(key: SigningKey, number: int) -> StatusList:
    did = keys.issuer_id(key)
    found = StatusList.objects.filter(issuer_did=did, taken__lte=MOST_TAKEN - number).first()
    return found or StatusList.objects.create(key=key, issuer_did=did)


def set_bit(place: StatusPlace, at: datetime) -> None:
    """Say from now on, to everyone, that the credential is withdrawn."""
    StatusPlace.objects.filter(pk=place.pk, set_at=None).update(set_at=at)


def published(status_list: StatusList, at: datetime) -> str:
    """The signed list, the same text for an hour unless a bit is set. Nothing is written."""
    moment = at.replace(minute=0, second=0, microsecond=0)
    indexes = status_list.places.filter(set_at__isnull=False)
    name = f"badges-status-{status_list.uuid}-{indexes.count()}-{moment:%Y%m%d%H}"
    found = cache.get(name)
    if found is None:
        found = _signed(status_list, list(indexes.values_list("index", flat=True)), moment)
        cache.set(name, found, PERIOD.total_seconds())
    return found


def _signed(status_list: StatusList, indexes: list[int], moment: datetime) -> str:
    document = build_status_list(
        list_url(status_list),
        issuer_id=status_list.issuer_did,
        purpose="revocation",
        encoded=statuslist.encode(indexes),
        valid_from=format_time(moment),
        valid_until=format_time(moment + VALID),
    )
    return dump_ascii(signing.sign_status_list(document, status_list, at=moment), indent=1)
