# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np

from peerreview.stats.collusion import suspect_reviews
from tests.bench.cohorts import RECIPES, circulant, simulate


def honest(n=60, k=3, seed=0):
    return circulant(n, k, np.random.default_rng(seed))


def with_ring(members, n=60):
    reviewer, author = honest(n)
    a, b = zip(*[(x, y) for x in members for y in members if x != y], strict=True)
    rows = np.zeros(reviewer.size + len(a), dtype=bool)
    rows[reviewer.size :] = True
    return np.append(reviewer, a), np.append(author, b), rows


def test_random_allocation_is_not_suspect():
    for seed in range(20):
        assert not suspect_reviews(*honest(seed=seed)).any()


def test_a_ring_is_suspect_and_its_members_other_reviews_are_not():
    reviewer, author, ring = with_ring([3, 14, 25, 40, 51])

    suspect = suspect_reviews(reviewer, author)

    assert suspect[ring].all()
    back = set(zip(author[ring].tolist(), reviewer[ring].tolist(), strict=True))
    outside = [(r, a) not in back for r, a in zip(reviewer, author, strict=True)]
    assert not suspect[np.array(outside)].any()


def test_two_people_who_met_by_chance_are_not_suspect():
    assert not suspect_reviews(*with_ring([3, 14])[:2]).any()


def test_a_small_group_where_all_review_all_is_not_suspect():
    pairs = [(a, b) for a in range(5) for b in range(5) if a != b]

    assert not suspect_reviews(*np.array(pairs).T).any()


def test_unknown_authors_and_ones_own_work_are_not_suspect():
    reviewer = np.array([0, 1, 2, 0])

    assert not suspect_reviews(reviewer, np.array([-1, -1, -1, 0])).any()


def mutual_reviews(reviewer, author):
    pairs = set(zip(reviewer.tolist(), author.tolist(), strict=True))
    return np.array([(a, r) in pairs for r, a in zip(reviewer, author, strict=True)])


def test_most_mutual_reviews_of_simulated_rings_are_found_and_nothing_else():
    c = simulate(RECIPES["ring"], np.random.default_rng(2), learners=400, k=5)
    author = np.array([c.author_of_item[int(i)] for i in c.item_ids])
    mutual = mutual_reviews(c.reviewer_ids, author)

    suspect = suspect_reviews(c.reviewer_ids, author)

    assert suspect[mutual].mean() > 0.5
    assert not suspect[~mutual].any()


def test_chance_meetings_over_several_activities_are_not_suspect():
    c = simulate(RECIPES["bad"], np.random.default_rng(2), learners=400, k=3, activities=4)
    author = np.array([c.author_of_item[int(i)] for i in c.item_ids])

    assert mutual_reviews(c.reviewer_ids, author).any()
    assert not suspect_reviews(c.reviewer_ids, author).any()
