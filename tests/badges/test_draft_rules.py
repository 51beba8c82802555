# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rule of a badge that is still a draft: changed row by row, tried, kept, and published with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from badges import designing, designs, founding, proposing, queries, services, trying
from badges.design_models import Draft
from badges.models import Achievement, Issuer
from badges.proposing import Proposal
from badges.rule_models import Trial
from peerreview.accounts.models import User
from peerreview.kernel.errors import Invalid, Missing, NotAllowed
from peerreview.outbox import services as outbox
from tests import worlds
from tests.badges.earning import REVIEWED, SKILL, VOUCHED, an_achievement, reviewed_work, vouch
from tests.badges.test_designer import fields
from tests.badges.test_rule_pages import sent

ALL_OF_IT = {
    "all": [
        {"endorsements": {"people": 1, "skill": None}},
        {"facilitator": {"approve": 1}},
        {"reflection": {"min_chars": 200}},
        {"flags": {"open": 0}},
    ]
}
YEARLY = {"months": 12, "renewal": {"gave": {"helpful_reviews": 3, "within_days": 365}}}
pytestmark = pytest.mark.django_db


@pytest.fixture
def designer(alice: User, ben: User, fran: User) -> User:
    """Fran looks after an activity of Alice and Ben."""
    worlds.a_cohort_activity(fran, [alice, ben])
    return fran


def a_draft(by: User, tree: Any = VOUCHED, activity: UUID | None = None, **more: Any) -> Draft:
    """A draft of a new badge that asks for one endorsement."""
    content = designs.basic(
        name="Quiet reader", description="Reads.", skills=[], look={}, language="en"
    )
    return designing.begin_new(
        content=content, tree=tree, activity_uuid=activity, opt_in="request", by=by, **more
    )


@pytest.fixture
def draft(designer: User) -> Draft:
    """Fran's."""
    return a_draft(designer)


def criteria_of(draft: Draft) -> str:
    """Where the draft's rule is changed."""
    return f"/badges/drafts/{draft.uuid}/criteria/"


def a_trial(draft: Draft, by: User, tree: Any = VOUCHED, **fields: Any) -> Trial:
    """A rule tried for the draft, to the end."""
    values = {"activity_uuid": None, "opt_in": "suggest", **fields}
    made = trying.start_for_draft(draft=draft, rule=Proposal(tree=tree, **values), by=by)
    outbox.deliver_all()
    made.refresh_from_db()
    return made


# --- by pages ------------------------------------------------------------------------------------
def test_a_rule_is_changed_tried_kept_and_published_by_pages_alone(
    client: Client, alice: User, ben: User, designer: User, draft: Draft
) -> None:
    vouch(ben, alice)
    client.force_login(designer)
    page, address = f"/badges/drafts/{draft.uuid}/", criteria_of(draft)
    assert address in client.get(page).content.decode()

    shown = client.get(address)
    shown = client.post(address, {**sent(shown), "add-0": "reflection", "act": "add:0"})
    typed = {**sent(shown), "r1-people": "1", "opt_in": "suggest", "valid_months": "12", "renewal": "gave"}  # fmt: skip
    shown = client.post(address, {**typed, "act": "check"})
    assert "It is valid for 12 months." in shown.content.decode()
    gone = client.post(address, {**sent(shown), "act": "try"}, follow=True)
    outbox.deliver_all()

    trial = Trial.objects.get()
    on_trial = f"/trials/{trial.uuid}/"
    assert gone.redirect_chain[-1][0] == on_trial
    assert designing.draft_for(designer, draft.uuid).rule["tree"] == VOUCHED
    polled = client.get(on_trial, headers={"hx-request": "true"})
    assert polled["HX-Refresh"] == "true"
    told = client.get(on_trial).content.decode()
    assert "One by one, unnamed" in told
    assert "0 of 1 person would get it." in told
    assert "Keep this rule in the draft" in told
    assert "Publish this rule" not in told
    kept = client.post(f"{on_trial}publish/", follow=True)
    assert kept.redirect_chain[-1][0] == page
    assert "It is valid for 12 months." in kept.content.decode()
    assert "In the draft" in client.get(on_trial).content.decode()
    assert not Achievement.objects.exists()

    client.post(f"{page}publish/")
    rule = queries.current_criteria(Achievement.objects.get(uuid=draft.seed))
    assert rule.tree == {"all": [*VOUCHED["all"], {"reflection": {"min_chars": 200}}]}
    assert (rule.validity, rule.opt_in, rule.number) == (YEARLY, "suggest", 1)
    assert "It is valid for 12 months." in rule.narrative
    assert client.get(on_trial).status_code == client.get(address).status_code == 404


