# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The backpack: what is kept, what is refused and why, who sees it, and that it is looked at again."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from badges import fetching, images
from badges.backpack import holder, services
from badges.backpack.models import KeptBadge
from badges.openbadges import baking
from badges.openbadges.world import Page
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.notifications.models import Notice
from tests.badges import earning
from tests.badges.openbadges import samples
from tests.house.inline import faults

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SCRIPT = '<script>alert(1)</script><img src="javascript:alert(1)">'


@pytest.fixture
def learner(person: Callable[..., User]) -> User:
    """Whose address the sample badge was issued to: learner@example.org."""
    return person("Learner")


def foreign(number: int = 0, **fields: Any) -> str:
    """A badge of a did:key nobody here knows."""
    changed = {"id": samples.urn(f"foreign {number}"), "endorsements": (), **fields}
    return json.dumps(samples.signed(replace(samples.badge(), **changed)))


def brought(owner: User, number: int = 0, **fields: Any) -> KeptBadge:
    return services.bring(owner=owner, content=foreign(number, **fields)).badge


def test_a_badge_is_checked_and_kept_as_it_came(client_of: SignIn, learner: User) -> None:
    browser, content = client_of(learner), foreign()
    answer = browser.post("/backpack/", {"credential_id": content})
    again = browser.post("/backpack/", {"credential_id": content})
    kept = KeptBadge.objects.get()
    page = browser.get(answer.url)

    assert answer.url == again.url == f"/backpack/{kept.uuid}/"
    assert (kept.verdict, kept.holder, kept.is_shown) == ("valid", "mine", False)
    assert (kept.name, kept.issuer) == ("Design for access", "Example College")
    assert "an e-mail address that you have confirmed" in page.content.decode()
    assert browser.get(f"/backpack/{kept.uuid}/file/").content.decode() == content
    assert browser.get("/backpack/export.json").json()["badges"] == [json.loads(content)]
    assert faults(page.content.decode() + browser.get("/backpack/").content.decode()) == []


def test_a_picture_serves_as_well(client_of: SignIn, learner: User) -> None:
    picture = baking.bake_png(images.png(earning.an_achievement()), foreign())
    client_of(learner).post("/backpack/", {"file": SimpleUploadedFile("badge.png", picture)})

    assert KeptBadge.objects.get().content == foreign()


def test_a_badge_of_somebody_else_is_kept_but_never_shown(
    client_of: SignIn, client: Client, alice: User
) -> None:
    User.objects.filter(pk=alice.pk).update(is_public=True)
    kept = brought(alice)
    answer = client_of(alice).post(f"/backpack/{kept.uuid}/show/", {"is_shown": "1"}, follow=True)

    assert kept.holder == "other"
    assert "not one of yours" in answer.content.decode()
    with pytest.raises(Conflict):
        services.set_shown(badge=kept, by=alice, is_shown=True)
    assert client.get(f"/backpack/{kept.uuid}/").status_code == 404


def test_only_confirmed_addresses_count(learner: User) -> None:
    learner.emailaddress_set.update(verified=False)

    assert brought(learner).holder == "other"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda badge: badge["credentialSubject"]["achievement"].update(name="Other"), "changed"),
        (lambda badge: badge.pop("proof"), "not signed"),
        (lambda badge: badge.update(id=5), "departs from Open Badges"),
    ],
)
def test_what_does_not_hold_is_refused_with_the_reason(
    client_of: SignIn, learner: User, change: Callable[[Any], Any], said: str
) -> None:
    document = json.loads(foreign())
    change(document)
    typed = json.dumps(document)
    page = client_of(learner).post("/backpack/", {"credential_id": typed})

    assert page.status_code == 200
    assert said in page.content.decode()
    assert page.context["form"]["credential_id"].value() == typed
    assert KeptBadge.objects.count() == 0


