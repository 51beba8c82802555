# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.stats.items import (
    CONTESTED,
    INSUFFICIENT,
    SETTLED,
    CohortFit,
    fit_cohort,
    summarise_item,
)
from tests.bench.cohorts import RECIPES, simulate

nan = float("nan")
NOTHING_YET = fit_cohort([], [], np.zeros((0, 1)), levels=(4,))
BEN, FRAN, CHARLIE = 11, 12, 13


def one(*scores, fit=NOTHING_YET, ids=None, **options):
    column = np.array(scores, dtype=float).reshape(-1, 1)
    return summarise_item(column, ids or list(range(len(scores))), fit, **options).criteria[0]


@pytest.fixture(scope="module")
def past():
    return simulate(RECIPES["typical"], np.random.default_rng(4), learners=300, k=5, activities=3)


@pytest.fixture(scope="module")
def fit(past):
    old = past.item_ids < 600
    return fit_cohort(past.reviewer_ids[old], past.item_ids[old], past.scores[old], levels=[5] * 5)


def test_without_past_or_present_reviews_everything_is_possible():
    found = one()

    assert found.score is None
    assert found.score_se == float("inf")
    assert found.agreement is None
    assert found.state == INSUFFICIENT
    assert found.cohort_weight == 1
    assert found.posterior == pytest.approx(1.5)
    assert found.posterior_sd > 0.5
    assert found.at_least[0] == 1
    assert 0.03 < found.at_least[3] < 0.5


def test_one_review_moves_the_posterior_part_of_the_way():
    found = one(3)

    assert found.score == pytest.approx(3)
    assert 1.5 < found.posterior < 3
    assert found.state == INSUFFICIENT


def test_reviews_that_agree_settle_a_criterion():
    found = one(2, 2, 2)

    assert (found.state, found.level, found.agreement) == (SETTLED, 2, 1.0)
    assert found.score == pytest.approx(2)


def test_a_spread_of_two_levels_among_three_is_contested():
    assert one(1, 2, 3).state == CONTESTED
    assert one(2, 2, 3).state == SETTLED


def test_level_is_not_the_median_of_three():
    many = [one(3, 3, 0), one(0, 0, 3)]

    assert [c.level for c in many] == [2, 1]


def test_agreement_is_that_of_james_demaree_and_wolf():
    # variance of (2, 3) is 1/2; of four levels at random (16 - 1) / 12 = 5/4
    assert one(2, 3).agreement == pytest.approx(1 - 0.5 / 1.25)
    assert one(0, 3).agreement == 0
    assert one(2).agreement is None


def test_need_is_the_callers():
    assert one(2, 2, need=2).state == SETTLED
    assert one(2, 2, 2, need=4).state == INSUFFICIENT


def test_cannot_judge_is_left_out_of_that_criterion_alone():
    fit = fit_cohort([], [], np.zeros((0, 2)), levels=(4, 5))

    found = summarise_item(np.array([[2, nan], [2, 3], [2, 4]]), [1, 2, 3], fit, (4, 5))

    assert [c.reviews for c in found.criteria] == [3, 2]
    assert found.state == INSUFFICIENT
    assert found.criteria[1].score == pytest.approx(3.5)


@given(st.lists(st.integers(0, 3), max_size=7))
def test_probabilities_and_weights_are_such(scores):
    found = one(*scores)

    assert list(found.at_least) == sorted(found.at_least, reverse=True)
    assert all(0 <= p <= 1 for p in found.at_least)
    assert 0 <= found.level <= 3
    assert found.explain == () or sum(p.weight for p in found.explain) == pytest.approx(1)
    parts = sum(p.weight * p.corrected for p in found.explain)
    assert found.score is None or parts == pytest.approx(found.score)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_more_of_the_same_reviews_make_it_surer(scores):
    few, many = one(*scores), one(*scores, *scores)

    assert many.score_se < few.score_se
    assert many.score == pytest.approx(few.score)
    assert many.cohort_weight < few.cohort_weight


def test_a_lenient_reviewer_is_corrected_and_the_correction_shown():
    rng = np.random.default_rng(0)
    items = np.tile(np.arange(40), 3)
    reviewers = np.repeat([BEN, FRAN, CHARLIE], 40)
    y = rng.normal(2.5, 0.8, 40)[items] + 1.0 * (reviewers == BEN) + rng.normal(0, 0.3, 120)
    fit = fit_cohort(reviewers, items, np.rint(y)[:, None].clip(0, 5), levels=[6])

    ben, fran = (one(3, fit=fit, ids=[who]) for who in (BEN, FRAN))

    assert ben.explain[0].bias == pytest.approx(0.67, abs=0.35)
    assert ben.explain[0].corrected == pytest.approx(3 - ben.explain[0].bias)
    assert ben.posterior < fran.posterior - 0.3


