# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a badge is in short: right for any rubric, the same figure everywhere, and whole without a work."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from badges import (
    glances,
    issuing,
    marks,
    pages,
    pursuing,
    queries,
    rule_forms,
    rule_pages,
    sharing,
)
from badges.models import Achievement
from peerreview.accounts.models import User
from tests import worlds
from tests.badges import earning

SignIn = Callable[[User], Client]


def a_row(title: str, level: str, place: int, levels: int = 4) -> pages.CriterionRow:
    return pages.CriterionRow(
        title=title, level=level, level_description="", levels=levels, place=place, value=place,
        low=0, high=place, reviews=3, agreement="", certainty="",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("Good", 3), ("Good", 3)],
            "Most likely “Good” (the highest of 4 levels) on all 2 criteria",
        ),
        ([("Lifts", 3), ("Sound", 3)], "Most likely the highest of 4 levels on all 2 criteria"),
        (
            [("Lifts", 3), ("Sound", 3), ("Clear", 2)],
            "Most likely the highest of 4 levels on 2 of 3 criteria; "
            "“Clear” (the second highest of 4 levels) on 1 of 3 criteria",
        ),
        ([("Begun", 0)], "Most likely “Begun” (the lowest level of 4) on its one criterion"),
    ],
)
def test_the_headline_is_read_without_the_rubric(rows: list[tuple[str, int]], said: str) -> None:
    assert glances.found([a_row("C", name, place) for name, place in rows]) == said


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 4)), min_size=1, max_size=9))
def test_every_criterion_is_counted_once(found: list[tuple[str, int]]) -> None:
    rows = [a_row("C", name, place, levels=5) for name, place in found]
    total = len(rows)
    parts = glances.found(rows).split("; ")
    if len(parts) == 1:
        assert parts[0].endswith("criterion" if total == 1 else f"on all {total} criteria")
    else:
        counts = [int(part.rpartition(" on ")[2].split(" of ")[0]) for part in parts]
        assert sum(counts) == total


def agreement(*values: float | None) -> str:
    facts = [{"title": f"C{n}", "agreement": value} for n, value in enumerate(values)]
    return glances.agreed({"independent_reviewers": 3, "criteria": facts})


def test_agreement_names_the_criterion_that_stands_out() -> None:
    assert agreement(0.8, 0.85) == "3 independent reviews; the reviewers agreed closely"
    apart = agreement(0.95, 0.3)
    assert "almost entirely on “C0”" in apart
    assert "least on “C1” (the reviewers saw it differently)" in apart
    assert "nobody to agree with" in agreement(None)


@given(st.floats(0, 6))
def test_a_mark_is_one_number_on_the_page_and_at_the_check(value: float) -> None:
    signed = marks.signed(value)

    assert marks.shown(value) == marks.shown(signed)
    assert abs(marks.shown(value) - value) < 0.0551
    assert (marks.shown("2.65"), marks.shown(2.648)) == (2.7, 2.7)


def judged(tree: dict[str, Any], *, voices: list[Any]) -> str:
    evidence = {"submission": None, "tree": tree, "rows": [], "endorsements": voices}
    return glances.glance(evidence).judged


def test_without_a_work_it_says_what_was_looked_at() -> None:
    reflection = judged({"all": [{"reflection": {"min_chars": 20}}]}, voices=[])
    voice = pages.EndorsementRow(
        skill="Cooking", given_by="", reason="", is_about_the_work=False, is_of_badge=False
    )
    vouched = judged({"endorsements": {"people": 1, "skill": None}}, voices=[voice])

    assert "which nobody has judged" in reflection
    assert "the word of people" not in reflection
    assert "the word of people who know how they work" in vouched
    assert "Cooking" in voice.about


# --- pages ---------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_decision_is_a_page_and_stays_a_document(
    client: Client, alice: User, ben: User, fran: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran), is_public=True)
    page = client.get(reverse("credential-decision-page", args=[credential.uuid]))
    record = json.loads(credential.decision)

    assert "How each part stood" in page.content.decode()
    assert record["evidence"]["digest"] in page.content.decode()
    assert reverse("credential-decision", args=[credential.uuid]) in page.content.decode()
    own = client.get(reverse("credential", args=[credential.uuid])).content.decode()
    issuing.set_public(credential=credential, by=alice, is_public=False)
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert reverse("credential-decision-page", args=[credential.uuid]) in own


