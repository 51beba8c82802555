# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every main page, with something on it: it fits a phone, and axe-core finds nothing in either theme."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import violations
from tests.servers import Site, until

pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 740}
PUBLIC = ("/", "/join/", "/join/{code}/", "/badges/", "/badges/{badge}/", "/verify/")
BY_ROLE = {
    "stranger": (*PUBLIC, "/accounts/login/", "/accounts/signup/", "/credentials/{credential}/"),
    "author": (
        *PUBLIC,
        "/cohorts/",
        "/cohorts/{cohort}/",
        "/cohorts/{cohort}/people/",
        "/challenges/",
        "/activities/{activity}/",
        "/activities/{activity}/rubric/",
        "/activities/{activity}/submit/",
        "/activities/{activity}/board/",
        "/submissions/{submission}/",
        "/artifacts/",
        "/endorsements/",
        "/endorsements/given/",
        "/people/{author}/",
        "/people/{reviewer}/endorse/",
        "/profile/",
        "/rubrics/",
        "/credentials/{credential}/",
        "/accounts/email/",
        "/accounts/2fa/",
    ),
    "reviewer": (
        "/review/",
        "/reviews/{review}/",
        "/reviews/{draft}/",
        "/reviews/{review}/history/",
        "/activities/{activity}/submit/",
    ),
    "fran": (
        "/",
        "/cohorts/new/",
        "/cohorts/{cohort}/",
        "/cohorts/{cohort}/people/",
        "/cohorts/{cohort}/edit/",
        "/cohorts/{cohort}/activities/new/",
        "/activities/{activity}/",
        "/activities/{activity}/board/",
        "/challenges/new/",
        "/submissions/{submission}/",
        "/rubrics/new/",
        "/rubrics/import/",
        "/rubrics/{rubric}/",
        "/rubrics/{rubric}/edit/",
        "/rubrics/{rubric}/versions/",
        "/rubrics/{rubric}/compare/?from=1&to=1",
        "/rubrics/{rubric}/1/preview/",
        "/rubrics/{rubric}/1/print/",
        "/rubrics/{rubric}/missed/",
        "/activities/{activity}/missed/",
        "/badges/new/",
    ),
}


@dataclass(frozen=True)
class Town:
    """People with sessions by role, and what the addresses above need."""

    people: dict[str, dict[str, str] | None]
    names: dict[str, str]

    def paths(self, role: str) -> list[str]:
        return [path.format(**self.names) for path in BY_ROLE[role]]


@pytest.fixture(scope="module")
def town(lasting_site: Site) -> Town:
    """Work with two reviews and an earned badge, a review begun, a draft begun."""
    site = lasting_site.ensure()
    world = site.act("make_world", facilitator="fran@example.org", badge=True)
    activity = world["activity"]
    people = {
        role: site.act(
            "make_person", name=f"{role.title()} {uuid4().hex[:6]}", joins=world["cohort"]
        )
        for role in ("author", "reviewer", "second", "other")
    }
    emails = {role: person["email"] for role, person in people.items()}
    names = {"submission": site.act("hand_in", author=emails["author"], activity=activity)}
    names["review"] = site.act("review", reviewer=emails["reviewer"], activity=activity)
    site.act("review", reviewer=emails["second"], activity=activity)
    site.act("vouch", endorser=emails["reviewer"], recipient=emails["author"])
    site.act("hand_in", author=emails["other"], activity=activity)
    names["draft"] = site.act("begin_review", reviewer=emails["reviewer"], activity=activity)
    site.act("start_draft", author=emails["reviewer"], activity=activity)
    until(
        lambda: site.act("look_at_awards", recipient=emails["author"])["states"], what="the badge"
    )
    names["credential"] = site.act("claim", recipient=emails["author"], badge=world["badge"])
    people |= {"stranger": None, "fran": site.act("sign_in", email="fran@example.org")}
    names |= {role: person["uuid"] for role, person in people.items() if person}
    return Town(people, {**world, **names})


@pytest.mark.long
@pytest.mark.parametrize("role", list(BY_ROLE))
def test_no_page_is_wider_than_a_phone(town: Town, visit: Callable[..., Page], role: str) -> None:
    page = visit(town.people[role], viewport=PHONE)
    widths = {}
    for path in town.paths(role):
        answer = page.goto(path)
        assert (path, answer.status) == (path, 200)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in widths.items() if width != PHONE["width"]} == {}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", list(BY_ROLE))
def test_axe_finds_nothing_on_any_page(
    town: Town, visit: Callable[..., Page], role: str, scheme: str
) -> None:
    page = visit(town.people[role], color_scheme=scheme)
    found = []
    for path in town.paths(role):
        page.goto(path)
        found += violations(page)

    assert found == []