def test_a_careless_reviewer_hardly_counts_and_is_no_evidence(past, fit):
    suspects = [i for i, r in fit.reviewers.items() if r.careless > 0.9]
    sound = [i for i, r in fit.reviewers.items() if r.careless < 0.02][:3]
    rows = np.array([[2.0] * 5] * 3 + [[4.0] * 5])

    found = summarise_item(rows, [*sound, suspects[0]], fit).criteria[0]
    lone = summarise_item(rows[1:], [*sound[:2], suspects[0]], fit).criteria[0]

    assert found.explain[3].weight < 0.15
    assert lone.state == INSUFFICIENT


def test_cohort_fit_learns_the_criteria(past, fit):
    assert len(fit.mean) == len(fit.tau2) == len(fit.beta2) == len(fit.sig2) == 5
    assert np.array(fit.mean) * 4 == pytest.approx(past.scores.mean(axis=0), abs=0.2)
    assert all(
        t > 0 and s > 0 and b >= 0 for t, b, s in zip(fit.tau2, fit.beta2, fit.sig2, strict=True)
    )
    assert fit.reviews == 3000


def test_intervals_of_new_artifacts_cover_the_truth(past, fit):
    inside = []
    for item in range(600, 900):
        rows = np.flatnonzero(past.item_ids == item)
        found = summarise_item(past.scores[rows], past.reviewer_ids[rows].tolist(), fit)
        for c, criterion in enumerate(found.criteria):
            miss = abs(criterion.posterior - past.criterion_truth[item, c])
            inside.append(miss <= 1.96 * criterion.posterior_sd)

    assert 0.88 <= np.mean(inside) <= 0.98


def test_order_of_past_reviews_does_not_matter(past, fit):
    old = np.random.default_rng(0).permutation(np.flatnonzero(past.item_ids < 600))

    again = fit_cohort(past.reviewer_ids[old], past.item_ids[old], past.scores[old], levels=[5] * 5)

    assert again == fit


@pytest.mark.parametrize("levels", [(1,), (0,)])
def test_a_criterion_of_one_level_is_refused(levels):
    with pytest.raises(ValueError, match="at least two levels"):
        fit_cohort([], [], np.zeros((0, 1)), levels=levels)


def test_a_reviewer_per_row_is_asked_for():
    with pytest.raises(ValueError, match="one reviewer per row"):
        summarise_item(np.array([[1.0], [2.0]]), [1], NOTHING_YET)


def test_reviews_of_ones_own_work_teach_nothing(past):
    old = past.item_ids < 300
    plain = (past.reviewer_ids[old], past.item_ids[old], past.scores[old])
    praised = [
        np.append(plain[0], range(300)),
        np.append(plain[1], range(300)),
        np.vstack([plain[2], np.full((300, 5), 4.0)]),
    ]

    with_praise = fit_cohort(*praised, levels=[5] * 5, author_of_item=past.author_of_item)

    assert with_praise == fit_cohort(*plain, levels=[5] * 5, author_of_item=past.author_of_item)


def generous(*, with_exemplars: bool) -> tuple[CohortFit, np.ndarray]:
    """Sixty people who all score half a level too high, learnt from with or without exemplars."""
    dice = np.random.default_rng(3)
    truth, leniency = dice.normal(0, 0.6, 60), dice.normal(0.5, 0.4, 60)
    rows = [
        (r % 60, item, truth[item]) for item in range(60) for r in (item + 1, item + 8, item + 15)
    ]
    known = {-1: 0.25, -2: 0.5, -3: 0.75} if with_exemplars else {}
    rows += [(r, item, 4 * share - 2) for item, share in known.items() for r in range(60)]
    reviewers, items, true = (np.array(column) for column in zip(*rows, strict=True))
    noise = dice.normal(0, 0.7, (len(rows), 4))
    scores = np.rint(2 + (true + leniency[reviewers])[:, None] + noise).clip(0, 4)
    fit = fit_cohort(reviewers, items, scores, levels=[5] * 4, known=known, exemplars=set(known))
    missed = [
        np.mean([c.posterior for c in summarise_item(scores[items == i], reviewers[items == i], fit).criteria])
        - (2 + truth[i])
        for i in range(60)
    ]  # fmt: skip
    return fit, np.array(missed)


def test_exemplars_show_the_leniency_that_all_peers_share():
    without, missed_without = generous(with_exemplars=False)
    fit, missed = generous(with_exemplars=True)

    assert missed_without.mean() > 0.3
    assert abs(missed.mean()) < 0.15
    assert np.mean(missed**2) < np.mean(missed_without**2) / 2
    assert (without.peer_offset, without.reviews) == (0.0, 180)
    assert fit.peer_offset > 0.05


def test_exemplars_teach_of_reviewers_and_count_as_no_reviews():
    fit, _ = generous(with_exemplars=True)

    assert fit.reviews == 180
    assert {reviewer.reviews for reviewer in fit.reviewers.values()} == {3}


def test_someone_the_fit_does_not_know_counts_as_lenient_as_peers_are():
    fit, _ = generous(with_exemplars=True)

    [part] = summarise_item(np.full((1, 4), 3.0), [999], fit).criteria[0].explain

    assert part.bias == pytest.approx(4 * fit.peer_offset)
