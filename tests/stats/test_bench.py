# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest

from tests.bench.consensus import main


@pytest.mark.slow
def test_bench_prints_every_table_as_json(capsys):
    assert main(["--quick", "--json"]) == 0

    tables = json.loads(capsys.readouterr().out)

    assert list(tables) == [
        "demands",
        "error",
        "coverage",
        "careless",
        "badges",
        "staff",
        "one artifact",
        "cost",
    ]
    assert len(tables["error"]) == 16
