# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.peerreview.moderation import courts


@pytest.fixture
def court(fran) -> courts.Court:
    return courts.court(fran)