@pytest.mark.parametrize(
    "content", ["", "nonsense", "{", "[" * 5000, "\x00", "eyJ.eyJ.x", "a" * 2000]
)
def test_what_is_no_badge_is_refused(client_of: SignIn, learner: User, content: str) -> None:
    page = client_of(learner).post("/backpack/", {"credential_id": content})

    assert page.status_code == 200
    assert page.context["form"].errors


def test_badges_from_here_are_not_brought_in(alice: User, ben: User, fran: User) -> None:
    credential = earning.claimed(earning.an_offer(alice, ben, fran))

    with pytest.raises(Invalid, match="issued here"):
        services.bring(owner=alice, content=credential.document)


def test_hostile_words_are_only_words(client_of: SignIn, learner: User) -> None:
    achievement = replace(samples.achievement(), name=SCRIPT, description=SCRIPT)
    issuer = replace(samples.badge().issuer, name=SCRIPT)
    kept = brought(learner, achievement=achievement, issuer=issuer)
    browser = client_of(learner)
    services.set_shown(badge=kept, by=learner, is_shown=True)
    pages = ["/backpack/", f"/backpack/{kept.uuid}/", "/badges/", f"/people/{learner.uuid}/"]

    for path in pages:
        page = browser.get(path).content.decode()
        assert faults(page) == []
        assert "<script>alert" not in page


