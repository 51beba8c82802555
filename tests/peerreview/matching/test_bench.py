# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest

from tests.bench.matching import main
from tests.bench.matching_life import WAYS


@pytest.mark.slow
def test_the_bench_of_matching_prints_each_way_as_json(capsys):
    assert main(["--quick", "--json"]) == 0

    [rows] = json.loads(capsys.readouterr().out).values()
    waits = {row["way"]: row["median wait min"] for row in rows}
    assert list(waits) == [way.name for way in WAYS]
    assert waits["review now and calls"] < waits["first in, first out"]
