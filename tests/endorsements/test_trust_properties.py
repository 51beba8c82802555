# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What holds of endorsements' weight in any community.

Names, order, dates, repetitions and self-praise carry nothing; who is not trusted moves nobody, and
fakes nothing for their operator, in whatever shape; what is taken back was never said; a trusted word
never harms; newer, better founded, stronger, more reliable, more sparing words weigh more; answers
half; a circle is one voice; friends alone open nothing; skills are apart; the terms are the score; and
what is counted at once is what counting everything gives.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endorsements.trust import EDGE, score, weigh

NOW = 1000.0
PEOPLE, SKILLS = 14, 2
quick = settings(max_examples=30, deadline=None)

person = st.integers(0, PEOPLE - 1)
edge = st.tuples(
    person,
    person,
    st.integers(0, SKILLS - 1),
    st.sampled_from([0.5, 1.0]),
    st.sampled_from([100.0, 500.0, 900.0, 1000.0]),
    st.integers(0, 2),
)
communities = st.tuples(
    st.lists(edge, max_size=60, unique_by=lambda found: found[:3]),
    st.lists(person, min_size=1, max_size=3, unique=True),
)


def table(edges):
    return np.array([tuple(each) for each in edges], EDGE)


def scores(edges, seeds, n=PEOPLE, **options):
    return score(table(edges), seeds, n=n, n_skills=SKILLS, now=NOW, **options)


def same(one, other):
    np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-9)


@quick
@given(communities, st.permutations(range(PEOPLE)))
def test_ids_carry_nothing(community, names):
    edges, seeds = community
    renamed = [(names[src], names[dst], *rest) for src, dst, *rest in edges]
    again = scores(renamed, [names[seed] for seed in seeds])
    same(again[list(names)], scores(edges, seeds))


@quick
@given(communities, st.randoms(use_true_random=False))
def test_the_order_in_which_endorsements_are_told_carries_nothing(community, dice):
    edges, seeds = community
    shuffled = dice.sample(edges, len(edges))
    same(scores(shuffled, seeds[::-1]), scores(edges, seeds))


@quick
@given(communities, st.floats(-400, 400))
def test_only_the_age_of_an_endorsement_counts_not_the_date(community, days):
    edges, seeds = community
    moved = table(edges)
    moved["time"] += days
    same(score(moved, seeds, n=PEOPLE, n_skills=SKILLS, now=NOW + days), scores(edges, seeds))


@quick
@given(communities)
def test_saying_the_same_twice_adds_nothing(community):
    edges, seeds = community
    weaker = [(src, dst, skill, 0.25, time, 0) for src, dst, skill, _, time, _ in edges]
    same(scores(edges + edges[:7] + weaker, seeds), scores(edges, seeds))


@quick
@given(communities, person)
def test_praising_oneself_adds_nothing(community, who):
    edges, seeds = community
    same(scores([*edges, (who, who, 0, 1.0, NOW, 2)], seeds), scores(edges, seeds))


@quick
@given(communities, st.integers(1, 30))
def test_people_whom_nobody_trusts_change_nothing(community, many):
    """Whatever they say, of whomever, and however many they are: neither up nor down."""
    edges, seeds = community
    crowd = [(PEOPLE + at, to, 0, 1.0, NOW, 2) for at in range(many) for to in range(PEOPLE)]
    among = [(PEOPLE + at, PEOPLE + (at + 1) % many, 0, 1.0, NOW, 1) for at in range(many)]
    found = scores(edges + crowd + among, seeds, n=PEOPLE + many)
    same(found[:PEOPLE], scores(edges, seeds))
    assert not found[PEOPLE:].any()


@quick
@given(communities, person, st.integers(1, 12), st.data())
def test_fakes_never_help_who_made_them(community, who, many, data):
    """However they praise each other and are praised by their operator: he gains nothing."""
    edges, seeds = community
    if who in seeds:
        return
    gang = [who, *range(PEOPLE, PEOPLE + many)]
    member = st.sampled_from(gang)
    inside = st.tuples(
        member, member, st.integers(0, SKILLS - 1), st.just(1.0), st.just(NOW), st.integers(0, 2)
    )
    praise = data.draw(st.lists(inside, max_size=50, unique_by=lambda found: found[:3]))
    found = scores(edges + praise, seeds, n=PEOPLE + many)[who]
    assert (found <= scores(edges, seeds)[who] * 1.02 + 1e-9).all()