def test_a_rule_is_kept_without_a_trial_and_is_there_again(
    client: Client, designer: User, draft: Draft
) -> None:
    client.force_login(designer)
    address = criteria_of(draft)
    start = sent(client.get(address))
    typed = {**start, "r1-people": "4", "opt_in": "suggest", "valid_months": "12", "renewal": "gave"}  # fmt: skip

    done = client.post(address, {**typed, "act": "keep"})

    assert done["Location"] == f"/badges/drafts/{draft.uuid}/"
    assert not Trial.objects.exists()
    kept = proposing.from_json(Draft.objects.get().rule)
    assert kept.tree == {"all": [{"endorsements": {"skill": SKILL, "people": 4}}]}
    again = sent(client.get(address))
    assert (again["r1-people"], again["opt_in"], again["valid_months"], again["renewal"]) == (
        "4", "suggest", "12", "keep",
    )  # fmt: skip
    assert client.post(address, {**again, "act": "keep"}).status_code == 302
    assert proposing.from_json(Draft.objects.get().rule) == kept


@pytest.mark.parametrize("act", ["keep", "try"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"r1-people": "900"}, "less than or equal to 50"),
        ({"valid_months": "500"}, "less than or equal to 120"),
        ({"valid_months": "12", "renewal": "work"}, "Choose the activity whose reviews count."),
        ({"r0-kind": "at_least", "r0-n": "3"}, "no fewer than it asks for"),
        ({"opt_in": "auto"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    client: Client, designer: User, draft: Draft, act: str, wrong: dict[str, str], said: str
) -> None:
    client.force_login(designer)
    address = criteria_of(draft)
    typed = {**sent(client.get(address)), "r1-skill": "Reading aloud", **wrong}

    page = client.post(address, {**typed, "act": act}).content.decode()

    assert said in page
    assert "Reading aloud" in page
    assert "error-summary" in page
    assert not Trial.objects.exists()
    assert Draft.objects.get().rule == draft.rule


def test_a_rule_of_a_badge_that_lacks_its_activity_says_so_too(
    client: Client, designer: User
) -> None:
    badge = an_achievement(by=designer)
    client.force_login(designer)
    address = f"/badges/{badge.uuid}/criteria/edit/"
    page = client.post(address, {**sent(client.get(address)), "add-0": "reviewers", "act": "add:0"})

    said = client.post(address, {**sent(page), "r2-independent": "2", "act": "try"})

    assert "Choose the activity whose reviews count." in said.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": "x"},
        {"rows": "999"},
        {"rows": "2", "r1-depth": "7"},
        {"r1-kind": "nonsense"},
        {"act": "add:77"},
        {"act": "fly:0"},
        {"act": ""},
        {"activity": "nonsense"},
        {"activity": "00000000-0000-0000-0000-000000000000"},
        {"renewal": "nonsense", "valid_months": "3"},
        {"renewal": "holds", "renewal_badges": "nonsense", "valid_months": "3"},
        {"r1-skill": "\0"},
    ],
)
def test_what_no_browser_sends_is_no_fault_of_the_server(
    client: Client, designer: User, draft: Draft, wrong: dict[str, str]
) -> None:
    client.force_login(designer)
    address = criteria_of(draft)

    answer = client.post(address, {**sent(client.get(address)), "act": "keep", **wrong})

    assert answer.status_code == 200
    assert Draft.objects.get().rule == draft.rule


def test_nobody_else_learns_of_it(
    client: Client, alice: User, person: Callable[..., User], designer: User, draft: Draft
) -> None:
    staff = person("Sven")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    trial = a_trial(draft, designer)

    for other in (alice, staff):
        client.force_login(other)
        assert client.get(criteria_of(draft)).status_code == 404
        assert client.post(criteria_of(draft), {"act": "keep"}).status_code == 404
        assert client.get(f"/trials/{trial.uuid}/").status_code == 404
        assert client.post(f"/trials/{trial.uuid}/publish/").status_code == 404
        with pytest.raises(Missing):
            a_trial(draft, other)
        with pytest.raises(Missing):
            trying.keep(trial=trial, by=other)


