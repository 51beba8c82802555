# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from tests.lives.double_blind import Life, stopped_clock
from tests.lives.recorder import Line

def test_life(transactional_db):
    line = Line()
    with stopped_clock() as clock:
        life = Life("zebulon", "kasimir", clock, line)
        life.live()
    line.close()
    from collections import Counter
    for side in (life.author, life.reviewer):
        print(Counter(s.channel for s in side.sent))
        print(Counter(s.name for s in side.sent))
    assert 0
