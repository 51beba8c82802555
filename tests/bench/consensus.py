# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Measure the consensus method on simulated cohorts: ``python -m tests.bench.consensus``.

Prints error against the truth beside mean, median and PG1, coverage of 95 % intervals, detection
of careless reviewers, the decisions a badge would take, what staff scores repair, the quick path
for one artifact, and the cost of a large cohort. Figures only; nothing here passes or fails.
``--quick`` is a smaller run, ``--json`` prints JSON instead of tables.
"""

import argparse
import json
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np

from peerreview.stats.consensus import consensus
from peerreview.stats.items import fit_cohort, summarise_item
from tests.bench.cohorts import LEVELS, RECIPES, Cohort, Recipe, simulate
from tests.bench.peer_grading import Estimate, mean, median, pg1

SCALE = (0.0, LEVELS)
THRESHOLD = 2.4
Z_BADGE = 1.2816  # P(true >= threshold) >= 0.9
Row = dict[str, object]


def main(arguments: list[str] | None = None) -> int:
    """Entry point; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer, smaller cohorts")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    learners, seeds = (300, 1) if options.quick else (1000, 3)
    cohorts = list(_grid(learners, seeds))
    tables = {
        "demands": [],
        "error": [_error_row(name, cases) for name, cases in cohorts],
        "coverage": [_coverage_row(name, cases) for name, cases in cohorts],
        "careless": [_careless_row(name, cases) for name, cases in cohorts],
        "badges": [row for name, cases in cohorts for row in _badge_rows(name, cases)],
        "staff": _staff_rows(learners, seeds),
        "one artifact": _quick_path_rows(learners),
        "cost": [_cost_row(10_000 if options.quick else 100_000)],
    }
    tables["demands"] = _demands(tables)
    print(json.dumps(tables, indent=1) if options.json else _text(tables))
    return 0


def _demands(tables: dict[str, list[Row]]) -> list[Row]:
    """What is asked of the method, and what was measured."""
    covered = [row["ours"] for row in tables["coverage"]]
    auc = [row["ours"] for row in tables["careless"] if " k=5 " in row["cohort"]]
    cost = tables["cost"][0]
    worse = [
        max(row["ours"] / row[m] for m in ("mean", "median", "pg1")) for row in tables["error"]
    ]
    return [
        _demand(
            "error, ours / best of mean, median and PG1, worst cohort",
            max(worse),
            "<= 1",
            max(worse) <= 1,
        ),
        _demand("95 % coverage, lowest", min(covered), ">= .90", min(covered) >= 0.90),
        _demand("95 % coverage, highest", max(covered), "<= .98", max(covered) <= 0.98),
        _demand("careless AUC at k = 5, lowest", np.nanmin(auc), ">= .95", np.nanmin(auc) >= 0.95),
        _demand("CPU s", cost["cpu s"], "<= 10", cost["cpu s"] <= 10),
        _demand(
            "peak MB of the process",
            cost["peak MB of the process"],
            "<= 500",
            cost["peak MB of the process"] <= 500,
        ),
    ]


def _demand(what: str, found: float, asked: str, is_met: bool) -> Row:
    return {"what": what, "measured": float(found), "asked": asked, "met": str(bool(is_met))}


def estimates(cohort: Cohort, rng: np.random.Generator) -> dict[str, Estimate]:
    """Every method on one cohort, per item 0 .. items - 1."""
    y = cohort.scores.mean(axis=1)
    ours = consensus(
        cohort.reviewer_ids,
        cohort.item_ids,
        cohort.scores,
        scale=SCALE,
        author_of_item=cohort.author_of_item,
    )
    columns = (cohort.reviewer_ids, cohort.item_ids, y)
    result = {"mean": mean(*columns), "median": median(*columns), "pg1": pg1(*columns, rng)}
    for name, key in (("ours", "scores"), ("unshrunk", "unshrunk"), ("posterior", "posterior")):
        se = ours["item_se" if key == "scores" else f"item_{key}_se"]
        result[name] = Estimate(ours[f"item_{key}"], se, ours["reviewer_reliability"])
    return result


Case = tuple[Cohort, dict[str, Estimate]]


def _grid(learners: int, seeds: int) -> Iterator[tuple[str, list[Case]]]:
    for name, recipe in RECIPES.items():
        for k, activities in ((3, 1), (5, 1), (3, 4), (5, 4)):
            label = f"{name} k={k} x{activities}"
            yield label, [_case(recipe, seed, learners, k, activities) for seed in range(seeds)]