def test_the_next_version_of_a_badge_has_no_rule_of_its_own(client: Client, designer: User) -> None:
    badge = an_achievement(by=designer)
    following = designing.begin_next(achievement=badge, by=designer)
    client.force_login(designer)

    assert client.get(criteria_of(following)).status_code == 404
    assert (
        f"/badges/{badge.uuid}/criteria/edit/"
        in client.get(f"/badges/drafts/{following.uuid}/").content.decode()
    )
    with pytest.raises(Missing):
        designing.keep_rule(draft=following, rule=proposal(), by=designer)


def test_the_pages_ask_no_more_with_more_badges_and_trials(
    client: Client, designer: User, draft: Draft
) -> None:
    client.force_login(designer)
    trial = a_trial(draft, designer)
    pages = (criteria_of(draft), f"/badges/drafts/{draft.uuid}/", f"/trials/{trial.uuid}/")
    counted: list[list[int]] = []
    for names in (("Ant",), ("Bee", "Cat", "Dog")):
        for name in names:
            an_achievement(name)
            a_trial(draft, designer)
        counted.append([])
        for page in pages:
            with CaptureQueriesContext(connection) as made:
                assert client.get(page).status_code == 200
            counted[-1].append(len(made))
    assert counted[0] == counted[1]


# --- trials --------------------------------------------------------------------------------------
def proposal(**values: Any) -> Proposal:
    """A rule to be kept."""
    return Proposal(**{"tree": VOUCHED, "activity_uuid": None, "opt_in": "suggest", **values})


def test_a_badge_that_is_not_there_yet_is_tried_on_what_people_did(
    alice: User, ben: User, designer: User, draft: Draft
) -> None:
    vouch(ben, alice)
    activity = worlds.Activity.objects.get()

    one, more = a_trial(draft, designer), a_trial(draft, designer, {"all": [*VOUCHED["all"], *ALL_OF_IT["all"][1:3]]})  # fmt: skip

    assert (one.state, one.figures["of"], one.figures["met"]) == ("done", 1, 1)
    missing = more.figures["rows"][0]["missing"]
    assert (more.figures["met"], sorted(missing)) == (0, ["facilitator", "reflection"])
    assert one.people == more.people == []
    assert a_trial(draft, designer, ALL_OF_IT, activity_uuid=activity.uuid).state == "done"


def test_the_estimate_of_false_refusals_is_there_before_the_badge_is(
    client: Client, person: Callable[..., User], alice: User, fran: User
) -> None:
    world = reviewed_work(person, alice, fran)
    draft = a_draft(fran, REVIEWED, world.activity.uuid)
    trial = a_trial(draft, fran, REVIEWED, activity_uuid=world.activity.uuid)
    client.force_login(fran)

    page = client.get(f"/trials/{trial.uuid}/").content.decode()

    assert trial.figures["estimate"]
    assert "of the works that truly reach it" in page
    assert "take it as a hint" in page


def test_only_an_activity_of_ones_own_is_tied(
    person: Callable[..., User], alice: User, designer: User, draft: Draft
) -> None:
    other = worlds.a_cohort_activity(person("Gus"), [alice])
    rule = proposal(tree={"all": [{"reviewers": {"independent": 1}}]}, activity_uuid=other.uuid)

    with pytest.raises(Invalid, match="that you look after"):
        trying.start_for_draft(draft=draft, rule=rule, by=designer)
    with pytest.raises(Invalid, match="that you look after"):
        designing.keep_rule(draft=draft, rule=rule, by=designer)


def test_a_trial_is_kept_when_it_is_done_and_as_often_as_one_likes(
    designer: User, draft: Draft
) -> None:
    made = a_trial(draft, designer, ALL_OF_IT["all"][1], validity=YEARLY)
    Trial.objects.filter(pk=made.pk).update(state="running")
    with pytest.raises(Invalid, match="Wait until"):
        trying.keep(trial=made, by=designer)
    Trial.objects.filter(pk=made.pk).update(state="done")

    for _ in range(2):
        assert trying.keep(trial=made, by=designer).rule["validity"] == YEARLY
    designing.publish(draft=draft, by=designer)
    with pytest.raises(Missing):
        trying.keep(trial=made, by=designer)


