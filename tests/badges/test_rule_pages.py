# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages about rules: changed row by row without a script, tried, published, compared; people's own wishes."""

import re

import pytest
from django.urls import reverse

from badges import pursuing, queries, rows, rule_forms, services, words
from badges.criteria import CONDITIONS, check
from badges.models import Progress
from badges.rule_models import Pursuit, Reflection, Trial
from peerreview.outbox import services as outbox
from tests import worlds
from tests.badges.earning import SKILL, an_achievement, vouch
from tests.badges.issuers import scene

pytestmark = pytest.mark.django_db
APPROVED = {"all": [{"facilitator": {"approve": 1}}]}
REFLECTED = {"all": [{"reflection": {"min_chars": 200}}]}


@pytest.fixture
def achievement(fran, alice, ben):
    worlds.a_cohort_activity(fran, [alice, ben])
    return an_achievement(by=fran)


def sent(response) -> dict:
    """What a browser would send back: every field of the form as it stands."""
    page = response.content.decode()
    form = page[page.index('id="rule-form"') : page.index("</form>", page.index('id="rule-form"'))]
    data: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'\b{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and (" checked" in tag or 'type="checkbox"' not in tag):
            data[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<select name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"\s+selected', body) or re.search(
            r'value="([^"]*)"', body
        )
        data[name] = chosen[1]
    return data


def test_a_rule_is_changed_row_by_row_tried_and_published(client, fran, achievement) -> None:
    client.force_login(fran)
    address = reverse("criteria-edit", args=[achievement.uuid])

    page = client.get(address)
    page = client.post(address, {**sent(page), "add-0": "any", "act": "add:0"})
    page = client.post(address, {**sent(page), "add-2": "reflection", "act": "add:2"})
    page = client.post(address, {**sent(page), "add-2": "facilitator", "act": "add:2"})
    page = client.post(address, {**sent(page), "act": "up:4"})
    page = client.post(address, {**sent(page), "r4-min_chars": "300", "act": "check"})
    assert "in at least 300 characters" in page.content.decode()
    gone = client.post(address, {**sent(page), "act": "try"}, follow=True)
    outbox.deliver_all()

    trial = Trial.objects.get()
    assert trial.tree == {
        "all": [
            {"endorsements": {"skill": SKILL, "people": 1}},
            {"any": [{"facilitator": {"approve": 1}}, {"reflection": {"min_chars": 300}}]},
        ]
    }
    assert gone.redirect_chain[-1][0] == reverse("trial", args=[trial.uuid])
    publish = reverse("trial-publish", args=[trial.uuid])
    page = client.post(publish, {"untried": "1"}, follow=True)
    assert "<ins>Any one of these:</ins>" in page.content.decode()
    assert queries.current_criteria(achievement).tree == trial.tree


def test_what_is_wrong_is_named_and_what_was_typed_stays(client, fran, achievement) -> None:
    client.force_login(fran)
    address = reverse("criteria-edit", args=[achievement.uuid])
    start = sent(client.get(address))

    page = client.post(address, {**start, "r1-people": "900", "act": "try"}).content.decode()
    assert 'value="900"' in page
    assert "less than or equal to 50" in page
    page = client.post(address, {**start, "r1-people": "", "act": "try"}).content.decode()
    assert "Fill in at least one of these." in page
    page = client.post(address, {**start, "r0-kind": "at_least", "r0-n": "3", "act": "try"})
    assert "no fewer than it asks for" in page.content.decode()
    page = client.post(address, {**start, "act": "remove:1"})
    page = client.post(address, {**sent(page), "act": "check"}).content.decode()
    assert "Every group needs something in it" in page
    assert not Trial.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": "x"},
        {"rows": "999"},
        {"rows": "2", "r1-depth": "7"},
        {"r1-kind": "nonsense"},
        {"act": "add:77"},
        {"act": "add:0", "add-0": "nonsense"},
        {"act": "fly:0"},
        {"opt_in": "auto", "act": "try"},
        {"activity": "nonsense", "act": "try"},
    ],
)
def test_what_no_browser_sends_is_no_fault_of_the_server(client, fran, achievement, wrong) -> None:
    client.force_login(fran)
    address = reverse("criteria-edit", args=[achievement.uuid])

    answer = client.post(address, {**sent(client.get(address)), "act": "check", **wrong})

    assert answer.status_code == 200
    assert not Trial.objects.exists()


