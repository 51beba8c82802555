# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerreview.stats import consensus as module
from peerreview.stats.consensus import consensus
from tests.bench.cohorts import RECIPES, Cohort, Recipe, simulate
from tests.bench.consensus import careless_auc, coverage, estimates, rmse

SCALE = (0.0, 4.0)
FINITE = (
    "item_posterior",
    "item_posterior_se",
    "reviewer_bias",
    "reviewer_bias_se",
    "reviewer_reliability",
    "reviewer_noise",
    "variance_components",
)

level = st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, float("nan")])
review = st.tuples(st.integers(1, 6), st.integers(1, 8), st.lists(level, min_size=2, max_size=2))
reviews = st.lists(review, max_size=40)


def columns(rows: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    reviewers = np.array([r for r, _, _ in rows], dtype=np.int64)
    items = np.array([i for _, i, _ in rows], dtype=np.int64)
    return reviewers, items, np.array([z for _, _, z in rows], dtype=float).reshape(-1, 2)


def cohort(seed: int = 0, name: str = "typical", **size: int) -> Cohort:
    return simulate(RECIPES[name], np.random.default_rng(seed), **{"learners": 60, "k": 4} | size)


def of(c: Cohort, **options):
    return consensus(c.reviewer_ids, c.item_ids, c.scores, **{"scale": SCALE} | options)


def same(a: dict, b: dict, keys=None) -> None:
    for key in keys or a:
        np.testing.assert_array_equal(a[key], b[key], err_msg=key)


@given(reviews)
def test_consensus_is_defined_on_any_reviews(rows):
    reviewer_ids, item_ids, scores = columns(rows)

    found = consensus(reviewer_ids, item_ids, scores, scale=SCALE)

    np.testing.assert_array_equal(found["item_ids"], np.unique(item_ids))
    np.testing.assert_array_equal(found["reviewer_ids"], np.unique(reviewer_ids))
    assert all(np.isfinite(found[key]).all() for key in FINITE)
    judged = np.unique(item_ids[np.isfinite(scores).any(axis=1)])
    scored = np.isin(found["item_ids"], judged)
    assert np.isfinite(found["item_scores"][scored]).all()
    assert (found["item_se"][scored] > 0).all()
    assert np.isfinite(found["item_se"][scored]).all()
    assert np.isnan(found["item_scores"][~scored]).all()
    assert np.isinf(found["item_se"][~scored]).all()
    assert ((found["item_scores"][scored] >= 0) & (found["item_scores"][scored] <= 4)).all()


@given(reviews, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter_to_the_last_bit(rows, random):
    shuffled = random.sample(rows, len(rows))

    same(consensus(*columns(rows)), consensus(*columns(shuffled)))


@given(reviews.filter(bool), st.integers(0, 1000))
def test_a_row_that_judges_nothing_changes_nothing(rows, at):
    reviewer, item, _ = rows[at % len(rows)]
    blank = (reviewer, item, [float("nan")] * 2)

    same(consensus(*columns(rows), scale=SCALE), consensus(*columns([*rows, blank]), scale=SCALE))


def test_a_blank_row_of_a_newcomer_changes_nothing_for_the_others():
    c = cohort()
    before = of(c)

    after = consensus(
        np.append(c.reviewer_ids, 999),
        np.append(c.item_ids, c.item_ids[0]),
        np.vstack([c.scores, np.full(5, np.nan)]),
        scale=SCALE,
    )

    same(before, after, [key for key in before if key.startswith("item_")])
    np.testing.assert_array_equal(before["reviewer_bias"], after["reviewer_bias"][:-1])


@pytest.mark.parametrize(("shift", "factor"), [(10.0, 1.0), (0.0, 25.0), (-3.0, 0.25)])
def test_scores_follow_a_change_of_scale(shift, factor):
    c = cohort()
    plain = consensus(c.reviewer_ids, c.item_ids, c.scores)

    moved = consensus(c.reviewer_ids, c.item_ids, shift + factor * c.scores)

    np.testing.assert_allclose(
        moved["item_scores"], shift + factor * plain["item_scores"], atol=1e-9
    )
    np.testing.assert_allclose(moved["item_se"], factor * plain["item_se"], atol=1e-9)
    np.testing.assert_allclose(moved["reviewer_bias"], factor * plain["reviewer_bias"], atol=1e-9)
    np.testing.assert_allclose(
        moved["reviewer_reliability"], plain["reviewer_reliability"], atol=1e-9
    )


@pytest.mark.parametrize("shift", [-0.8, 0.5, 1.0])
def test_a_constant_shift_of_one_reviewer_moves_their_bias_and_hardly_the_items(shift):
    c = cohort(name="clean", learners=80, activities=5)
    mine = c.reviewer_ids == 7
    shifted = c.scores + shift * mine[:, None]
    before = consensus(c.reviewer_ids, c.item_ids, c.scores, scale=(-1, 5))

    after = consensus(c.reviewer_ids, c.item_ids, shifted, scale=(-1, 5))

    bias = (after["reviewer_bias"] - before["reviewer_bias"])[7]
    touched = np.isin(before["item_ids"], c.item_ids[mine])
    moved = np.abs(after["item_scores"] - before["item_scores"])
    assert bias == pytest.approx(shift, rel=0.35)
    assert moved[touched].mean() < 0.08 * abs(shift)  # a mean of four would move by 0.25
    assert moved[~touched].mean() < 0.02 * abs(shift)
    others = np.delete(after["reviewer_bias"] - before["reviewer_bias"], 7)
    assert np.abs(others).max() < 0.1 * abs(shift)


def test_huge_and_negative_ids_are_only_names():
    c = cohort()
    plain = of(c)

    renamed = consensus(c.reviewer_ids + 2**62, c.item_ids - 2**62, c.scores, scale=SCALE)

    same(plain, renamed, set(plain) - {"item_ids", "reviewer_ids"})
    np.testing.assert_array_equal(renamed["item_ids"], plain["item_ids"] - 2**62)


def test_repeated_reviews_count_once_as_their_mean():
    c = cohort()
    twice = consensus(
        np.append(c.reviewer_ids, c.reviewer_ids[:2]),
        np.append(c.item_ids, c.item_ids[:2]),
        np.vstack([c.scores, c.scores[:2]]),
        scale=SCALE,
    )

    same(of(c), twice)


def test_reviews_of_ones_own_work_are_left_out():
    c = cohort()
    praise = consensus(
        np.append(c.reviewer_ids, 0),
        np.append(c.item_ids, 0),
        np.vstack([c.scores, np.full(5, 4.0)]),
        scale=SCALE,
        author_of_item=c.author_of_item,
    )

    same(of(c, author_of_item=c.author_of_item), praise)


def test_one_review_is_believed_with_a_wide_error():
    found = consensus([1], [1], [3.0], scale=SCALE)

    assert 2.0 <= found["item_scores"][0] <= 3.0
    assert found["item_unshrunk"][0] == pytest.approx(3.0, abs=0.01)
    assert found["item_se"][0] > 0.4


def test_equal_scores_give_that_score():
    found = consensus([1, 2, 3, 1, 2, 3], [1, 1, 1, 2, 2, 2], [[2.0, 2.0]] * 6, scale=SCALE)

    np.testing.assert_allclose(found["item_scores"], 2.0, atol=0.01)
    np.testing.assert_allclose(found["reviewer_bias"], 0.0, atol=0.01)


def test_a_single_column_is_the_same_as_a_vector():
    c = cohort()
    y = c.scores.mean(axis=1)

    same(
        consensus(c.reviewer_ids, c.item_ids, y),
        consensus(c.reviewer_ids, c.item_ids, y[:, None]),
    )


def test_criteria_average_to_the_unshrunk_score():
    found = of(cohort(), scale=None)

    np.testing.assert_allclose(found["item_criterion_scores"].mean(axis=1), found["item_unshrunk"])
    assert found["item_criterion_se"].shape == (60, 5)


def test_missing_criteria_cost_certainty_not_level():
    c = cohort(name="clean", learners=200)
    holes = c.scores.copy()
    holes[::2, :3] = np.nan

    full, holed = of(c), consensus(c.reviewer_ids, c.item_ids, holes, scale=SCALE)

    assert np.corrcoef(full["item_scores"], holed["item_scores"])[0, 1] > 0.9
    assert abs(np.mean(full["item_scores"] - holed["item_scores"])) < 0.05
    assert holed["item_unshrunk_se"].mean() > full["item_unshrunk_se"].mean()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(([1], [1, 2], [1.0, 2.0]), "one entry per review"), (([1], [1], [1.0, 2.0]), "one entry")],
)
def test_unequal_lengths_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        consensus(*arguments)