def _case(recipe: Recipe, seed: int, learners: int, k: int, activities: int) -> Case:
    rng = np.random.default_rng(1000 + seed)
    cohort = _complete(simulate(recipe, rng, learners=learners, k=k, activities=activities))
    return cohort, estimates(cohort, rng)


def _complete(cohort: Cohort) -> Cohort:
    """Leave out artifacts that a ring left without reviews, so that all methods have the same."""
    items, item = np.unique(cohort.item_ids, return_inverse=True)
    authors = {new: cohort.author_of_item[int(old)] for new, old in enumerate(items)}
    return Cohort(
        cohort.reviewer_ids,
        item,
        cohort.scores,
        cohort.truth[items],
        cohort.criterion_truth[items],
        cohort.careless,
        authors,
    )


def _average(cases: list[Case], measure: Callable[[Cohort, Estimate], float]) -> dict[str, float]:
    methods = cases[0][1]
    return {m: float(np.mean([measure(c, found[m]) for c, found in cases])) for m in methods}


def rmse(cohort: Cohort, estimate: Estimate) -> float:
    """Root mean squared error, in levels."""
    return float(np.sqrt(np.mean((estimate.score - cohort.truth) ** 2)))


def coverage(cohort: Cohort, estimate: Estimate) -> float:
    """Share of truths inside the 95 % interval."""
    return float(np.mean(np.abs(estimate.score - cohort.truth) <= 1.96 * estimate.se))


def careless_auc(cohort: Cohort, estimate: Estimate) -> float:
    """P(a random careless reviewer ranks below a random attentive one); NaN without careless.

    Members of a ring are neither: they are left out here, and :func:`ring_auc` is theirs.
    """
    careless, ring = _kinds(cohort)
    return _auc(cohort, estimate, careless & ~ring, ~careless & ~ring)


def ring_auc(cohort: Cohort, estimate: Estimate) -> float:
    """P(a random member of a ring ranks below a random attentive reviewer); NaN without rings."""
    careless, ring = _kinds(cohort)
    return _auc(cohort, estimate, ring, ~careless & ~ring)


def all_auc(cohort: Cohort, estimate: Estimate) -> float:
    """As :func:`careless_auc`, members of rings counted with the attentive."""
    careless, _ = _kinds(cohort)
    return _auc(cohort, estimate, careless, ~careless)


def _kinds(cohort: Cohort) -> tuple[np.ndarray, np.ndarray]:
    """Of the active reviewers, who is careless, and whose reviews are mutual."""
    active = np.unique(cohort.reviewer_ids)
    authors = [cohort.author_of_item[int(item)] for item in cohort.item_ids]
    pairs = set(zip(cohort.reviewer_ids.tolist(), authors, strict=True))
    # In a drawn circle nobody is mutual, in one activity; over several, chance makes some.
    mutual: dict[int, int] = {}
    for by, of in pairs:
        mutual[by] = mutual.get(by, 0) + ((of, by) in pairs)
    ring = np.array([mutual.get(int(person), 0) >= 2 for person in active], dtype=bool)
    return cohort.careless[active], ring


def _auc(cohort: Cohort, estimate: Estimate, is_low: np.ndarray, is_high: np.ndarray) -> float:
    reliability = estimate.reliability
    if reliability.size != is_low.size:
        reliability = reliability[np.unique(cohort.reviewer_ids)]
    low, high = reliability[is_low], np.sort(reliability[is_high])
    if not low.size:
        return float("nan")
    above = high.size - np.searchsorted(high, low, "right")
    ties = np.searchsorted(high, low, "right") - np.searchsorted(high, low, "left")
    return float((above + ties / 2).mean() / high.size)


def _error_row(name: str, cases: list[Case]) -> Row:
    return {"cohort": name} | _average(cases, rmse)


def _coverage_row(name: str, cases: list[Case]) -> Row:
    return {"cohort": name} | _average(cases, coverage)


def _careless_row(name: str, cases: list[Case]) -> Row:
    auc = _average(cases, careless_auc)
    return (
        {"cohort": name}
        | {m: auc[m] for m in ("mean", "pg1", "ours")}
        | {
            "ours, rings counted as attentive": _average(cases, all_auc)["ours"],
            "ours, ring members": _average(cases, ring_auc)["ours"]
            if "ring" in name
            else float("nan"),
        }
    )


def _badge_rows(name: str, cases: list[Case]) -> Iterator[Row]:
    for method in ("mean", "median", "pg1", "posterior"):
        rows = [_decisions(cohort, found[method]) for cohort, found in cases]
        yield {"cohort": name, "method": method} | {
            key: float(np.mean([row[key] for row in rows])) for key in rows[0]
        }


