# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Kinds of these tests' own, as an app would register them."""

from collections.abc import Callable

import pytest

from peerreview.accounts.models import User
from peerreview.notifications import registry, services
from peerreview.notifications.models import Choice, Notice, Preferences
from peerreview.notifications.registry import EMAIL, INBOX, PUSH, Kind, sentence

PLAIN = Kind(
    name="test-plain",
    group="work",
    label="Something was made",
    description="Each time.",
    say=sentence("“%(work)s” was made."),
    channels=frozenset({INBOX, EMAIL, PUSH}),
)
AT_ONCE = Kind(
    name="test-at-once",
    group="dates",
    label="A date is near",
    description="A day before.",
    say=sentence("Soon."),
    at_once=True,
)
REQUIRED = Kind(
    name="test-required",
    group="rights",
    label="It is about you",
    description="Always.",
    say=sentence("About you."),
    required="You always hear of this.",
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {kind.name: kind for kind in (PLAIN, AT_ONCE, REQUIRED)}
    monkeypatch.setattr(registry, "_kinds", {**registry._kinds, **own})


@pytest.fixture
def tell() -> Callable[..., Notice]:
    """`tell(alice, key="2")` → the notice."""

    def make(person: User, *, kind: Kind = PLAIN, key: str = "1", **fields: object) -> Notice:
        values = {"params": {"work": "Tides"}, "link": "/review/", **fields}
        services.notify(to=[person.pk], kind=kind, key=key, **values)
        return Notice.objects.get(person=person, kind=kind.name, key=key)

    return make


@pytest.fixture
def wants() -> Callable[..., None]:
    """`wants(alice, rhythm="now")`, `wants(alice, plain={"push"})`."""

    def make(
        person: User, *, rhythm: str = "daily", quiet: object = None, plain: object = None
    ) -> None:
        start, end = quiet or (None, None)
        Preferences.objects.update_or_create(
            person=person,
            defaults={"rhythm": rhythm, "quiet_from": start, "quiet_until": end},
        )
        if plain is not None:
            on = {channel: channel in plain for channel in registry.CHANNELS}
            Choice.objects.update_or_create(person=person, kind=PLAIN.name, defaults=on)

    return make
