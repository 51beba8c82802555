# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""While the database is away, who asks is told to come again."""

from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_database_that_is_away_is_a_503_with_when_to_retry(accept: str) -> None:
    client = Client(raise_request_exception=False, headers={"accept": accept})
    client.cookies["sessionid"] = "somebody"
    with patch.object(BaseDatabaseWrapper, "cursor", side_effect=OperationalError("away")):
        answer = client.post(
            f"/reviews/{uuid4()}/change/", {"field": "x"}, content_type="application/json"
        )

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Type"].startswith(accept)


def test_another_fault_is_a_500() -> None:
    client = Client(raise_request_exception=False, headers={"accept": "application/json"})
    client.cookies["sessionid"] = "somebody"
    with patch.object(BaseDatabaseWrapper, "cursor", side_effect=ZeroDivisionError):
        assert client.get("/tasks/").status_code == 500
