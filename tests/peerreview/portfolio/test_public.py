# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the world sees: the open page, its data, its card, its embed; and that it closes without a trace."""

import io
import json
import re
from urllib.parse import urlencode
from xml.etree import ElementTree as Xml

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from peerreview.accounts.services import erase_person
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.portfolio import services
from peerreview.portfolio.models import Page
from tests.peerreview.portfolio.scene import SAID, SLUG, THANKS

DOORS = ("public-page", "public-employer", "public-embed", "public-card", "public-jsonld")


def address(name: str = "public-page", slug: str = SLUG) -> str:
    return reverse(name, args=[slug])


def plain(answer) -> str:
    """The page without what is anew in each form."""
    return re.sub(r'"x-csrftoken": "\w+"', "", answer.content.decode())


def oembed(url: str, **more: str):
    return Client().get(reverse("oembed"), {"url": url, **more})


def test_an_open_page_shows_what_was_chosen_and_nothing_else(scene):
    scene.choose("work", "voice", "badge")
    scene.open()

    for door in DOORS:
        assert Client().get(address(door)).status_code == 200
    body = Client().get(address()).content.decode()
    assert "Tide Reader" in body
    assert SAID in body
    assert "Vouched for" in body
    assert THANKS not in body
    for told in ("Alice", "alice@", str(scene.alice.uuid), "Ben"):
        assert told not in body
    work = Client().get(reverse("public-work", args=[SLUG, 1]))
    assert "Tides of the north" in work.content.decode()
    assert Client().get(reverse("public-work", args=[SLUG, 2])).status_code == 404


def test_the_embed_has_no_script_and_may_stand_anywhere(scene):
    scene.choose()
    scene.open()

    page = Client().get(address("public-embed"))
    assert "<script" not in page.content.decode()
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    assert "frame-ancestors 'none'" in Client().get(address())["Content-Security-Policy"]


def test_oembed_in_json_and_xml_of_open_pages_only(scene):
    scene.choose()
    url = f"{settings.SITE_URL}{address()}"
    assert oembed(url).status_code == 404
    scene.open(name='Tide <b>"Reader"</b>')

    found = oembed(url, maxwidth="300").json()
    assert (found["version"], found["type"], found["width"]) == ("1.0", "rich", 300)
    assert "<script" not in found["html"]
    assert "<b>" not in found["html"]
    xml = Xml.fromstring(oembed(url, format="xml").content)
    assert xml.findtext("title") == 'Tide <b>"Reader"</b>'
    assert oembed(url, format="yaml").status_code == 501
    assert oembed(url, maxwidth="wide").json()["width"] == 480
    assert oembed(url, maxwidth="100").json()["width"] == 100
    for other in (
        "",
        "https://elsewhere.example/p/tidewater/",
        settings.SITE_URL,
        "//[",
        "x" * 3000,
    ):
        assert oembed(other).status_code == 404


def test_linked_data_says_no_more_than_the_page(scene):
    scene.choose("work", "badge")
    scene.open()

    data = json.loads(Client().get(address("public-jsonld")).content)
    person = data["mainEntity"]
    assert person["name"] == "Tide Reader"
    assert person["subjectOf"][0]["identifier"]["value"] == scene.submission.version.digest
    assert "review" not in person
    assert "Alice" not in json.dumps(data)


def test_the_full_name_is_said_only_where_its_owner_says_so(scene):
    scene.choose("work")
    scene.open(full_name="Alice Underwater", full_name_for=["employer"])

    assert "Alice Underwater" not in Client().get(address()).content.decode()
    assert "Alice Underwater" in Client().get(address("public-employer")).content.decode()


def test_an_old_address_leads_nowhere_and_nobody_else_gets_it(scene):
    scene.open()
    scene.open(slug="newer-name")

    never, old = Client().get(address(slug="never-was")), Client().get(address())
    assert (never.status_code, old.status_code) == (404, 404)
    assert "newer-name" not in old.content.decode()
    for typed in (SLUG, "tide-water", "t1dewater", "newer-narne"):
        with pytest.raises(Conflict):
            services.describe(person=scene.ben, name="Ben", slug=typed)
    scene.open(slug=SLUG)
    assert Client().get(address()).status_code == 200


def test_a_closed_page_and_that_of_somebody_gone_are_as_if_they_never_were(scene):
    scene.choose()
    scene.open()
    scene.open(is_open=False)
    closed = {door: Client().get(address(door)) for door in DOORS}
    scene.open()
    erase_person(user=scene.ben, by=scene.ben)
    assert Client().get(address()).status_code == 200
    scene.alice.is_active = False
    scene.alice.save()
    gone = {door: Client().get(address(door)) for door in DOORS}
    never = {door: Client().get(address(door, "never-was")) for door in DOORS}

    for door in DOORS:
        texts = {plain(answer[door]) for answer in (closed, gone, never)}
        assert len(texts) == 1, door
        assert never[door].status_code == 404


def test_leaving_takes_the_page_along_and_keeps_its_address_from_others(scene):
    scene.choose()
    scene.open()

    erase_person(user=scene.alice, by=scene.alice)

    assert not Page.objects.exists()
    assert Client().get(address()).status_code == 404
    with pytest.raises(Conflict):
        services.describe(person=scene.ben, name="Ben", slug=SLUG)


def test_a_page_opens_only_with_an_address(scene):
    with pytest.raises(Invalid):
        scene.open(slug="")


def test_hostile_words_are_words(scene):
    scene.choose("work")
    scene.open(name="<script>x</script>", claim='"><img src=x onerror=y> \u202eevil')

    for door in ("public-page", "public-employer", "public-embed"):
        body = Client().get(address(door)).content.decode()
        assert "<script>x" not in body
        assert "<img src=x" not in body
        assert "\u202e" not in body
    assert Client().get(address("public-card")).content.startswith(b"\x89PNG")
    assert (
        Client().get(f"{reverse('oembed')}?{urlencode({'url': 'javascript:1'})}").status_code == 404
    )


def test_taking_it_along(scene, client_of):
    scene.choose()
    scene.open(name="=cmd|' /C calc'!A0")
    client = client_of(scene.alice)

    resume = client.get(reverse("portfolio-resume")).json()
    assert resume["certificates"][0]["name"] == "Vouched for"
    assert resume["references"][0]["reference"] == SAID
    rows = client.get(reverse("portfolio-csv")).content.decode().splitlines()
    assert len(rows) == 1 + 4
    assert not any(cell.startswith("=") for row in rows for cell in row.split(","))


@pytest.mark.long
def test_the_dossier_is_pages_of_words_with_their_check(scene, client_of):
    scene.choose()
    scene.open()
    _link, token = scene.link("committee")

    own = client_of(scene.alice).get(reverse("portfolio-dossier"))
    shared = Client().get(reverse("shared-paper", args=[token]))
    for answer in (own, shared):
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(shared.content)).pages)
    assert "Tide Reader" in text
    assert "What this does not say" in text
    assert "Alice" not in text
