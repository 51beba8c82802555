# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what over the API, and which badges it gives."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.idp.oidc.models import Client, Token
from django.db.models import Min, QuerySet

from badges.backpack import queries as backpack
from badges.connect import scopes
from badges.queries import credentials
from peerreview.accounts.models import User

CONTEXT = "https://www.w3.org/ns/credentials"


@dataclass(frozen=True)
class Grant:
    """What a bearer may do: for whom, by which scopes."""

    token_id: int
    person: User
    scopes: frozenset[str]


def grant(bearer: str) -> Grant | None:
    """The grant of an access token that is not over, of a person who is still here."""
    token = Token.objects.lookup(Token.Type.ACCESS_TOKEN, bearer)
    if token is None or token.user is None or not token.user.is_active:
        return None
    return Grant(token.pk, token.user, frozenset(token.get_scopes()))


# --- badges --------------------------------------------------------------------------------------
def badges_of(person: User, since: datetime | None) -> tuple[QuerySet, QuerySet]:
    """A person's badges: those issued here, and those of the third version they brought along, each
    oldest first."""
    own = credentials().filter(award__recipient=person, is_current=True)
    own = own.order_by("issued_at", "pk")
    kept = backpack.credentials_of(person.pk)
    if since:
        own, kept = own.filter(issued_at__gt=since), kept.filter(added_at__gt=since)
    return own, kept


def slice_of(own: QuerySet, kept: QuerySet, offset: int, limit: int) -> tuple[list[str], int]:
    """The documents of one page, and how many there are in all."""
    ours, theirs = own.count(), kept.count()
    found = list(own.values_list("document", flat=True)[offset : offset + limit])
    start = max(0, offset - ours)
    found += list(kept.values_list("content", flat=True)[start : start + limit - len(found)])
    return found, ours + theirs


# --- connected applications ----------------------------------------------------------------------
@dataclass(frozen=True)
class Connection:
    """An application somebody let in: what it may, since when."""

    client: Client
    may: list[Any]
    since: datetime


def connected(person: User) -> QuerySet[Client]:
    """The applications with a key to the person's badges, by name."""
    return (
        Client.objects.filter(token__user=person)
        .annotate(since=Min("token__created_at"))
        .order_by("name", "pk")
    )


def connections(person: User, clients: list[Client]) -> Iterator[Connection]:
    """The same with what each may do; one query more."""
    granted: dict[str, set[str]] = {}
    for token in Token.objects.filter(user=person, client__in=clients):
        granted.setdefault(token.client_id, set()).update(token.get_scopes())
    for client in clients:
        asked = granted.get(client.pk, set())
        may = [words for name, words in scopes.IN_WORDS.items() if name in asked]
        yield Connection(client, may, client.since)
