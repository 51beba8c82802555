# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Piece by piece, by its owner alone; what stops standing disappears; nobody's numbers change."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from badges import assessing
from badges.models import Progress
from endorsements.evidence import standing_for, standings_of
from endorsements.services import withdraw
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.portfolio import queries, registry, services, showing
from peerreview.portfolio.models import Item
from tests.peerreview import reviewing
from tests.peerreview.portfolio.scene import SAID, THANKS

AUDIENCES = ("peer", "employer", "administrator", "committee", "embed")


def view(scene, audience="peer"):
    return showing.view_of(queries.page_or_blank(scene.alice), audience)


def test_nothing_is_shown_until_it_is_chosen_and_then_only_that(scene):
    for audience in AUDIENCES:
        assert view(scene, audience).is_empty

    scene.choose("voice")

    shown = view(scene)
    assert list(shown.by_kind) == ["voice"]
    assert shown.by_kind["voice"].shown[0].piece.said == SAID


def test_each_audience_sees_its_part_of_the_one_record(scene):
    scene.choose()

    assert set(view(scene).by_kind) == {"work", "voice", "thanks", "badge", "identity"}
    assert set(view(scene, "employer").by_kind) == {"work", "voice", "badge", "identity"}
    assert set(view(scene, "administrator").by_kind) == {"work", "badge", "identity"}
    assert set(view(scene, "embed").by_kind) == {"work", "voice", "badge"}


def test_a_work_says_each_criterion_in_words_and_never_a_number(scene):
    scene.choose("work")

    (work,) = view(scene).by_kind["work"].shown
    assert work.piece.digest == scene.submission.version.digest
    assert [fact.label for fact in work.piece.facts] == ["Argument", "Sources", "Form"]
    for fact in work.piece.facts:
        assert "Excellent" in fact.words
        assert not any(sign.isdigit() for sign in fact.words)


def test_a_private_endorser_is_not_named_and_says_why_they_can_judge(scene):
    scene.choose("voice")
    piece = view(scene).by_kind["voice"].shown[0].piece
    assert "Ben" not in piece.by
    assert "in the same cohort" in piece.why

    scene.ben.is_public = True
    scene.ben.save()

    assert view(scene).by_kind["voice"].shown[0].piece.by == "Ben"


def test_what_is_withdrawn_is_shown_nowhere_from_then_on(scene):
    scene.choose("voice")

    withdraw(endorsement=scene.voice, by=scene.ben)

    assert view(scene).is_empty


def test_only_ones_own_can_be_chosen_and_again_changes_nothing(scene):
    scene.choose("voice")
    scene.choose("voice")
    assert Item.objects.count() == 1

    for kind, key in (("voice", scene.keys["voice"]), ("work", scene.keys["work"])):
        with pytest.raises(Invalid):
            services.choose(person=scene.ben, kind=kind, key=key)
    with pytest.raises(Invalid):
        services.choose(person=scene.alice, kind="nothing", key="x")


def test_work_in_a_blind_review_cannot_be_shown(scene):
    cohort = reviewing.cohort_of(scene.alice, scene.ben, facilitator=scene.fran)
    activity = reviewing.activity_in(cohort, reviews_needed=2, reviews_asked=2)
    blind = reviewing.submission_by(scene.alice, activity)
    reviewing.reviewed(scene.ben, activity)

    with pytest.raises(Invalid):
        services.choose(person=scene.alice, kind="work", key=str(blind.uuid))


def test_words_of_a_review_are_offered_only_where_the_author_knows_who_reviewed(scene):
    review = scene.submission.reviews.get(reviewer=scene.ben)
    review.overall = "The claim is clear; the second source carries it, the third does not."
    review.save()
    (piece,) = registry.find("excerpt", scene.ben)
    assert "Tides" not in piece.title + piece.about + piece.said
    assert "Alice" not in piece.title + piece.about + piece.said

    scene.submission.activity.blindness = "single"
    scene.submission.activity.save()

    assert registry.find("excerpt", scene.ben) == []


