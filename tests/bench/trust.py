# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure what endorsements weigh under attack: ``python -m tests.bench.trust``.

Communities are those of `tests.bench.vouching`, and families of others drawn at random, those of
`tests.bench.trust_worlds`. The threshold of each method and size comes from communities without
attackers: one in ten qualified honest members misses it. Figures only; nothing here passes or
fails. ``--quick`` is a smaller run, ``--full`` a larger one; ``--json`` prints JSON, no tables.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from endorsements import trust, trust_graph
from tests.bench import trust_worlds, vouching
from tests.bench.vouching import ATTACKS, NOW, QUALIFIED, UNQUALIFIED, Community, Recipe, community

Method = Callable[[Community], np.ndarray]
Row = dict[str, object]
MISS = 0.10
SIZES = {100: 60, 1_000: 40, 10_000: 4, 100_000: 1}
VARIANT_SIZE, VARIANT_RUNS, DRAWS = 2_000, 6, 20
FULL = 5  # times as many

BASE = Recipe()
MANY = replace(BASE, farm=0.02, fakes=10, ring=0.04, buyers=0.02)
VARIANTS = {
    "as above, more attackers": MANY,
    "seeds 1 %": replace(MANY, seeds=0.01),
    "seeds 10 %": replace(MANY, seeds=0.1),
    "few friends": replace(MANY, friends=2.0),
    "many friends": replace(MANY, friends=10.0),
    "nearly all in closed groups": replace(MANY, closed=0.9),
    "nearly all thank-you notes": replace(MANY, thanks=0.8),
    "8 assigned reviewers": replace(MANY, assigned=8),
    "3 assigned reviewers": replace(MANY, assigned=3),
    "bolder reviewers (.7, .1)": replace(MANY, vouches=(0.7, 0.1)),
    "only credible in the pool": replace(MANY, pool_is_gated=True),
    "fakes pass half of all work": replace(MANY, fakes_say_yes=0.5),
    "fakes pass nobody else": replace(MANY, fakes_say_yes=0.0),
    "fakes in a chain": replace(MANY, chained=True),
    "sleepers: fakes with an honest friend": replace(MANY, sleepers=True),
    "50 fakes each": replace(MANY, farm=0.005, fakes=50),
    "4 honest people fooled by each farm": replace(MANY, fooled=4),
    "16 bought by each": replace(MANY, bought=16),
    "rings of 25 to 50": replace(MANY, ring_size=(25, 50)),
}


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer, smaller communities")
    parser.add_argument("--full", action="store_true", help="five times as many communities")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    sizes = {100: 6, 1_000: 3} if options.quick else SIZES
    more = FULL if options.full else 1
    sizes = {members: runs * more for members, runs in sizes.items()}
    table = [row for members, runs in sizes.items() for row in _rows("", BASE, members, runs)]
    runs, members = (1, 1_000) if options.quick else (VARIANT_RUNS * more, VARIANT_SIZE)
    draws = 2 if options.quick else DRAWS * more
    families = [_family(name, draws) for name in trust_worlds.FAMILIES]
    variants = [
        row
        for name, recipe in VARIANTS.items()
        for row in _rows(name, recipe, members, runs, methods=("ours",))
    ]
    tables = {
        "demands": _demands(table),
        "methods": table,
        "other communities": variants,
        "communities drawn at random": [*families, *_over_all(families)],
        "one endorsement": [_at_once(max(sizes))],
    }
    print(json.dumps(tables, indent=1) if options.json else _text(tables))
    return 0


def raw_count(made: Community) -> np.ndarray:
    """How many endorse somebody."""
    return np.bincount(made.edges["dst"], minlength=made.n).astype(float)


def eigentrust(made: Community) -> np.ndarray:
    """Kamvar et al. 2003: the trust itself as the score."""
    edges, is_seed = made.edges, np.zeros(made.n, bool)
    is_seed[made.seeds] = True
    links = trust_graph.links_of(edges["src"], edges["dst"], np.ones(len(edges)), made.n)
    return trust_graph.flow(links, is_seed)


def ours(made: Community) -> np.ndarray:
    """`endorsements.trust.score`."""
    return trust.score(made.edges, made.seeds, n=made.n, now=NOW)[:, 0]


METHODS: dict[str, Method] = {"raw count": raw_count, "EigenTrust": eigentrust, "ours": ours}


def _rows(
    name: str, recipe: Recipe, members: int, runs: int, methods: Iterable[str] = METHODS
) -> list[Row]:
    clean = [community(vouching.attack_free(recipe), members, 10_000 + run) for run in range(runs)]
    attacked = [community(recipe, members, run) for run in range(runs)]
    label = {"community": name} if name else {}
    return [
        {**label, "method": method, "members": members, **_row(METHODS[method], clean, attacked)}
        for method in methods
    ]


def _row(method: Method, clean: list[Community], attacked: list[Community]) -> Row:
    honest = np.concatenate([method(made)[made.of(QUALIFIED)] for made in clean])
    threshold = max(np.quantile(honest, MISS, method="lower"), np.finfo(float).tiny)
    found: dict[str, list[float]] = defaultdict(list)
    for made in attacked:
        begun = time.process_time()
        scores = method(made)
        found["cpu s"].append(time.process_time() - begun)
        _tally(found, made, scores, scores >= threshold)
    shares = {key: float(np.mean(values)) for key, values in found.items()}
    row = {
        key: round(value, 3) if key in ("AUC", "cpu s") else round(100 * value, 1)
        for key, value in shares.items()
    }
    return {"threshold": round(float(threshold), 3), **row}