def test_an_empty_scale_is_refused():
    with pytest.raises(ValueError, match="lowest < highest"):
        consensus([1], [1], [1.0], scale=(4, 4))


def test_staff_scores_fix_their_items_and_the_shared_leniency():
    recipe = Recipe(careless=0.0, leniency_sd=0.3, noise_spread=0.2, leniency=0.6)
    c = simulate(recipe, np.random.default_rng(5), learners=300, k=5)
    known = {i: float(c.truth[i]) for i in range(30)}

    alone, helped = of(c), of(c, known=known)

    rest = slice(30, None)
    assert np.mean((alone["item_scores"] - c.truth)[rest]) > 0.4
    assert abs(np.mean((helped["item_scores"] - c.truth)[rest])) < 0.2
    assert np.abs(helped["item_scores"] - c.truth)[:30].max() < 0.25
    assert helped["item_se"][:30].max() < alone["item_se"][:30].min()
    assert helped["peer_offset"] == pytest.approx(0.6, abs=0.2)


def test_a_shared_leniency_no_staff_saw_is_not_claimed_to_be_zero_error():
    c = cohort()

    assert (of(c, known={0: 2.0})["item_se"] > 0).all()


def test_errors_are_widened_when_staff_and_peers_differ_much():
    c = cohort(learners=200)
    rng = np.random.default_rng(1)
    wild = {i: float(np.clip(c.truth[i] + rng.normal(0, 1.5), 0, 4)) for i in range(60)}
    fair = {i: float(c.truth[i]) for i in range(60)}

    rest = slice(60, None)
    assert (
        of(c, known=wild)["item_se"][rest].mean() > 1.3 * of(c, known=fair)["item_se"][rest].mean()
    )


