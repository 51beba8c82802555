# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Finding, sharing, comparing and printing rubrics, and what a builder accepts beyond criteria."""

import dataclasses

import pytest
from django.urls import reverse

from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.models import Message
from peerreview.rubrics import comparing, library, queries, services
from peerreview.rubrics.models import Rubric, RubricVersion
from tests.peerreview.rubrics.test_pages import COLOUR, SHAPE, form, sent_back


@pytest.fixture
def mine(alice):
    return services.publish_rubric(spec=library.ESSAY, owner=alice).rubric


def changed(spec, index=0, **changes):
    criteria = list(spec.criteria)
    criteria[index] = dataclasses.replace(criteria[index], **changes)
    return dataclasses.replace(spec, criteria=tuple(criteria))


# --- hashes ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("spec", "is_same"),
    [
        (changed(library.ESSAY, title="Thesis", comment="required", questions=("Why?",)), True),
        (dataclasses.replace(library.ESSAY, guidance="Read.", asks_missed=True), True),
        (changed(library.ESSAY, weight=3), False),
        (changed(library.ESSAY, key="thesis"), False),
        (changed(library.ESSAY, levels=library.ESSAY.criteria[0].levels[1:]), False),
        (dataclasses.replace(library.ESSAY, criteria=library.ESSAY.criteria[::-1]), False),
    ],
)
def test_versions_share_a_structure_hash_when_only_words_differ(mine, spec, is_same):
    first = queries.latest_version(mine)

    second = services.publish_rubric(spec=spec, rubric=mine)

    assert second.content_hash != first.content_hash
    assert (second.structure_hash == first.structure_hash) is is_same


def test_all_weights_zero_is_refused_and_a_single_one_is_not_counted(alice, client_of):
    browser = client_of(alice)
    none = form(COLOUR, SHAPE) | {"criteria-0-weight": "0", "criteria-1-weight": "0"}

    refused = browser.post(reverse("rubric-new"), none)
    done = browser.post(reverse("rubric-new"), none | {"criteria-1-weight": "1"}, follow=True)

    assert refused.status_code == 422
    assert "All weights are 0, so nothing would count" in refused.content.decode()
    assert "asked, not counted" in done.content.decode()


def test_all_that_a_builder_asks_is_stored_and_comes_back(alice, client_of):
    browser = client_of(alice)
    typed = form(COLOUR) | {
        "criteria-0-questions": "Which?\n\n  Where?  ",
        "overall": "required",
        "overall_min_chars": "30",
        "asks_missed": "on",
    }  # the box "may say that they cannot judge" is not ticked

    browser.post(reverse("rubric-new"), typed)

    rubric = Rubric.objects.get()
    spec = queries.spec_of(queries.latest_version(rubric))
    assert spec.criteria[0].questions == ("Which?", "Where?")
    assert not spec.criteria[0].allows_cannot_judge
    assert (spec.overall, spec.overall_min_chars, spec.asks_missed) == ("required", 30, True)
    again = browser.get(reverse("rubric-edit", args=[rubric.uuid])).context["builder"]
    assert (
        browser.post(
            reverse("rubric-edit", args=[rubric.uuid]), {**sent_back(again), "base": "1"}
        ).status_code
        == 302
    )
    assert rubric.versions.count() == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"questions": ("x" * 301,)}, "Criterion 1: use at most 300 characters"),
        ({"questions": ("x",) * 7}, "Criterion 1: ask at most 6 guiding questions"),
        ({"weight": -1}, "Criterion 1: the weight goes from 0"),
        ({"comment_min_chars": 3000}, "Criterion 1: the shortest comment"),
    ],
)
def test_enormous_or_wrong_options_are_refused_by_name(alice, changes, says):
    with pytest.raises(Invalid, match="Criterion 1") as refused:
        services.publish_rubric(spec=changed(library.ESSAY, **changes), owner=alice)

    assert says in refused.value.message


# --- the library ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"q": "outline"}, []),
        ({"q": "argu"}, []),
        ({"q": "reasoning"}, ["Essay"]),
        ({"q": "ESSAY"}, ["Essay"]),
        ({"q": "one mark"}, ["Digital artefact, one mark"]),
        ({"q": "%"}, []),
        ({"whose": "mine"}, ["Mine"]),
        ({"whose": "mine", "q": "essay"}, []),
    ],
)
def test_the_library_is_searched_by_title_advice_and_criteria(alice, client_of, query, titles):
    services.publish_library()
    services.publish_rubric(
        spec=dataclasses.replace(library.CODE, title="Mine", guidance=""), owner=alice
    )

    page = client_of(alice).get(reverse("rubrics"), query)

    assert [rubric.title for rubric in page.context["page"]] == titles
    assert ("Nothing found" in page.content.decode()) is (not titles)


def test_a_search_looks_at_the_newest_version_only(mine, alice, client_of):
    services.publish_rubric(spec=library.CODE, rubric=mine)

    found = client_of(alice).get(reverse("rubrics"), {"q": "reasoning"}).context["page"]

    assert list(found) == []


