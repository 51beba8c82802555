# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what in the reviews of an activity is worth a look. It finds; it judges nobody.

Every limit leans to silence: a list that cries wolf is not read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median
from typing import Any

import numpy as np

from peerreview.stats import items, rings, shingles

FAR = 0.35  # of the scale, between one review and the mean of at least two others
CARELESS, CARELESS_REVIEWS = 0.5, 4
FAST_SHARE, FAST_LEAST = 0.2, 8  # of the median time, among at least so many reviews
SHORT_WORDS, SHORT_LEAST = 6, 5
WORKS_ALIKE = 0.5


@dataclass(frozen=True)
class Given:
    """One review: who of what by whom, how long it took, what it says; `shares` are its levels as
    shares of the scale, by criterion (absent where it could not judge)."""

    review: int
    reviewer: int
    submission: int
    author: int
    seconds: float
    text: str
    shares: Mapping[int, float]

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True)
class Found:
    """A pattern. `key` is the same whenever the same pattern is found again."""

    kind: str
    key: str
    strength: float
    facts: dict[str, Any]
    people: tuple[int, ...] = ()
    reviews: tuple[int, ...] = ()
    submissions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scene:
    """All that is looked at. `levels` are numbers of levels by criterion, `boilerplate` is the
    rubric's own text, `works` are texts of submissions."""

    reviews: Sequence[Given]
    levels: Mapping[int, int]
    boilerplate: Sequence[str] = ()
    works: Mapping[int, str] = field(default_factory=dict)
    authors: Mapping[int, int] = field(default_factory=dict)
    takes_comments: bool = True


def find(scene: Scene) -> list[Found]:
    """Everything found, the strongest of each kind first."""
    found = [
        *disagreements(scene.reviews),
        *careless(scene),
        *copied(scene),
        *too_fast(scene.reviews),
        *circles(scene.reviews),
        *similar_works(scene),
    ]
    if scene.takes_comments:
        found += short(scene.reviews)
    return found


def disagreements(reviews: Sequence[Given]) -> list[Found]:
    """Reviews that lie far from the mean of at least two others who agree among themselves."""
    found = []
    for one, own, others in _beside_others(reviews, least=2):
        rest = fmean(others)
        if abs(own - rest) > FAR and max(others) - min(others) <= FAR:
            facts = {"own": round(100 * own), "others": round(100 * rest), "count": len(others)}
            strength = abs(own - rest) / FAR
            found.append(_about("disagreement", one, strength, facts))
    return found


def _about(kind: str, one: Given, strength: float, facts: dict[str, Any]) -> Found:
    """A pattern in one review."""
    key = f"review:{one.review}"
    return Found(kind, key, strength, facts, (one.reviewer,), (one.review,), (one.submission,))


def _beside_others(
    reviews: Sequence[Given], *, least: int
) -> Iterable[tuple[Given, float, list[float]]]:
    """Each review with its mean, and the means of the others of that work."""
    by_work: dict[int, list[Given]] = defaultdict(list)
    for one in reviews:
        if one.shares:
            by_work[one.submission].append(one)
    for group in by_work.values():
        means = [fmean(one.shares.values()) for one in group]
        if len(group) > least:
            for place, one in enumerate(group):
                yield one, means[place], means[:place] + means[place + 1 :]


def careless(scene: Scene) -> list[Found]:
    """Reviewers whose scores follow no difference between works that others saw."""
    rows = [one for one in scene.reviews if one.shares]
    if not rows:
        return []
    keys = list(scene.levels)
    tops = [max(scene.levels[key] - 1, 1) for key in keys]
    scores = np.array(
        [
            [one.shares.get(key, np.nan) * top for key, top in zip(keys, tops, strict=True)]
            for one in rows
        ]
    )
    fit = items.fit_cohort(
        [one.reviewer for one in rows],
        [one.submission for one in rows],
        scores,
        levels=[scene.levels[key] for key in keys],
        author_of_item={one.submission: one.author for one in rows},
    )
    return [
        Found(
            "careless",
            f"person:{person}",
            known.careless / CARELESS,
            {"chance": round(100 * known.careless), "count": known.reviews},
            (person,),
            tuple(one.review for one in rows if one.reviewer == person),
        )
        for person, known in sorted(fit.reviewers.items())
        if known.reviews >= CARELESS_REVIEWS and known.careless > CARELESS
    ]