@pytest.mark.parametrize("many", [5, 200])
@pytest.mark.parametrize("shape", ["star", "chain", "all praise all"])
def test_five_or_two_hundred_fakes_add_nothing(many, shape):
    honest = [
        (0, 1, 0, 1.0, NOW, 1), (0, 2, 0, 1.0, NOW, 1), (1, 2, 0, 1.0, NOW, 1),
        (2, 1, 0, 1.0, NOW, 1), (1, 3, 0, 1.0, NOW, 2), (0, 3, 0, 1.0, NOW, 2),
    ]  # fmt: skip
    fakes = range(4, 4 + many)
    praise = [(fake, 3, 0, 1.0, NOW, 2) for fake in fakes]
    if shape == "star":
        praise += [(3, fake, 0, 1.0, NOW, 1) for fake in fakes]
    elif shape == "chain":
        praise += [(fake - 1, fake, 0, 1.0, NOW, 1) for fake in fakes]
    else:
        praise += [(3, 4, 0, 1.0, NOW, 1)]
        praise += [(one, other, 0, 1.0, NOW, 1) for one in fakes for other in fakes]
    alone = score(honest, [0], n=4, now=NOW)[3, 0]
    assert alone > 0.5
    assert score(honest + praise, [0], now=NOW)[3, 0] == pytest.approx(alone, rel=1e-6)


@quick
@given(communities, edge)
def test_an_endorsement_taken_back_was_never_given(community, given_and_taken):
    edges, seeds = community
    before = weigh(table(edges), seeds, n=PEOPLE, n_skills=SKILLS, now=NOW)
    weigh(table([*edges, given_and_taken]), seeds, n=PEOPLE, n_skills=SKILLS, now=NOW)
    again = weigh(table(edges), seeds, n=PEOPLE, n_skills=SKILLS, now=NOW)
    assert (again.scores == before.scores).all()
    assert (again.voices == before.voices).all()


@quick
@given(communities, person)
def test_a_word_of_a_trusted_stranger_never_harms(community, to):
    edges, seeds = community
    stranger = PEOPLE
    with_seed = scores(edges, [*seeds, stranger], n=PEOPLE + 1)[to, 0]
    word = (stranger, to, 0, 1.0, NOW, 2)
    assert scores([*edges, word], [*seeds, stranger], n=PEOPLE + 1)[to, 0] > with_seed


@quick
@given(st.floats(0, 3000), st.floats(0, 3000), st.integers(0, 1), st.floats(0.1, 1))
def test_newer_better_evidenced_and_stronger_words_weigh_more(age, later, evidence, weight):
    def one(age, evidence, weight):
        return score([(0, 1, 0, weight, NOW - age, evidence)], [0], now=NOW)[1, 0]

    assert one(age, evidence, weight) >= one(age + later, evidence, weight)
    assert one(age, evidence, weight) < one(age, evidence + 1, weight)
    assert one(age, evidence, weight / 2) == pytest.approx(one(age, evidence, weight) / 2)


@quick
@given(communities)
def test_friends_alone_open_nothing_and_never_more_than_half_as_much_again(community):
    edges, seeds = community
    found = weigh(table(edges), seeds, n=PEOPLE, n_skills=SKILLS, now=NOW)
    keys = found.keys.reshape(PEOPLE, SKILLS)
    assert (found.scores <= 1.5 * keys + 1e-9).all()
    assert not found.scores[keys == 0].any()


@pytest.mark.parametrize("size", [3, 6, 12, 40])
def test_a_group_speaks_with_one_voice_whatever_its_size(size):
    group = range(1, size + 1)
    edges = [(0, 1, 0, 1.0, NOW, 1), (0, 2, 0, 1.0, NOW, 1)]
    edges += [(a, b, 0, 1.0, NOW, 1) for a in group for b in group if a != b]
    found = weigh(edges, [0], now=NOW)
    assert found.voices[3, 0] == 1
    assert found.voices[1, 0] == 2


def test_fakes_do_not_make_those_credible_who_praise_their_operator():
    """Their praise of others is worth what the operator's own would be: to him, nothing."""
    honest = [(0, 1, 0, 1.0, NOW, 2), (0, 2, 0, 1.0, NOW, 2), (1, 2, 0, 1.0, NOW, 2)]
    # Mate 4 is known by a thread: 3's one word among many.
    honest += [(0, 3, 0, 1.0, NOW, 2)]
    honest += [(3, other, 0, 1.0, NOW, 1) for other in (1, 2, *range(5, 200))]
    honest += [(3, 4, 0, 0.01, NOW, 0), (4, 1, 0, 1.0, NOW, 2)]
    fakes = range(200, 210)
    praise = [(1, fake, 0, 1.0, NOW, 2) for fake in fakes]
    praise += [(fake, 4, 0, 1.0, NOW, 2) for fake in fakes]
    alone = score(honest, [0], n=210, now=NOW)[1, 0]
    assert score(honest + praise, [0], n=210, now=NOW)[1, 0] <= alone * 1.001