def test_sharing_lets_everyone_find_it_and_taking_it_back_hides_it(mine, alice, ben, client_of):
    owner, other = client_of(alice), client_of(ben)
    url = reverse("rubric-share", args=[mine.uuid])

    def found():
        return mine in other.get(reverse("rubrics")).context["page"]

    for _twice in range(2):
        owner.post(url, {"shared": "yes"})
    was_found = found()
    may_others = other.post(url, {"shared": "no"}).status_code
    owner.post(url, {"shared": "no"})

    assert was_found
    assert not found()
    assert may_others == 403
    assert other.get(reverse("rubric", args=[mine.uuid])).status_code == 404
    assert Message.objects.filter(name="rubrics.RubricShared").count() == 2


def test_what_ships_with_the_site_cannot_be_taken_out_of_the_library(alice):
    rubric = services.publish_library()[0].rubric

    with pytest.raises(NotAllowed):
        services.share_rubric(rubric=rubric, by=alice, shared=False)


# --- versions -------------------------------------------------------------------------------------
def test_two_versions_are_compared_in_words(mine, alice, client_of):
    spec = changed(library.ESSAY, title="Thesis", weight=3)
    levels = spec.criteria[3].levels
    spec = changed(spec, 3, levels=levels[:2])
    spec = dataclasses.replace(spec, criteria=(*spec.criteria[:4], library.CODE.criteria[0]))
    services.publish_rubric(spec=spec, rubric=mine)

    page = client_of(alice).get(
        reverse("rubric-compare", args=[mine.uuid]), {"from": "2", "to": "1"}
    )

    html = page.content.decode()
    parts = {part.title: part.state for part in page.context["parts"]}
    assert parts == {
        "Thesis": "changed",
        "Structure": "changed",
        "It does what it should": "new",
        "Language": "gone",
    }
    assert "<del>Claim</del>" in html
    assert "<ins>Thesis</ins>" in html
    assert "should not be compared" in html


def test_only_words_changed_is_said(mine, alice, client_of):
    services.publish_rubric(spec=changed(library.ESSAY, title="Thesis"), rubric=mine)

    page = client_of(alice).get(
        reverse("rubric-compare", args=[mine.uuid]), {"from": "1", "to": "2"}
    )

    assert "scores under the two versions can be compared" in page.content.decode()


@pytest.mark.parametrize("query", [{}, {"from": "1"}, {"from": "x", "to": "-1"}, {"to": "9" * 40}])
def test_comparing_what_is_not_there_is_a_page_not_found(mine, alice, client_of, query):
    url = reverse("rubric-compare", args=[mine.uuid])

    assert client_of(alice).get(url, query).status_code == 404


@pytest.mark.parametrize("name", library.RUBRICS)
def test_a_rubric_does_not_differ_from_itself(name):
    assert comparing.compare(library.RUBRICS[name], library.RUBRICS[name]) == []


def test_the_list_of_versions_costs_the_same_for_10_and_200(
    mine, alice, client_of, django_assert_max_num_queries
):
    browser, url = client_of(alice), reverse("rubric-versions", args=[mine.uuid])
    costs = []
    for upto in (10, 200):
        there = mine.versions.count()
        RubricVersion.objects.bulk_create(
            RubricVersion(rubric=mine, number=n, title="R", content_hash=str(n), structure_hash="0")
            for n in range(there + 1, upto + 1)
        )
        browser.get(url)
        with django_assert_max_num_queries(30) as seen:
            assert "radio" in browser.get(url).content.decode()
        costs.append(len(seen))

    assert costs[0] == costs[1]


def test_the_sheet_to_print_has_every_level_and_lines_to_write_on(mine, alice, client_of):
    page = client_of(alice).get(reverse("rubric-print", args=[mine.uuid, 1])).content.decode()

    assert page.count("sheet-box") == sum(len(c.levels) + 1 for c in library.ESSAY.criteria)
    assert "I cannot judge this" in page


def test_searching_costs_the_same_for_10_and_200_rubrics(
    alice, client_of, django_assert_max_num_queries
):
    browser, costs = client_of(alice), []
    for numbers in (range(10), range(10, 200)):
        rubrics = Rubric.objects.bulk_create(Rubric(title=f"R{n}", owner=alice) for n in numbers)
        RubricVersion.objects.bulk_create(
            RubricVersion(rubric=r, number=1, title=r.title, content_hash="0", structure_hash="0")
            for r in rubrics
        )
        browser.get(reverse("rubrics"), {"q": "r"})
        with django_assert_max_num_queries(30) as seen:
            page = browser.get(reverse("rubrics"), {"q": "r", "whose": "mine"})
        costs.append((len(seen), len(page.context["page"])))

    assert costs[0][0] == costs[1][0]
    assert [shown for _cost, shown in costs] == [10, 12]