def _tally(
    found: dict[str, list[float]], made: Community, scores: np.ndarray, ok: np.ndarray
) -> None:
    good, bad = made.of(QUALIFIED), made.of(UNQUALIFIED)
    gated = ok & made.passes_rubric
    found["FRR"] += (~ok[good & ~made.is_closed]).tolist()
    found["FRR-sg"] += (~ok[good & made.is_closed]).tolist()
    found["unq"] += ok[bad].tolist()
    for kind, name in ATTACKS.items():
        found[name] += ok[made.of(kind)].tolist()
    found["AUC"].append(_auc(scores[good], scores[made.of(UNQUALIFIED, *ATTACKS)]))
    found["bunq"] += gated[bad].tolist()
    for kind, name in ATTACKS.items():
        found[f"b{name}"] += gated[made.of(kind)].tolist()


def _auc(good: np.ndarray, bad: np.ndarray) -> float:
    """How often a good one scores more than a bad one; ties are half."""
    values, place, many = np.unique(
        np.concatenate([good, bad]), return_inverse=True, return_counts=True
    )
    rank = np.cumsum(many) - (many - 1) / 2
    above = rank[place[: len(good)]].sum() - len(good) * (len(good) + 1) / 2
    return float(above / (len(good) * len(bad))) if len(values) else 0.5


def _family(name: str, draws: int) -> Row:
    """What attackers gain over unqualified honest members, each community with a threshold of its own."""
    found: dict[str, list[float]] = defaultdict(list)
    for number in range(draws):
        clean, attacked = trust_worlds.pair(trust_worlds.FAMILIES[name], number)
        threshold = np.quantile(ours(clean)[clean.of(QUALIFIED)], MISS, method="lower")
        scores = ours(attacked)
        _tally(found, attacked, scores, scores >= max(threshold, np.finfo(float).tiny))
    mean = {key: float(np.mean(values)) for key, values in found.items() if values}
    unqualified = mean["unq"]
    return {
        "family": name,
        **{key: round(100 * mean[key], 1) for key in ("FRR", "FRR-sg", "unq")},
        **{f"{key} gains": round(100 * (mean[key] - unqualified), 1) for key in ATTACKS.values()},
        **{f"b{key}": round(100 * mean[f"b{key}"], 1) for key in ATTACKS.values()},
        "AUC": round(mean["AUC"], 3),
        "lowest AUC": round(min(found["AUC"]), 3),
    }


def _over_all(families: list[Row]) -> list[Row]:
    """The mean over the families, and the worst of each column."""
    names = [name for name in families[0] if name != "family"]
    worst = {name: min if name.endswith("AUC") else max for name in names}
    return [
        {"family": "mean"}
        | {name: round(float(np.mean([row[name] for row in families])), 3) for name in names},
        {"family": "worst"} | {name: worst[name](row[name] for row in families) for name in names},
    ]


def _demands(table: list[Row]) -> list[Row]:
    """What is asked, and what was measured."""
    mine = [row for row in table if row["method"] == "ours" and row["members"] >= 1_000]
    everywhere = [row for row in table if row["method"] == "ours"]
    gap = max(row[name] - row["unq"] for row in everywhere for name in ATTACKS.values())
    rows = [
        ("AUC from 1 000 members on, lowest", min(row["AUC"] for row in mine), ">= .92"),
        ("an attack's gain over the unqualified, points, highest", gap, "<= 5"),
        ("closed groups refused more than others, points, highest",
         max(row["FRR-sg"] - row["FRR"] for row in mine), "<= 5"),
    ]  # fmt: skip
    for name, most in (("farm", 2), ("ring", 1), ("buy", 0)):
        rows.append(
            (f"{name} behind the rubric, %", max(row[f"b{name}"] for row in mine), f"<= {most}")
        )
    for row in mine:
        limit = {10_000: "<= 2", 100_000: "<= 5"}.get(row["members"])
        if limit:
            rows.append((f"CPU s, {row['members']} members", row["cpu s"], limit))
    return [
        {"what": what, "measured": round(float(value), 3), "asked": asked}
        for what, value, asked in rows
    ]


def _at_once(members: int) -> Row:
    """What it costs to count one new endorsement by a kept basis."""
    made = community(BASE, members, 0)
    basis = trust.weigh(made.edges, made.seeds, n=made.n, now=NOW).basis
    to = int(made.edges["dst"][0])
    near = np.append(made.edges["src"][made.edges["dst"] == to], to)
    few = made.edges[np.isin(made.edges["src"], near)]
    begun = time.process_time()
    found = trust.weigh(few, made.seeds, n=made.n, now=NOW, basis=basis)
    spent = time.process_time() - begun
    whole = trust.weigh(made.edges, made.seeds, n=made.n, now=NOW)
    return {
        "members": members,
        "edges read": len(few),
        "cpu s": round(spent, 4),
        "difference to scratch": float(abs(found.scores[to, 0] - whole.scores[to, 0])),
    }


def _text(tables: dict[str, list[Row]]) -> str:
    lines = []
    for name, rows in tables.items():
        lines += ["", name.upper()]
        heads = list(rows[0])
        cells = [heads, *([str(row[head]) for head in heads] for row in rows)]
        widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
        lines += [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in cells
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
