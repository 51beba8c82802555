# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what `trust.score` is given, checked, in arrays. Whatever is wrong is named in a ValueError."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

EDGE = np.dtype(
    [
        ("src", np.int64),
        ("dst", np.int64),
        ("skill", np.int64),
        ("weight", np.float64),
        ("time", np.float64),
        ("evidence", np.int64),
    ]
)
MOST_PEOPLE = 5_000_000  # more is a stray id rather than a community
MOST_CELLS = 50_000_000  # people × skills
UNKNOWN = 0.6  # reliability of somebody of whom nothing is known


@dataclass(frozen=True)
class Given:
    """Checked input. Edges are sorted by (dst, skill, src), none to oneself, ids within range."""

    edges: np.ndarray
    is_seed: np.ndarray
    n: int
    n_skills: int
    now: float
    reliability: np.ndarray  # (n, n_skills) or (n, 1)


def read(edges: Any, seeds: Any, n: Any, n_skills: Any, now: Any, reliability: Any) -> Given:
    """Check and arrange what was given."""
    table = _table(edges)
    chosen = _ids("seeds", list(seeds) if isinstance(seeds, Iterable) else seeds)
    people = _size("n", n, (table["src"], table["dst"], chosen))
    skills = max(_size("n_skills", n_skills, (table["skill"],)), 1)
    if people > MOST_PEOPLE or people * skills > MOST_CELLS:
        raise ValueError(
            f"{people} people × {skills} skills is too much (at most {MOST_PEOPLE}, and {MOST_CELLS} "
            "together): number people and skills from 0 on"
        )
    at = _now(now, table["time"])
    is_seed = np.zeros(people, bool)
    is_seed[chosen] = True
    table = table[table["src"] != table["dst"]]
    order = np.lexsort((table["src"], table["skill"], table["dst"]))
    return Given(
        table[order], is_seed, people, skills, at, _reliability(reliability, people, skills)
    )


def _table(edges: Any) -> np.ndarray:
    if isinstance(edges, np.ndarray) and edges.dtype.names:
        missing = set(EDGE.names) - set(edges.dtype.names)
        if missing:
            raise ValueError(f"edges lack {', '.join(sorted(missing))}: they need {EDGE.names}")
        columns = {name: edges[name] for name in EDGE.names}
    else:
        columns = _columns(edges)
    table = np.zeros(len(columns["src"]), EDGE)
    for name in ("src", "dst", "skill", "evidence"):
        table[name] = _ids(f"edges' {name}", columns[name])
    for name in ("weight", "time"):
        table[name] = _numbers(f"edges' {name}", columns[name])
    if ((table["weight"] < 0) | (table["weight"] > 1)).any():
        raise ValueError("edges' weight has to be from 0 to 1")
    if (table["evidence"] > 2).any():
        raise ValueError("edges' evidence is 0 (none), 1 (a work they chose) or 2 (assigned)")
    return table


def _columns(edges: Any) -> dict[str, Any]:
    if not isinstance(edges, Iterable):
        raise ValueError("edges has to be an array or a list of edges")
    rows = np.atleast_1d(edges) if isinstance(edges, np.ndarray) else list(edges)
    if len(rows) == 0:
        return {name: [] for name in EDGE.names}
    if not isinstance(rows, np.ndarray) and any(
        not hasattr(row, "__len__") or len(row) != len(EDGE.names) for row in rows
    ):
        raise ValueError(f"each edge is {EDGE.names}")
    columns = rows.T if isinstance(rows, np.ndarray) else list(zip(*rows, strict=True))
    if len(columns) != len(EDGE.names):
        raise ValueError(f"each edge is {EDGE.names}")
    return dict(zip(EDGE.names, columns, strict=True))


def _floats(what: str, values: Any) -> np.ndarray:
    try:
        if np.iscomplexobj(values):
            raise TypeError
        return np.asarray(values, np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError(f"{what} has to be numbers") from error


def _numbers(what: str, values: Any) -> np.ndarray:
    found = _floats(what, values)
    if not np.isfinite(found).all():
        raise ValueError(f"{what} has a value that is not a finite number")
    return found.reshape(-1)


def _ids(what: str, values: Any) -> np.ndarray:
    if np.asarray(values).dtype == bool:
        raise ValueError(f"{what} has to be ids, not True and False")
    found = _numbers(what, values)
    if (found != np.floor(found)).any():
        raise ValueError(f"{what} has to be whole numbers")
    if (found < 0).any():
        raise ValueError(f"{what} has a number below 0")
    if (found > 2**53).any():
        raise ValueError(f"{what} has a number too large to be an id: number from 0 on")
    return found.astype(np.int64)


def _size(what: str, given: Any, columns: tuple[np.ndarray, ...]) -> int:
    needed = max((int(column.max()) + 1 for column in columns if len(column)), default=0)
    if given is None:
        return needed
    size = int(_one(what, _ids(what, [given])))
    if needed > size:
        raise ValueError(
            f"{what} is {size}, but there is an id {needed - 1}: ids go from 0 to {what} − 1"
        )
    return size


def _one(what: str, found: np.ndarray) -> float:
    if len(found) != 1:
        raise ValueError(f"{what} has to be one number")
    return found[0]


def _now(now: Any, times: np.ndarray) -> float:
    if now is None:
        return float(times.max()) if len(times) else 0.0
    return float(_one("now", _numbers("now", [now])))


def _reliability(given: Any, n: int, n_skills: int) -> np.ndarray:
    if given is None:
        return np.full((n, 1), UNKNOWN)
    if isinstance(given, Mapping):
        who = _ids("reliability's ids", list(given))
        if len(who) and who.max() >= n:
            raise ValueError(f"reliability names {who.max()}, but ids go from 0 to {n - 1}")
        table = np.full((n, 1), np.nan)
        table[who, 0] = _floats("reliability", list(given.values()))
    else:
        table = _floats("reliability", given)
        table = table.reshape(-1, 1) if table.ndim == 1 else table
    if table.ndim != 2 or table.shape[0] != n or table.shape[1] not in (1, n_skills):
        raise ValueError(
            f"reliability has to be {{id: r}}, ({n},) or ({n}, {n_skills}), not {table.shape}"
        )
    table = np.where(np.isnan(table), UNKNOWN, table)
    if ((table < 0) | (table > 1)).any():
        raise ValueError("reliability has to be from 0 to 1, or NaN where it is not known")
    return table
