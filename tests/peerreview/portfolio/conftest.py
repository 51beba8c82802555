# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The scene is built once for each module; every test gets it as it was."""

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.peerreview.portfolio import scene as scenes


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[scenes.Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield scenes.build()
        transaction.set_rollback(True)


@pytest.fixture
def scene(built: scenes.Scene, db: None) -> scenes.Scene:
    return copy.deepcopy(built)
