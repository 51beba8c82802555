# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Groups who review each other: a sign of arranged reviews, from structure alone.

Scores cannot tell a ring that captures all reviews of an item from a good item, but random
allocation hardly ever makes A review B and B review A, let alone three people doing so densely.
A group is suspect when at least ``LEAST_MEMBERS`` are joined by mutual reviews, each with
``LEAST_PARTNERS`` or more partners on average, and twice as many again as chance would give
in a course of many activities. In small cohorts where everybody must review
everybody this is no sign at all, so groups of a third of the cohort or more, and cohorts in which
mutual reviews are common, are let be. A flag is a question for staff, never a verdict.
"""

import numpy as np

VERSION = "collusion-1"

LEAST_MEMBERS = 3
LEAST_PARTNERS = 1.5
LARGEST_SHARE = 1 / 3
COMMON = 0.25  # share of mutual reviews from which they are taken for the design


def suspect_reviews(reviewer: np.ndarray, author: np.ndarray) -> np.ndarray:
    """Mask (n,) of mutual reviews inside suspect groups.

    ``reviewer`` and ``author`` (n,) are dense person indices; author -1 where unknown.
    """
    suspect = np.zeros(reviewer.size, dtype=bool)
    usable = (author >= 0) & (author != reviewer)
    if not usable.any():
        return suspect
    people = int(max(reviewer.max(), author.max())) + 1
    forth, back = reviewer * people + author, author * people + reviewer
    mutual = usable & np.isin(forth, back[usable])
    if not mutual.any() or mutual.sum() > COMMON * usable.sum():
        return suspect
    pairs = np.unique(forth[mutual])
    group = _components(pairs // people, pairs % people, people)
    partners = np.bincount(pairs // people, minlength=people)
    members = np.bincount(group, partners > 0, people)
    mean = np.bincount(group, partners, people) / np.maximum(members, 1)
    active = np.union1d(reviewer, author[usable]).size
    by_chance = (usable.sum() / active) ** 2 / active
    dense = mean >= LEAST_PARTNERS + 2 * by_chance
    bad = (members >= LEAST_MEMBERS) & dense & (members < LARGEST_SHARE * active)
    return mutual & bad[group[reviewer]]


def _components(a: np.ndarray, b: np.ndarray, people: int) -> np.ndarray:
    """Smallest member of everyone's connected component (edges in both directions)."""
    label = np.arange(people)
    while True:
        smaller = label.copy()
        np.minimum.at(smaller, a, label[b])
        smaller = smaller[smaller]
        if np.array_equal(smaller, label):
            return label
        label = smaller