def test_a_page_has_room_for_so_many_and_order_is_the_owners(scene, monkeypatch):
    kind = registry.Kind(name="probe", label="", help="", icon="", most=2, order=99)
    registry.offer(kind)(
        lambda person, keys: [registry.Piece(key=k, title=k) for k in keys or ("a", "b", "c")]
    )
    try:
        first, second = (services.choose(person=scene.alice, kind="probe", key=k) for k in "ab")
        with pytest.raises(Conflict):
            services.choose(person=scene.alice, kind="probe", key="c")
        services.move(item=second, up=True)
        services.move(item=second, up=True)
        kept = queries.items_of(first.page)
    finally:
        registry._kinds.pop("probe")
    assert [item.key for item in kept] == ["b", "a"]


def test_choosing_changes_nobodys_numbers(scene):
    def numbers():
        for progress in Progress.objects.all():
            assessing.consider(person_id=progress.person_id, achievement=progress.achievement)
        people = (scene.alice, scene.ben)
        return (
            [standing_for(person.pk) for person in people],
            [standings_of(person.pk) for person in people],
            list(Progress.objects.order_by("pk").values("person", "is_met", "verdict")),
        )

    before = numbers()
    scene.choose()
    scene.open()
    assert numbers() == before

    for item in Item.objects.all():
        services.take_away(item=item)
    scene.open(is_open=False)
    assert numbers() == before


def test_the_editor_by_its_pages(scene, client_of):
    client = client_of(scene.alice)
    body = client.get(reverse("portfolio")).content.decode()
    assert SAID in body
    assert THANKS in body

    for kind, key in scene.keys.items():
        client.post(reverse("portfolio-choose"), {"kind": kind, "key": key})
    item = Item.objects.get(kind="badge")
    client.post(reverse("portfolio-item-words", args=[item.uuid]), {"words": "My first one."})
    client.post(reverse("portfolio-item-move", args=[item.uuid]), {"to": "down"})

    for audience in AUDIENCES:
        page = client.get(reverse("portfolio-view", args=[audience]))
        assert page.status_code == 200
        assert page["X-Robots-Tag"].startswith("noindex")
    assert "My first one." in client.get(reverse("portfolio-view", args=["peer"])).content.decode()
    client.post(reverse("portfolio-item-remove", args=[item.uuid]))
    assert not Item.objects.filter(kind="badge").exists()


def test_who_has_nothing_yet_reads_every_page_and_writes_nothing(scene, client_of):
    client = client_of(scene.fran)
    pages = ("portfolio", "portfolio-page", "portfolio-links", "portfolio-guardian")
    views = [reverse("portfolio-view", args=[audience]) for audience in AUDIENCES]
    for address in (*(reverse(name) for name in pages), *views):
        assert client.get(address).status_code == 200
    assert queries.page_of(scene.fran.pk) is None


def test_a_bad_field_keeps_what_was_typed(scene, client_of):
    typed = {"name": "Tide Reader", "claim": "Kept words.", "slug": "admin", "is_open": "on"}
    page = client_of(scene.alice).post(reverse("portfolio-page"), typed)

    assert page.status_code == 422
    body = page.content.decode()
    assert "Kept words." in body
    assert "could be taken for one of the site" in body


def test_queries_do_not_grow_with_what_is_chosen(scene):
    scene.choose("voice")
    page = queries.page_of(scene.alice.pk)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            showing.view_of(page, "peer")
        return len(seen)

    one = cost()
    row = scene.voice
    for name in ("Emil", "Gina", "Hugo"):
        other = reviewing.learner(name)
        row.pk, row.uuid, row.endorser = None, None, other
        row.uuid = other.uuid
        row.save(force_insert=True)
        services.choose(person=scene.alice, kind="voice", key=str(row.uuid))
    assert len(showing.view_of(page, "peer").by_kind["voice"].shown) == 4
    assert cost() == one