def test_two_versions_stand_side_by_side_in_words(client, achievement) -> None:
    tree = {"all": [{"endorsements": {"people": 3, "skill": None}}, {"flags": {"open": 0}}]}
    activity = worlds.Activity.objects.get()
    services.publish_criteria(achievement=achievement, tree=tree, activity_uuid=activity.uuid)

    page = client.get(reverse("criteria", args=[achievement.uuid])).content.decode()
    odd = client.get(reverse("criteria", args=[achievement.uuid]), {"to": "1", "from": "zzz"})

    assert "<ins>3 people who learn with them vouch for a skill of theirs.</ins>" in page
    assert "<del>1 person who learns with them" in page
    assert odd.status_code == 200


def test_one_says_what_one_wants(client, alice, ben, achievement) -> None:
    vouch(ben, alice)
    outbox.deliver_all()
    client.force_login(alice)
    address = reverse("achievement-want", args=[achievement.uuid])

    for act, state in (("decline", "declined"), ("reconsider", None), ("wish", "wished"),
                       ("request", "requested"), ("drop", None), ("nonsense", None)):  # fmt: skip
        page = client.post(address, {"act": act}, follow=True)
        assert page.status_code == 200
        found = Pursuit.objects.filter(person=alice).first()
        assert (found.state if found else None) == state


def test_a_wish_is_nobody_elses_business(client, alice, ben, fran, achievement) -> None:
    pursuing.wish(achievement=achievement, by=alice)
    client.force_login(alice)
    assert "On your list" in client.get(reverse("badges")).content.decode()

    for other in (ben, fran):
        client.force_login(other)
        assert "On your list" not in client.get(reverse("badges")).content.decode()


def test_a_reflection_is_written_and_read_by_its_writer(client, alice, ben) -> None:
    achievement = an_achievement(tree={"all": [{"reflection": {"min_chars": 20}}]})
    address = reverse("achievement-reflection", args=[achievement.uuid])
    client.force_login(alice)

    client.post(address, {"words": "I began anew three times."})
    empty = client.post(address, {"words": " "})

    assert Reflection.objects.get().text == "I began anew three times."
    assert empty.status_code == 200
    assert "three times" in client.get(address).content.decode()
    client.force_login(ben)
    assert "three times" not in client.get(address).content.decode()


def test_a_facilitator_approves_on_the_page(client, alice, fran) -> None:
    worlds.a_cohort_activity(fran, [alice])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    client.force_login(fran)
    address = reverse("achievement-people", args=[achievement.uuid])

    short = client.post(address, {"person": str(alice.uuid), "reason": "Good"})
    assert 'value="Good"' in short.content.decode()
    for person in ("nonsense", str(fran.uuid)):
        assert client.post(address, {"person": person, "reason": "x" * 20}).status_code == 200
    client.post(address, {"person": str(alice.uuid), "reason": "I have seen all three drafts."})
    assert Progress.objects.get(person=alice).is_met
    client.post(address, {"person": str(alice.uuid), "act": "withdraw"})
    assert not Progress.objects.get(person=alice).is_met


