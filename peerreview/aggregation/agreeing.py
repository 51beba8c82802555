# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How far the reviewers of an activity agree on each criterion, and which lines to rewrite."""

import math
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from peerreview.activities.models import Activity
from peerreview.aggregation import queries
from peerreview.rubrics.models import Criterion, Level
from peerreview.rubrics.queries import criteria_of
from peerreview.stats import agreement

# Half of all criteria of large courses lie below a third, a tenth below .16 (ORA2): what is below
# a fifth is worth rewriting, and below two fifths worth reading again.
LOW, MIDDLING = 0.2, 0.4
# With fewer submissions of two or more reviews the figures say nothing yet.
ENOUGH_ITEMS = 8


@dataclass(frozen=True)
class Advice:
    """What to do about a criterion: the sentence, and the lines of the rubric it is about."""

    words: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Share:
    """How often a level was chosen."""

    title: str
    count: int
    percent: int


@dataclass(frozen=True)
class CriterionAgreement:
    """One criterion; a figure is None where the reviews leave it undefined."""

    title: str
    reviews: int
    items: int
    alpha: float | None
    icc: float | None
    icc_mean: float | None
    qwk: float | None
    shares: tuple[Share, ...]
    pill: str
    verdict: str
    advice: Advice | None


def agreement_of(activity: Activity) -> tuple[CriterionAgreement, ...]:
    """Every criterion of the activity's rubric, in order; three queries however many reviews."""
    criteria = criteria_of(activity.rubric_version)
    matrix = queries.activity_matrix(activity, criteria)
    items = np.array(matrix.submission_ids, dtype=int)
    return tuple(
        _criterion(criterion, items, matrix.scores[:, column])
        for column, criterion in enumerate(criteria)
    )


def _criterion(criterion: Criterion, items: np.ndarray, scores: np.ndarray) -> CriterionAgreement:
    levels = list(criterion.levels.all())
    single, of_mean = agreement.intraclass_correlation(items, scores)
    alpha = agreement.krippendorff_alpha_of_reviews(items, scores, metric="ordinal")
    compared = agreement.items_with_pairs(items, scores)
    pill, verdict = _verdict(alpha, compared)
    return CriterionAgreement(
        title=criterion.title,
        reviews=int(np.isfinite(scores).sum()),
        items=compared,
        alpha=_known(alpha),
        icc=_known(single),
        icc_mean=_known(of_mean),
        qwk=_known(agreement.quadratic_weighted_kappa_of_peers(items, scores)),
        shares=_shares(levels, scores),
        pill=pill,
        verdict=verdict,
        advice=_advice(criterion, levels, items, scores, alpha, compared),
    )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _shares(levels: list[Level], scores: np.ndarray) -> tuple[Share, ...]:
    given = scores[np.isfinite(scores)]
    counts = [int((given == level.value).sum()) for level in levels]
    return tuple(
        Share(level.title, count, round(100 * count / max(given.size, 1)))
        for level, count in zip(levels, counts, strict=True)
    )


def _verdict(alpha: float, compared: int) -> tuple[str, str]:
    if compared < ENOUGH_ITEMS:
        return "waiting", _("Too few reviews to tell")
    if not math.isfinite(alpha):
        return "waiting", _("Everyone chose the same level")
    if alpha < LOW:
        return "contested", _("Low: rewrite")
    if alpha < MIDDLING:
        return "open", _("Middling: read again")
    return "done", _("Good")


def _advice(
    criterion: Criterion,
    levels: list[Level],
    items: np.ndarray,
    scores: np.ndarray,
    alpha: float,
    compared: int,
) -> Advice | None:
    if compared < ENOUGH_ITEMS or not alpha < MIDDLING:
        return None
    pair = agreement.most_confused(items, scores)
    if pair is None:
        return None
    low, high = levels[int(pair[0])], levels[int(pair[1])]
    asked = [(criterion.title, criterion.description)] if criterion.description else []
    lines = (*asked, (low.title, low.description), (high.title, high.description))
    if high.value - low.value > 1:
        words = _(
            "Reviewers of the same work chose levels that lie apart. The question itself is read "
            "in two ways: ask for one thing, and say what to look at."
        )
    else:
        words = _(
            "Reviewers of the same work most often differ between these two levels. Say what "
            "one would see in the work that makes it the higher one."
        )
    return Advice(words, lines)