def _decisions(cohort: Cohort, estimate: Estimate) -> dict[str, float]:
    worthy = cohort.truth >= THRESHOLD
    point = estimate.score >= THRESHOLD
    z = (estimate.score - THRESHOLD) / estimate.se
    award = z >= Z_BADGE
    return {
        "point: unworthy awarded": float(point[~worthy].mean()),
        "point: worthy refused": float((~point)[worthy].mean()),
        "bound: decided": float((np.abs(z) >= Z_BADGE).mean()),
        "bound: false among awarded": float((~worthy)[award].mean()) if award.any() else 0.0,
    }


def _staff_rows(learners: int, seeds: int) -> list[Row]:
    """A cohort lenient by half a level, with a growing share of artifacts scored by staff."""
    recipe = Recipe(careless=0.10, leniency_sd=0.40, noise_spread=0.35, leniency=0.5)
    return [_staff_row(recipe, share, learners, seeds) for share in (0.0, 0.02, 0.05)]


def _staff_row(recipe: Recipe, share: float, learners: int, seeds: int) -> Row:
    errors, inside = [], []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        cohort = simulate(recipe, rng, learners=learners, k=5)
        chosen = rng.permutation(learners)[: int(share * learners)]
        known = {int(i): float(cohort.truth[i]) for i in chosen}
        found = consensus(
            cohort.reviewer_ids, cohort.item_ids, cohort.scores, scale=SCALE, known=known
        )
        others = np.setdiff1d(np.arange(learners), chosen)
        miss = (found["item_scores"] - cohort.truth)[others]
        errors.append(np.sqrt(np.mean(miss**2)))
        inside.append(np.mean(np.abs(miss) <= 1.96 * found["item_se"][others]))
    return {
        "staff scores": share,
        "rmse": float(np.mean(errors)),
        "coverage": float(np.mean(inside)),
    }


def _quick_path_rows(learners: int) -> list[Row]:
    """Reviewers known from earlier activities, a new artifact's criteria in closed form."""
    return [
        _quick_path_row(name, known_activities, learners)
        for name in ("typical", "bad")
        for known_activities in (0, 1, 3)
    ]


def _quick_path_row(name: str, known_activities: int, learners: int) -> Row:
    rng = np.random.default_rng(7)
    cohort = simulate(RECIPES[name], rng, learners=learners, k=5, activities=known_activities + 1)
    past = cohort.item_ids < known_activities * learners
    levels = [int(LEVELS) + 1] * cohort.scores.shape[1]
    fit = fit_cohort(
        cohort.reviewer_ids[past], cohort.item_ids[past], cohort.scores[past], levels=levels
    )
    started = time.process_time()
    items = np.unique(cohort.item_ids[~past])
    rows = [np.flatnonzero(cohort.item_ids == i) for i in items]
    found = [summarise_item(cohort.scores[r], cohort.reviewer_ids[r].tolist(), fit) for r in rows]
    spent = time.process_time() - started
    truth = cohort.criterion_truth[items]
    centre = np.array([[c.posterior for c in one.criteria] for one in found])
    sd = np.array([[c.posterior_sd for c in one.criteria] for one in found])
    return {
        "cohort": f"{name}, {known_activities} activities before",
        "criterion rmse": float(np.sqrt(np.mean((centre - truth) ** 2))),
        "coverage": float(np.mean(np.abs(centre - truth) <= 1.96 * sd)),
        "settled": float(np.mean([c.state == "settled" for one in found for c in one.criteria])),
        "us per artifact": 1e6 * spent / len(items),
    }


def _cost_row(items: int) -> Row:
    cohort = simulate(RECIPES["typical"], np.random.default_rng(1), learners=items, k=5)
    columns = (cohort.reviewer_ids, cohort.item_ids, cohort.scores)
    started = time.process_time()
    consensus(*columns, scale=SCALE)
    spent = time.process_time() - started
    tracemalloc.start()
    consensus(*columns, scale=SCALE)
    traced = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "items x reviews x criteria": f"{items} x 5 x 5",
        "cpu s": spent,
        "peak MB of the call": traced / 2**20,
        "peak MB of the process": resident / 2**10,
    }


def _text(tables: dict[str, list[Row]]) -> str:
    return "\n\n".join(_table(title, rows) for title, rows in tables.items())


def _table(title: str, rows: list[Row]) -> str:
    head = list(rows[0])
    cells = [[_cell(row[key]) for key in head] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        for line in (head, *cells)
    ]
    return "\n".join([title.upper(), *lines])


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