@pytest.mark.django_db
def test_who_left_a_badge_is_not_told_that_nothing_was_begun(
    client_of: SignIn, alice: User, ben: User, fran: User
) -> None:
    found = earning.an_offer(alice, ben, fran).achievement
    pursuing.decline(achievement=found, by=alice)
    page = client_of(alice).get(reverse("achievement", args=[found.uuid])).content.decode()

    assert "You left this badge" in page
    assert "You have not begun" not in page


@pytest.mark.django_db
def test_a_request_says_what_comes_and_can_be_taken_back(
    client_of: SignIn, alice: User, ben: User, fran: User
) -> None:
    worlds.a_cohort_activity(fran, [alice, ben])
    found = earning.an_achievement(by=fran, opt_in="request")
    client, want = client_of(alice), reverse("achievement-want", args=[found.uuid])
    asked = client.post(want, {"act": "request"}, follow=True).content.decode()
    seen = client_of(fran).get(reverse("achievement", args=[found.uuid])).content.decode()
    home = client_of(fran).get("/").content.decode()
    back = client_of(alice).post(want, {"act": "drop"}, follow=True).content.decode()

    assert "Once the evidence is enough it is offered to you" in asked
    assert "Take the request back" in asked
    assert "1 person has asked for it." in seen
    assert "1 is on the way." in seen
    assert "Badges you answer for" in home
    assert "Take the request back" not in back


@pytest.mark.django_db
def test_a_badge_that_names_nobody_is_not_listed_under_a_name(
    client_of: SignIn, alice: User, ben: User, fran: User
) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran), is_public=True)

    assert list(queries.public_credentials_of(alice.pk)) == [credential]
    assert not queries.listed_credentials_of(alice.pk)
    profile = client_of(ben).get(f"/people/{alice.uuid}/").content.decode()
    assert sharing.page_url(credential).partition("://")[2].partition("/")[2] not in profile


# --- writing a rule ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "share", "fault"),
    [("90", 0.9, ""), ("99.9", 0.999, ""), ("0.9", None, "90, not 0.9"), ("", None, "")],
)
def test_shares_are_written_in_percent(typed: str, share: float | None, fault: str) -> None:
    field = rule_forms.PercentField(required=False, min_value=0, max_value=100)
    if fault:
        with pytest.raises(rule_forms.forms.ValidationError, match=fault):
            field.clean(typed)
    else:
        assert field.clean(typed) == share
        assert field.prepare_value(share) == (typed if share else None)
        assert field.prepare_value(typed) == typed


ESTIMATE = {"refused": 0.0, "low": 0.0, "high": 0.0, "deserving": 18.0}


def test_a_trial_that_lets_nobody_through_foretells_nothing() -> None:
    nobody = rule_pages._foretold({"met": 0, "estimate": ESTIMATE})
    some = rule_pages._foretold({"met": 4, "estimate": ESTIMATE})

    assert "fewer than one in twenty" not in nobody
    assert "Looking at the level alone" in some
    assert "between" not in some
    assert "between 10% and 30%" in rule_pages._foretold(
        {"met": 4, "estimate": {**ESTIMATE, "refused": 0.2, "low": 0.1, "high": 0.3}}
    )


@pytest.mark.django_db
def test_a_rule_tried_on_nobody_is_published_only_knowingly(
    client_of: SignIn, alice: User, fran: User
) -> None:
    worlds.a_cohort_activity(fran, [alice])
    found: Achievement = earning.an_achievement(by=fran)
    client, address = client_of(fran), reverse("criteria-edit", args=[found.uuid])
    before = queries.current_criteria(found).tree
    sent = {
        "rows": "2", "opt_in": "suggest", "activity": "", "act": "try",
        "r0-depth": "0", "r0-kind": "all",
        "r1-depth": "1", "r1-kind": "reflection", "r1-min_chars": "40",
    }  # fmt: skip
    page = client.post(address, sent, follow=True)
    trial = page.context["trial"]
    publish = reverse("trial-publish", args=[trial.uuid])
    asked = client.post(publish, follow=True).content.decode()

    assert trial.figures["of"] == 0
    assert "Publish it although it was tried on nobody" in page.content.decode()
    assert "Tick the box" in asked
    assert queries.current_criteria(found).tree == before
    client.post(publish, {"untried": "1"})
    assert queries.current_criteria(found).tree == trial.tree
