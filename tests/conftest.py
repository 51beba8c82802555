# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Few fixtures: four people, clients that run what waits for commit, and the outbox's worker."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from hypothesis import settings as examples

from peerreview.accounts.models import User
from peerreview.accounts.services import create_person
from peerreview.outbox import services as outbox
from tests import migrated

PASSWORD = "correct horse battery"

# Enough to find what is wrong by habit, the same in every run; `HYPOTHESIS_PROFILE=thorough` looks
# longer, and elsewhere each time.
examples.register_profile("quick", max_examples=10, deadline=None, derandomize=True)
examples.register_profile("thorough", max_examples=300, deadline=None)
examples.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


# Where real sockets, processes and browsers meet a clock, a busy machine can be late; a fault stays.
ON_THE_CLOCK = {"browser", "rooms", "faults"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: the browser's event loop stays, and other async tests need their own."""
    items.sort(key=lambda item: "browser" in item.path.parts)
    for item in items:
        if ON_THE_CLOCK & set(item.path.parts):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=1))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is there before Django looks: a copy of one that was migrated once."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """This worker's database, for as long as it runs."""
    database = settings.DATABASES["default"]
    if not settings.USES_POSTGRESQL:
        path = Path(database["TEST"]["NAME"])
        migrated.copy_to_file(path)
        yield
        path.unlink()
        return
    name = database.get("TEST", {}).get("NAME") or f"test_{database['NAME']}"
    migrated.on_server(settings.DATABASE_URL, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    migrated.copy_on_server(settings.DATABASE_URL, name)
    yield
    migrated.on_server(settings.DATABASE_URL, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@pytest.fixture(autouse=True)
def _own_language_and_zone() -> Iterator[None]:
    """A page read in Spanish leaves its thread Spanish; the next test starts from the settings."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Makes a person: `person("Dora")`."""

    def make(name: str, **fields: object) -> User:
        email = f"{name.lower().replace(' ', '.')}@example.org"
        return create_person(email=email, display_name=name, password=PASSWORD, **fields)

    return make


@pytest.fixture
def alice(person: Callable[..., User]) -> User:
    """The author."""
    return person("Alice")


@pytest.fixture
def ben(person: Callable[..., User]) -> User:
    """The reviewer."""
    return person("Ben")


@pytest.fixture
def fran(person: Callable[..., User]) -> User:
    """The facilitator."""
    return person("Fran")


@pytest.fixture
def charlie(person: Callable[..., User]) -> User:
    """Nobody: a member of nothing."""
    return person("Charlie")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which that person is signed in."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


@pytest.fixture
def deliver() -> Callable[[], int]:
    """Runs the outbox's worker until nothing is due."""
    return outbox.deliver_all
