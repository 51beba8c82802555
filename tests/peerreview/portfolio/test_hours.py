# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Hours on the page: chosen kind by kind and approval by approval, for administrators and committees alone."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from peerreview.cohorts.models import Membership
from peerreview.hours import approving, claiming, services
from peerreview.hours.approving import Decision
from peerreview.hours.models import ActiveDay, Claim, Entry
from peerreview.kernel.errors import Invalid
from peerreview.portfolio import queries, registry, showing
from peerreview.portfolio.services import choose
from tests.peerreview.hours.claims import DAY, a_claim, an_entry

WITH_HOURS, WITHOUT = ("administrator", "committee"), ("peer", "employer", "embed")


@pytest.fixture
def claim(scene) -> Claim:
    """Of 90 minutes said by Alice and 50 measured, approved by Fran."""
    an_entry(scene.alice, 90)
    ActiveDay.objects.create(person=scene.alice, day=DAY, place="review", minutes=50)
    seats = Membership.objects.filter(user=scene.fran, role=Membership.Role.FACILITATOR)
    cohort = seats.select_related("cohort").first().cohort
    made = a_claim(scene.alice, cohort)
    return approving.decide(claim=made, decision=Decision(act="approve"), by=scene.fran)


def view(scene, audience="administrator"):
    return showing.view_of(queries.page_or_blank(scene.alice), audience)


def shown(scene, audience="administrator"):
    group = view(scene, audience).by_kind.get("hours")
    return [one.piece for one in group.shown] if group else []


def put(scene, *keys: str) -> None:
    for key in keys:
        choose(person=scene.alice, kind="hours", key=key)


def test_nothing_of_hours_is_shown_until_it_is_chosen_and_then_that_alone(scene, claim):
    for audience in (*WITH_HOURS, *WITHOUT):
        assert shown(scene, audience) == []

    put(scene, "kind-declared")

    for audience in WITH_HOURS:
        (piece,) = shown(scene, audience)
        assert piece.title == "Self-declared hours"
        assert "1:30 hours (0.1 CEU)" in {fact.words for fact in piece.facts}
    for audience in WITHOUT:
        assert shown(scene, audience) == []


def test_kinds_stand_apart_and_are_never_added(scene, claim):
    put(scene, "kind-declared", "kind-evidenced")

    declared, evidenced = shown(scene)
    assert [fact.words for fact in evidenced.facts] == ["0:50 hours (0.0 CEU)"] * 2
    page = str([declared, evidenced])
    assert "2:20" not in page
    assert view(scene).by_kind["hours"].summary[0].endswith("They are never added together.")


def test_a_kind_of_which_there_is_nothing_and_hours_of_others_cannot_be_chosen(scene, claim):
    for person, key in (
        (scene.alice, "kind-stated"),
        (scene.ben, "kind-declared"),
        (scene.ben, f"approval-{claim.uuid}"),
        (scene.alice, "approval-1"),
    ):
        with pytest.raises(Invalid):
            choose(person=person, kind="hours", key=key)


def test_an_approver_is_named_where_the_approval_can_be_checked_and_nowhere_else(scene, claim):
    put(scene, f"approval-{claim.uuid}")
    (quiet,) = shown(scene)
    assert "Fran" not in str(quiet)
    assert (quiet.check_path, quiet.prints) == ("", "")

    claiming.let_be_checked(claim=claim, is_public=True, by=scene.alice)

    (told,) = shown(scene)
    assert told.by.startswith("Fran")
    assert told.prints == "Alice Ainsworth"
    assert Client().get(told.check_path).status_code == 200


def test_what_was_taken_back_deleted_or_forgotten_is_shown_nowhere(scene, claim):
    put(scene, "kind-declared", "kind-evidenced", f"approval-{claim.uuid}")
    assert len(shown(scene)) == 3

    approving.decide(
        claim=claim, decision=Decision(act="revoke", words="A mistake."), by=scene.fran
    )
    services.forget_measured(person=scene.alice)
    services.remove(entry=Entry.objects.get(person=scene.alice), by=scene.alice)

    assert shown(scene) == []


@pytest.mark.long
def test_page_file_paper_and_linked_data_say_the_same(scene, claim, client_of):
    claiming.let_be_checked(claim=claim, is_public=True, by=scene.alice)
    put(scene, "kind-declared", f"approval-{claim.uuid}")
    client = client_of(scene.alice)

    page = client.get(reverse("portfolio-view", args=["administrator"])).content.decode()
    assert "Self-declared hours" in page
    assert "1:30 hours (0.1 CEU)" in page
    assert reverse("hours-check", args=[Claim.objects.get().code]) in page
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("portfolio-csv")).content.decode())))
    assert [row["kind"] for row in rows] == ["hours", "hours"]
    assert "1:30 hours" in rows[0]["facts"]
    data = client.get(reverse("portfolio-jsonld")).json()
    assert data["mentions"][0]["name"] == "Self-declared hours"
    assert data["mentions"][1]["url"].endswith(
        reverse("hours-check", args=[Claim.objects.get().code])
    )
    pdf = PdfReader(io.BytesIO(client.get(reverse("portfolio-dossier")).content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "1:30 hours (0.1 CEU)" in text
    assert "never added together" in text


def test_strangers_read_hours_by_link_alone(scene, claim):
    put(scene, "kind-declared")
    scene.open()
    _link, token = scene.link("administrator")

    doors = ("public-page", "public-employer", "public-embed", "public-jsonld")
    for door in doors:
        assert b"1:30" not in Client().get(reverse(door, args=["tidewater"])).content
    assert b"1:30" in Client().get(reverse("shared", args=[token])).content


def test_under_age_nothing_is_read_and_nothing_checked_until_a_guardian_agrees(scene, claim):
    claiming.let_be_checked(claim=claim, is_public=True, by=scene.alice)
    put(scene, "kind-declared", f"approval-{claim.uuid}")
    _link, token = scene.link("administrator")
    check = reverse("hours-check", args=[Claim.objects.get().code])
    doors = (reverse("shared", args=[token]), check)
    assert {Client().get(door).status_code for door in doors} == {200}

    scene.alice.is_under_age = True
    scene.alice.save()
    assert {Client().get(door).status_code for door in doors} == {404}

    scene.alice.guardian_agreed_at = claim.made_at + timedelta(days=1)
    scene.alice.save()
    assert {Client().get(door).status_code for door in doors} == {200}


def test_queries_do_not_grow_with_approvals(scene, claim):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            registry.find("hours", scene.alice)
        return len(seen)

    one = cost()
    for _ in range(3):
        an_entry(scene.alice)
        made = a_claim(scene.alice, claim.cohort)
        approving.decide(claim=made, decision=Decision(act="approve"), by=scene.fran)
    assert len(registry.find("hours", scene.alice)) == 2 + 4
    assert cost() == one