def test_there_is_room_for_so_many_and_of_such_a_size(
    learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_KEPT", 1)
    brought(learner)
    assert brought(learner) == KeptBadge.objects.get()
    with pytest.raises(Invalid, match="room for"):
        brought(learner, 1)
    monkeypatch.setattr(services, "MOST_CHARS", 100)
    with pytest.raises(Invalid, match="larger than"):
        brought(learner)


def test_a_newer_edition_takes_the_place_of_the_older(learner: User) -> None:
    later = samples.CREATED + timedelta(days=2)
    old = brought(learner)
    new = brought(learner, valid_from=later)

    assert (old.pk, new.edition_at) == (new.pk, later)
    with pytest.raises(Conflict, match="newer edition"):
        brought(learner)


def test_it_is_looked_at_again_and_its_owner_told_once(
    learner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = brought(learner, valid_until=clock.now() + timedelta(days=20))
    services.set_shown(badge=kept, by=learner, is_shown=True)
    later = clock.now() + timedelta(days=31)

    assert services.check_due() == 0
    monkeypatch.setattr(clock, "now", lambda: later)
    assert services.check_due() == 1
    assert services.check_due() == 0
    services.check_again(badge=kept)

    kept.refresh_from_db()
    assert (kept.verdict, kept.checked_at) == ("invalid", later)
    assert "expired" in str(kept.findings)
    assert [notice.kind for notice in Notice.objects.filter(person=learner)] == [
        "kept-badge-failed"
    ]


def test_others_see_what_is_shown_and_nothing_else(
    client: Client, client_of: SignIn, learner: User, charlie: User
) -> None:
    User.objects.filter(pk=learner.pk).update(is_public=True)
    kept, hidden = brought(learner), brought(learner, 1)
    services.set_shown(badge=kept, by=learner, is_shown=True)

    profile = client.get(f"/people/{learner.uuid}/").content.decode()
    assert f"/backpack/{kept.uuid}/" in profile
    assert f"/backpack/{hidden.uuid}/" not in profile
    assert client.get(f"/backpack/{kept.uuid}/").status_code == 200
    for browser in (client, client_of(charlie)):
        assert browser.get(f"/backpack/{hidden.uuid}/").status_code == 404
    User.objects.filter(pk=learner.pk).update(is_public=False)
    assert client.get(f"/backpack/{kept.uuid}/").status_code == 404


def test_nobody_else_touches_it(client_of: SignIn, learner: User, charlie: User) -> None:
    kept = brought(learner)
    stranger = client_of(charlie)

    for name in ("check", "show", "delete"):
        assert stranger.post(reverse(f"kept-badge-{name}", args=[kept.uuid])).status_code == 404
    assert stranger.get(f"/backpack/{kept.uuid}/file/").status_code == 404
    client_of(learner).post(f"/backpack/{kept.uuid}/delete/")
    assert KeptBadge.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_badges(
    client_of: SignIn, learner: User
) -> None:
    browser = client_of(learner)
    brought(learner)
    counts = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            browser.get("/backpack/")
            browser.get("/badges/")
        counts.append(len(queries))
        brought(learner, number)

    assert counts[0] == counts[1]


def test_a_version_2_badge_is_known_by_its_recipient() -> None:
    document = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "recipient": {"type": "email", "hashed": False, "identity": "Ana@Example.org"},
    }

    assert holder.match(document, ["other@example.org", "ana@example.org"]) == holder.MINE
    assert holder.match(document, []) == holder.OTHER
    assert holder.match({**document, "recipient": {"type": "url"}}, []) == holder.UNNAMED
    assert holder.match({"credentialSubject": ["x"]}, ["a@b.c"]) == holder.UNNAMED


@pytest.fixture
def issuer_site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Another site, with an Open Badge 2.0 for Learner; what the gateway finds at its addresses."""
    settings.VERIFY_ELSEWHERE = True
    home = "https://issuer.example"
    pages = {
        f"{home}/assertion": {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Assertion",
            "id": f"{home}/assertion",
            "recipient": {"type": "email", "hashed": False, "identity": "learner@example.org"},
            "badge": f"{home}/badge",
            "issuedOn": "2024-05-01T00:00:00Z",
            "verification": {"type": "hosted"},
        },
        f"{home}/badge": {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "BadgeClass",
            "id": f"{home}/badge",
            "name": "Old but good",
            "description": "From before.",
            "image": f"{home}/image.png",
            "criteria": {"narrative": "Be there."},
            "issuer": f"{home}/issuer",
        },
        f"{home}/issuer": {
            "@context": "https://w3id.org/openbadges/v2",
            "type": "Issuer",
            "id": f"{home}/issuer",
            "name": "Issuer of old",
            "url": home,
        },
    }
    monkeypatch.setattr(
        fetching,
        "outside",
        lambda url: Page(200, json.dumps(pages[url]).encode()) if url in pages else Page(404),
    )
    return pages


def test_an_older_badge_is_brought_by_its_address_and_fails_once_it_is_gone(
    client_of: SignIn, learner: User, issuer_site: dict[str, Any]
) -> None:
    typed = {"credential_id": "https://issuer.example/assertion"}
    client_of(learner).post("/backpack/", typed)
    kept = KeptBadge.objects.get()
    issuer_site.clear()
    cache.clear()
    again = services.check_again(badge=kept)

    assert (kept.name, kept.issuer) == ("Old but good", "Issuer of old")
    assert (kept.verdict, kept.holder) == ("valid", "mine")
    assert again.verdict == "invalid"
    assert not again.holds


def test_what_was_taken_along_is_brought_back(
    client_of: SignIn, learner: User, alice: User
) -> None:
    brought(learner)
    brought(learner, 1)
    taken = client_of(learner).get("/backpack/export.json").content
    taken = json.dumps({"badges": [*json.loads(taken)["badges"], {"no": "badge"}]}).encode()
    again = {"file": SimpleUploadedFile("backpack.json", taken)}
    page = client_of(alice).post("/backpack/", again, follow=True).content.decode()
    again = {"file": SimpleUploadedFile("backpack.json", taken)}
    twice = client_of(alice).post("/backpack/", again, follow=True).content.decode()

    assert KeptBadge.objects.filter(owner=alice).count() == 2
    assert "2 badges are new in your backpack." in page
    assert "1 was left out: This is not a badge" in page
    assert "2 badges were there." in twice


def test_a_long_list_is_brought_in_turns(learner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LOT_AT_ONCE", 1)
    documents = [brought(learner, number).content for number in range(2)]
    KeptBadge.objects.all().delete()
    first = services.bring_several(owner=learner, contents=documents)
    second = services.bring_several(owner=learner, contents=documents)

    assert (first.new, first.known, first.left) == (1, 0, 1)
    assert (second.new, second.known, second.left) == (1, 1, 0)