def copied(scene: Scene) -> list[Found]:
    """Pairs of reviews with much wording in common that is not the rubric's."""
    rows = scene.reviews
    return [
        Found(
            "copied",
            f"reviews:{rows[pair.first].review}:{rows[pair.second].review}",
            pair.jaccard / shingles.ALIKE,
            {
                "percent": round(100 * pair.jaccard),
                "is_same_person": rows[pair.first].reviewer == rows[pair.second].reviewer,
            },
            tuple(sorted({rows[pair.first].reviewer, rows[pair.second].reviewer})),
            (rows[pair.first].review, rows[pair.second].review),
        )
        for pair in shingles.alike([one.text for one in rows], boilerplate=scene.boilerplate)
    ]


def too_fast(reviews: Sequence[Given]) -> list[Found]:
    """Reviews written in a small part of the time others take, for the words they have."""
    if len(reviews) < FAST_LEAST:
        return []
    usual, usual_words = (
        median(one.seconds for one in reviews),
        median(one.words for one in reviews),
    )
    found = []
    for one in reviews:
        # Who writes little may well be quicker; who writes much in no time had it ready.
        share = min(max(one.words / max(usual_words, 1), 0.5), 2.0)
        limit = FAST_SHARE * usual * share
        if one.seconds < limit:
            facts = {"seconds": round(one.seconds), "usual": round(usual), "words": one.words}
            strength = min(limit / max(one.seconds, 1.0), 5.0)
            found.append(_about("too_fast", one, strength, facts))
    return found


def short(reviews: Sequence[Given]) -> list[Found]:
    """Reviews of hardly a word, where others write."""
    if len(reviews) < SHORT_LEAST:
        return []
    usual = median(one.words for one in reviews)
    return [
        _about(
            "short",
            one,
            1 + (SHORT_WORDS - one.words) / SHORT_WORDS,
            {"words": one.words, "usual": round(usual)},
        )
        for one in reviews
        if one.words < SHORT_WORDS and usual >= 2 * SHORT_WORDS
    ]


def circles(reviews: Sequence[Given]) -> list[Found]:
    """Two to four people who each gave the next more than others did."""
    edges, between = [], defaultdict(list)
    for one, own, others in _beside_others(reviews, least=1):
        edges.append(rings.Edge(one.reviewer, one.author, own - fmean(others)))
        between[one.reviewer, one.author].append(one)
    found = []
    for ring in rings.rings(edges):
        following = (*ring.people[1:], ring.people[0])
        on_it = [one for pair in zip(ring.people, following, strict=True) for one in between[pair]]
        found.append(
            Found(
                "reciprocal" if len(ring.people) == 2 else "ring",
                "people:" + ":".join(map(str, ring.people)),
                ring.excess / rings.EXCESS,
                {"excess": round(100 * ring.excess), "count": len(ring.people)},
                ring.people,
                tuple(one.review for one in on_it),
            )
        )
    return found


def similar_works(scene: Scene) -> list[Found]:
    """Pairs of works by different people with much text in common."""
    places = sorted(scene.works)
    texts = [scene.works[place] for place in places]
    found = []
    for pair in shingles.alike(texts, boilerplate=scene.boilerplate, threshold=WORKS_ALIKE):
        first, second = places[pair.first], places[pair.second]
        people = {scene.authors.get(first), scene.authors.get(second)} - {None}
        if len(people) == 2:
            found.append(
                Found(
                    "similar_work",
                    f"works:{first}:{second}",
                    pair.jaccard / WORKS_ALIKE,
                    {"percent": round(100 * pair.jaccard)},
                    tuple(sorted(people)),
                    (),
                    (first, second),
                )
            )
    return found