def test_a_trial_is_of_a_badge_or_of_a_draft(designer: User, draft: Draft) -> None:
    made = a_trial(draft, designer)
    rows = Trial.objects.filter(pk=made.pk)
    for wrong in ({"draft": None}, {"achievement": an_achievement()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_a_draft_that_is_deleted_takes_its_trials_along(designer: User, draft: Draft) -> None:
    made = trying.start_for_draft(draft=draft, rule=proposal(), by=designer)

    designing.discard(draft=draft, by=designer)
    outbox.deliver_all()

    assert not Trial.objects.filter(pk=made.pk).exists()


# --- validity and issuer -------------------------------------------------------------------------
def test_a_copy_is_valid_as_long_as_far_as_its_activity_comes_along(
    person: Callable[..., User], designer: User
) -> None:
    activity = worlds.Activity.objects.get()
    badge = an_achievement(by=designer)
    by_work = {"months": 24, "renewal": {"all": [{"reviewers": {"independent": 1}}]}}
    staff = person("Sven")
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    staff.refresh_from_db()
    copied = []
    for validity in (YEARLY, by_work):
        services.publish_criteria(
            achievement=badge, tree=VOUCHED, activity_uuid=activity.uuid, validity=validity
        )
        copied += [designing.copy(achievement=badge, by=by) for by in (designer, staff)]

    assert [one.rule["validity"] for one in copied] == [YEARLY, YEARLY, by_work, None]
    made = designing.publish(draft=copied[2], by=designer).achievement
    assert queries.current_criteria(made).validity == by_work


def test_a_draft_from_before_validities_were_kept_is_published(
    designer: User, draft: Draft
) -> None:
    rule = {"tree": VOUCHED, "activity": None, "opt_in": ""}
    Draft.objects.filter(pk=draft.pk).update(rule=rule)

    made = designing.publish(draft=draft, by=designer).achievement

    assert (queries.current_criteria(made).validity, queries.current_criteria(made).opt_in) == (
        None,
        "request",
    )


def an_issuer(by: User, name: str = "Harbour schools") -> Issuer:
    """An organisation the person owns."""
    User.objects.filter(pk=by.pk).update(is_staff=True)
    by.refresh_from_db()
    made = founding.found(kind="organisation", profile={"name": name}, by=by)
    User.objects.filter(pk=by.pk).update(is_staff=False)
    by.refresh_from_db()
    return made


def test_a_draft_says_who_issues_it_and_lets_choose(
    client: Client, designer: User, draft: Draft
) -> None:
    client.force_login(designer)
    page = f"/badges/drafts/{draft.uuid}/"
    one = client.get(page).content.decode()
    assert f'Issued by <a href="/issuers/{draft.issuer.slug}/">' in one
    assert 'name="issuer"' not in one

    other = an_issuer(designer)
    assert 'name="issuer"' in client.get(page).content.decode()
    wrong = client.post(page, fields(draft, issuer="nobody")).content.decode()
    assert "Select a valid choice" in wrong
    client.post(page, fields(draft, issuer=other.slug))

    for address in (page, f"{page}preview/"):
        assert (
            f'Issued by <a href="/issuers/{other.slug}/">' in client.get(address).content.decode()
        )
    assert designing.publish(draft=draft, by=designer).achievement.issuer == other


def test_only_an_issuer_one_designs_for_issues_it(
    person: Callable[..., User], designer: User, draft: Draft
) -> None:
    foreign = an_issuer(person("Gus"))
    with pytest.raises(NotAllowed):
        designing.save(draft=draft, content=draft.content, issuer=foreign, by=designer)
    assert Draft.objects.get().issuer == draft.issuer


# --- what it says --------------------------------------------------------------------------------
def test_the_first_version_speaks_of_none_before_and_the_next_names_both_numbers(
    client: Client, designer: User, draft: Draft
) -> None:
    client.force_login(designer)
    page, before = f"/badges/drafts/{draft.uuid}/", "Badges awarded before"
    for address in (page, f"{page}preview/"):
        assert before.lower() not in client.get(address).content.decode().lower()
    assert before not in client.post(f"{page}publish/", follow=True).content.decode()

    badge = Achievement.objects.get(uuid=draft.seed)
    following = designing.begin_next(achievement=badge, by=designer)
    designing.save(draft=following, content={**following.content, "tags": ["new"]}, by=designer)
    shown = client.get(f"/badges/drafts/{following.uuid}/preview/").content.decode()
    assert "version 2 of the design; the criteria stay at version 1" in shown
    assert before in shown
    done = client.post(f"/badges/drafts/{following.uuid}/publish/", follow=True)
    assert before in done.content.decode()
    versions = client.get(f"/badges/{badge.uuid}/versions/").content.decode()
    assert "“2.1”: version 2 of the design, version 1 of the criteria" in versions
