# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure matching: ``python -m tests.bench.matching``.

A simulated week (``matching_life``: arrivals by day and night, drop-out, people who walk away), for
a cohort of each size: how long works wait for their first review, and whether what their authors
were told held (80 % is promised), against first in, first out. By the product's own pure code; each
figure is the mean over ``--runs`` weeks. ``--quick`` is smaller, ``--json`` prints JSON.
"""

import argparse
import json
import sys

import numpy as np

from tests.bench import sites
from tests.bench.matching_life import WAYS, Life, figures


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args(arguments)
    sizes = (30,) if options.quick else (30, 120, 300)
    runs = 1 if options.quick else options.runs
    tables = {
        f"{size} learners, 30 % drop-out": [_mean(way, size, runs) for way in WAYS]
        for size in sizes
    }
    texts = (sites.table(name, rows) for name, rows in tables.items())
    print(json.dumps(tables, indent=1) if options.json else "\n\n".join(texts))
    return 0


def _mean(way, learners: int, runs: int) -> dict:
    weeks = [
        figures(Life(way, learners=learners, needed=3, dropout=0.3, seed=seed).run())
        for seed in range(runs)
    ]
    names = [name for name in weeks[0] if name != "way"]
    means = {name: round(float(np.nanmean([week[name] for week in weeks])), 1) for name in names}
    return {"way": way.name, **means}


if __name__ == "__main__":
    sys.exit(main())