def test_nobody_is_asked_to_approve_or_refuse_where_the_rule_wants_no_human_word(
    client, alice, fran
) -> None:
    worlds.a_cohort_activity(fran, [alice])
    achievement = an_achievement(tree=REFLECTED, by=fran, opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    client.force_login(fran)
    refuse = reverse("badge-refuse", args=[achievement.uuid, alice.uuid])

    page = client.get(reverse("achievement-people", args=[achievement.uuid])).content.decode()
    said = client.post(refuse, {"reason": "They have not written about it yet."})

    assert alice.display_name in page
    assert 'name="reason"' not in page
    assert refuse not in page
    assert "nor wait for your approval" in said.content.decode()


def test_who_is_judged_by_an_earlier_rule_is_approved_by_what_that_asks(
    client, alice, fran
) -> None:
    worlds.a_cohort_activity(fran, [alice])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    services.publish_criteria(achievement=achievement, tree=REFLECTED, opt_in="request")
    client.force_login(fran)
    address = reverse("achievement-people", args=[achievement.uuid])

    assert address in client.get(reverse("achievement", args=[achievement.uuid])).content.decode()
    assert "Approvals: 0 of 1." in client.get(address).content.decode()
    client.post(address, {"person": str(alice.uuid), "reason": "I have seen all three drafts."})
    assert Progress.objects.get(person=alice).is_met


def test_the_list_of_people_takes_as_many_queries_for_many(
    client, fran, person, django_assert_max_num_queries
) -> None:
    worlds.a_cohort_activity(fran, [])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    client.force_login(fran)
    address = reverse("achievement-people", args=[achievement.uuid])
    for name in ("Ada", "Bo", "Cy", "Di"):
        pursuing.request(achievement=achievement, by=person(name))

    with django_assert_max_num_queries(18):
        page = client.get(address)
    assert page.content.decode().count('name="reason"') == 4


def test_badges_for_reviewers_are_opened_by_a_click(client, alice, fran) -> None:
    worlds.a_cohort_activity(fran, [alice])
    client.force_login(fran)

    page = client.post(reverse("badges-ready"), {"key": "mentor"}, follow=True)

    assert "Mentor" in page.content.decode()
    assert client.post(reverse("badges-ready"), {"key": "nothing"}).status_code == 404
    shown = client.get(reverse("badges-ready")).content.decode()
    assert (shown.count("Open already"), 'value="mentor"' in shown) == (1, False)


def test_all_conditions_are_offered_with_what_can_be_known_here() -> None:
    offered = dict(rule_forms.offered_kinds(0))
    choices = rule_forms.Choices(activities=[], criteria=[], badges=[], levels=3)
    form = rule_forms.RowForm(rows.Row(1, "identity", {}), choices)

    assert set(CONDITIONS) <= set(offered)
    assert [name for name, _words in form.fields["at_least"].choices] == [
        "self_asserted",
        "email_confirmed",
    ]


def test_a_group_is_asked_for_in_any_skill_or_in_one() -> None:
    choices = rule_forms.Choices(activities=[], criteria=[], badges=[], levels=3)
    typed = {"max_size": "12", "members_vouching": "2", "outside": "1"}
    bodies = []
    for skill in ("", " Giving  feedback "):
        form = rule_forms.RowForm(rows.Row(1, "group", {}), choices, {**typed, "skill": skill})
        assert form.is_valid()
        bodies.append(form.body())
        check({"group": form.body()})

    assert [body["skill"] for body in bodies] == [None, "Giving feedback"]
    said = [words.narrative({"all": [{"group": body}]}, None) for body in bodies]
    assert ["in one skill" in text for text in said] == [True, False]
    assert "in “Giving feedback”" in said[1]


def test_a_ready_badge_whose_name_is_taken_says_so(client, alice, fran) -> None:
    worlds.a_cohort_activity(fran, [alice])
    scene.a_badge(scene.organisation(fran), by=fran, name="Mentor")
    client.force_login(fran)

    page = client.post(reverse("badges-ready"), {"key": "mentor"}, follow=True)

    assert page.status_code == 200
    assert "Mentor" in next(str(said) for said in page.context["messages"])