def test_leniency_is_recovered():
    rng = np.random.default_rng(5)
    reviewers = np.repeat(np.arange(40), 20)
    items = np.concatenate([rng.permutation(160)[:20] for _ in range(40)])
    bias = rng.normal(0, 0.5, 40)
    y = rng.normal(2, 0.8, 160)[items] + bias[reviewers] + rng.normal(0, 0.4, 800)

    found = consensus(reviewers, items, y)

    assert np.corrcoef(found["reviewer_bias"], bias)[0, 1] > 0.95
    tau2, beta2, sig2 = found["variance_components"]
    assert tau2 == pytest.approx(0.64, rel=0.3)
    assert beta2 == pytest.approx(bias.var(), rel=0.3)
    assert sig2 == pytest.approx(0.16, rel=0.3)


@pytest.mark.parametrize("name", ["clean", "typical", "bad", "ring"])
@pytest.mark.parametrize(("k", "activities"), [(3, 1), (5, 1), (3, 4)])
def test_error_is_no_worse_than_the_usual_methods_and_intervals_are_honest(name, k, activities):
    c = cohort(11, name, learners=500, k=k, activities=activities)
    reviewed = np.unique(c.item_ids).size == c.truth.size
    if not reviewed:
        pytest.skip("a ring left an artifact without reviews")

    found = estimates(c, np.random.default_rng(0))

    errors = {method: rmse(c, estimate) for method, estimate in found.items()}
    assert errors["ours"] <= 1.03 * min(errors["mean"], errors["median"], errors["pg1"])
    assert 0.88 <= coverage(c, found["ours"]) <= 0.985
    assert 0.86 <= coverage(c, found["posterior"]) <= 0.985


def test_careless_reviewers_are_told_from_attentive_ones():
    aucs = [
        careless_auc(c, estimates(c, np.random.default_rng(0))["ours"])
        for c in (cohort(seed, learners=500, k=5) for seed in range(3))
    ]

    assert np.mean(aucs) > 0.91


def test_identical_calls_give_identical_bits():
    same(of(cohort(2, "bad")), of(cohort(2, "bad")))


def test_the_module_says_what_it_is():
    assert module.SUPPORTS_CRITERIA is True
    assert module.VERSION.startswith("consensus-")
