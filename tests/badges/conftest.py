# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""For all tests of badges."""

import pytest

from badges import documents


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if others could reach this site: what it signs says where its status is."""
    monkeypatch.setattr(documents, "status_entry", documents.entry_at)
