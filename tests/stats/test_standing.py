# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np

from peerreview.stats.standing import HIGH, LEAST_REVIEWS, LOW, places


def cohort(dice, *, people=30, each=8, careless=6, works=60):
    """Readers who follow the work, and some who give whatever; criteria 5, scores in [0, 1]."""
    truth = dice.uniform(0.1, 0.9, (works, 5))
    who, items, scores = [], [], []
    for person in range(people):
        for work in dice.choice(works, each, replace=False):
            is_reader = person >= careless
            given = truth[work] + dice.normal(0, 0.1, 5) if is_reader else dice.uniform(0, 1, 5)
            who.append(person)
            items.append(work)
            scores.append(np.round(np.clip(given, 0, 1) * 4) / 4)
    return np.array(who), np.array(items), np.array(scores)


def test_who_does_not_read_is_found_below_and_ranges_hold_the_band():
    found = places(*cohort(np.random.default_rng(3)))

    assert len(found) == 30
    assert all(one.lowest <= one.band <= one.highest for one in found)
    bands = np.array([one.band for one in found])
    assert bands[:6].tolist() == [LOW] * 6
    assert (bands[6:] > LOW).mean() > 0.8
    assert HIGH in bands


def test_too_few_reviews_or_people_say_nothing():
    dice = np.random.default_rng(1)

    assert places(*cohort(dice, people=30, each=LEAST_REVIEWS - 1)) == []
    assert places(*cohort(dice, people=5, careless=0)) == []


def test_the_same_input_gives_the_same_places():
    given = cohort(np.random.default_rng(5), people=12, each=5, works=20)

    assert places(*given) == places(*given)


def test_where_nobody_differs_places_are_told_as_uncertain():
    found = places(*cohort(np.random.default_rng(2), people=20, each=4, careless=0, works=25))

    assert np.mean([one.highest > one.lowest for one in found]) > 0.6


def test_leniency_is_against_the_others_whatever_all_share_against_staff():
    dice = np.random.default_rng(7)
    who, items, scores = cohort(dice, people=12, each=10, careless=0, works=20)
    scores = np.clip(scores + np.where(who == 0, 0.3, 0.0)[:, None], 0, 1)
    staff = {item: float(scores[items == item].mean()) - 0.2 for item in range(10)}

    bias = [one.bias for one in places(who, items, scores, known=staff)]

    assert bias[0] > 0.1
    assert abs(np.median(bias)) < 0.05
    assert len({round(each, 6) for each in bias}) > 6