@pytest.mark.parametrize("many", [1, 5, 40])
def test_a_weak_word_beside_strong_ones_of_the_same_circle_never_lowers_their_sum(many):
    circle = range(2, 2 + many)
    edges = [(0, mate, 0, 1.0, NOW, 2) for mate in (1, *circle, 2 + many)]
    edges += [(a, b, 0, 1.0, NOW, 1) for a in circle for b in circle if a != b]
    edges += [(mate, 1, 0, 1.0, NOW, 2) for mate in circle]
    edges += [(2 + many, mate, 0, 1.0, NOW, 1) for mate in circle]
    before = score(edges, [0], now=NOW)[1, 0]
    for weight in (0.1, 0.5, 1.0):
        weak = (2 + many, 1, 0, weight, NOW, 2)
        assert score([*edges, weak], [0], now=NOW)[1, 0] >= before * 0.999


def test_giving_to_very_many_divides_what_each_word_weighs():
    def one_of(many):
        given = [(1, to, 0, 1.0, NOW, 1) for to in range(2, 2 + many)]
        found = weigh([(0, 1, 0, 1.0, NOW, 1), *given], [0], now=NOW)
        return found.friends[2]

    assert one_of(10) == one_of(1) > 0
    assert one_of(40) == pytest.approx(one_of(10) / 4)


def test_an_answer_weighs_half():
    edges = [(0, 1, 0, 1.0, NOW, 2), (0, 2, 0, 1.0, NOW, 2), (1, 2, 0, 1.0, NOW, 2)]
    alone = weigh(edges, [0], now=NOW).terms(2)[-1]
    answered = weigh([*edges, (2, 1, 0, 1.0, NOW, 1)], [0], now=NOW).terms(2)[-1]
    assert (alone.endorser, answered.endorser) == (1, 1)
    assert answered.value == pytest.approx(alone.value / 2)


@quick
@given(communities)
def test_more_reliable_givers_never_weigh_less(community):
    edges, seeds = community
    doubtful = scores(edges, seeds, reliability=np.full(PEOPLE, 0.4))
    sure = scores(edges, seeds, reliability=np.full(PEOPLE, 0.9))
    assert (sure >= doubtful).all()
    assert not scores(edges, seeds, reliability=np.full(PEOPLE, 0.2)).any()


@quick
@given(communities)
def test_skills_are_scored_apart(community):
    edges, seeds = community
    one = [each for each in edges if each[2] == 0]
    spoken = {(src, dst) for src, dst, *_ in one}
    assert (scores(one, seeds)[:, 1] == 0).all()
    for person_, skill in zip(*np.nonzero(scores(edges, seeds)), strict=True):
        assert any(dst == person_ and of == skill for _, dst, of, *_ in edges)
    assert len(spoken) <= len(one)


@quick
@given(communities)
def test_the_terms_add_up_to_the_score(community):
    edges, seeds = community
    found = weigh(table(edges), seeds, n=PEOPLE, n_skills=SKILLS, now=NOW)
    for who in range(PEOPLE):
        for skill in range(SKILLS):
            terms = found.terms(who, skill)
            assert sum(term.value for term in terms) == pytest.approx(found.scores[who, skill])
            assert [term.value for term in terms] == sorted(
                (term.value for term in terms), reverse=True
            )


@quick
@given(communities, edge)
def test_one_endorsement_counted_at_once_is_what_counting_all_would_give(community, new):
    edges, seeds = community
    options = {"n": PEOPLE, "n_skills": SKILLS, "now": NOW}
    basis = weigh(table(edges), seeds, **options).basis
    after = [*(each for each in edges if each[:3] != new[:3]), new]
    to = new[1]
    near = {to} | {src for src, dst, *_ in after if dst == to}
    few = [each for each in after if each[0] in near]
    at_once = weigh(table(few), seeds, basis=basis, **options)
    whole = weigh(table(after), seeds, basis=basis, **options)
    same(at_once.scores[to], whole.scores[to])
    assert (at_once.voices[to] == whole.voices[to]).all()


@quick
@given(communities)
def test_counting_few_by_a_fresh_basis_is_what_counting_from_scratch_gives(community):
    edges, seeds = community
    options = {"n": PEOPLE, "n_skills": SKILLS, "now": NOW}
    whole = weigh(table(edges), seeds, **options)
    for to in range(PEOPLE):
        near = {to} | {src for src, dst, *_ in edges if dst == to}
        few = table([each for each in edges if each[0] in near])
        found = weigh(few, seeds, basis=whole.basis, **options)
        same(found.scores[to], whole.scores[to])


@quick
@given(communities)
def test_scores_are_finite_and_never_negative_and_nobody_is_trusted_without_seeds(community):
    edges, seeds = community
    found = scores(edges, seeds)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert not scores(edges, []).any()
