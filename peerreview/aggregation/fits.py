# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cohort's fit as it is kept: its inputs packed, its figures as rows; nothing is stored here."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

import numpy as np

from peerreview.aggregation.anchors import Anchors
from peerreview.aggregation.models import Fit, ReviewerFit
from peerreview.aggregation.queries import ScoreMatrix
from peerreview.kernel import hashing
from peerreview.stats import consensus, items

ALGORITHM = f"{items.VERSION} {consensus.VERSION}"
GROWTH = 0.2  # by this share the reviews must have grown before a fit is made anew


def is_due(reviews: int, since: int) -> bool:
    """Whether `since` new reviews are enough to learn from again what `reviews` have taught."""
    return since >= max(1, GROWTH * reviews)


def pack(matrix: ScoreMatrix, anchors: Anchors, levels: Sequence[int]) -> bytes:
    """All a fit is learnt from; equal reviews and staff scores give equal bytes."""
    authors = matrix.author_of_submission
    content = {
        "levels": list(levels),
        "submissions": [*matrix.submission_ids, *anchors.exemplar_ids],
        "reviewers": [*matrix.reviewer_ids, *anchors.reviewer_ids],
        "authors": sorted(authors.items()),
        "scores": _cells(matrix.scores) + _cells(anchors.scores),
        "known": sorted(anchors.known.items()),
    }
    return zlib.compress(json.dumps(content, separators=(",", ":")).encode())


def _cells(scores: np.ndarray) -> list[list[int | None]]:
    return [[None if cell != cell else int(cell) for cell in row] for row in scores.tolist()]


def inputs_digest(packed: bytes) -> str:
    """The name of what was packed."""
    return hashing.digest_bytes(zlib.decompress(packed))


def learn(packed: bytes) -> items.CohortFit:
    """The fit that follows from what was packed, and from nothing else."""
    content = json.loads(zlib.decompress(packed))
    width = len(content["levels"])
    return items.fit_cohort(
        np.array(content["reviewers"], dtype=np.int64),
        np.array(content["submissions"], dtype=np.int64),
        np.array(content["scores"], dtype=float).reshape(-1, width),
        levels=content["levels"],
        author_of_item=dict(content["authors"]),
        known=dict(content["known"]),
        exemplars={item for item in content["submissions"] if item < 0},
    )


def figures(fit: items.CohortFit) -> dict[str, Any]:
    """All of a fit but its reviewers, as JSON."""
    plain = asdict(fit)
    del plain["reviewers"]
    return json.loads(json.dumps(plain))


def digest_of(algorithm: str, inputs: str, found: dict[str, Any]) -> str:
    """The name of a fit: what it was learnt from, how, and what came out."""
    return hashing.digest({"algorithm": algorithm, "inputs": inputs, "figures": found})


def reviewer_rows(stored: Fit, fit: items.CohortFit) -> Iterable[ReviewerFit]:
    """A row for each reviewer of a fit."""
    for number, reviewer in fit.reviewers.items():
        yield ReviewerFit(fit=stored, reviewer_number=number, **asdict(reviewer))


def cohort_fit(
    stored: Fit | None, reviewers: Iterable[ReviewerFit], levels: Sequence[int]
) -> items.CohortFit:
    """The fit as `stats.items` takes it, with the reviewers at hand; the prior before the first."""
    if stored is None:
        return _prior(tuple(levels))
    known = {
        row.reviewer_number: items.Reviewer(
            row.bias, row.bias_var, row.noise_ratio, row.careless, row.reviews
        )
        for row in reviewers
    }
    tuples = {key: tuple(v) if isinstance(v, list) else v for key, v in stored.figures.items()}
    return items.CohortFit(**tuples, reviewers=known)


@lru_cache(maxsize=64)
def _prior(levels: tuple[int, ...]) -> items.CohortFit:
    nobody = np.empty(0, dtype=np.int64)
    return items.fit_cohort(nobody, nobody, np.empty((0, len(levels))), levels=levels)
