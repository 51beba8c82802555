# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge elsewhere than on its page: only while its owner lets anyone see it, and what it says then."""

import io
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from badges import certificate, issuing, sharing
from badges.models import Credential
from peerreview.accounts.models import User
from peerreview.kernel.errors import Missing
from tests.badges import earning
from tests.house.inline import faults

DOORS = ("credential-card", "credential-qr", "credential-embed", "credential-pdf")
NAME = "Ана & <Kovač>"


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    """Alice's badge, named and open to all."""
    cache.clear()
    return earning.claimed(earning.an_offer(alice, ben, fran), printed_name=NAME)


def paths(credential: Credential) -> list[str]:
    code = sharing.short_code(credential.uuid)
    named = [reverse(name, args=[credential.uuid]) for name in ("credential", *DOORS)]
    return [
        *named,
        reverse("credential-short", args=[code]),
        reverse("ob2-assertion", args=[credential.uuid]),
    ]


def oembed(client: Client, path: str, **more: Any) -> Any:
    return client.get("/oembed", {"url": settings.SITE_URL + path, **more})


@given(st.uuids(version=4))
def test_a_short_code_is_ten_letters_and_leads_back(uuid: UUID) -> None:
    code = sharing.short_code(uuid)
    number = 0
    for letter in code:
        number = number * len(sharing.CODE_ALPHABET) + sharing.CODE_ALPHABET.index(letter)
    first, last = sharing._range(number)

    assert len(code) == sharing.CODE_LENGTH
    assert first <= uuid <= last


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "2", "Z" * 10, "Z" * 200, "23456789AB", "%00"])
def test_a_code_that_is_none_leads_nowhere(code: str) -> None:
    with pytest.raises(Missing):
        sharing.credential_with_code(code)


@pytest.mark.long
@pytest.mark.django_db
def test_a_private_badge_is_nowhere_and_sounds_like_none(
    client: Client, alice: User, credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "pdf", lambda _credential: b"%PDF-")
    assert {client.get(path).status_code for path in paths(credential)} == {200, 302}
    assert oembed(client, paths(credential)[0]).status_code == 200

    issuing.set_public(credential=credential, by=alice, is_public=False)
    never = Credential(uuid=uuid4())

    for path, other in zip(paths(credential), paths(never), strict=True):
        closed, nothing = client.get(path), client.get(other)
        assert (path, closed.status_code) == (path, 404)
        assert told(closed) == told(nothing)
        assert oembed(client, path).content == oembed(client, other).content
        assert oembed(client, path).status_code == 404


def told(answer: Any) -> str:
    """The page without what is new on every page."""
    return re.sub(r"[A-Za-z0-9]{64}", "token", answer.content.decode())


@pytest.mark.long
@pytest.mark.django_db
def test_its_owner_has_it_on_paper_even_so(
    client_of: Callable[[User], Client], client: Client, alice: User, credential: Credential
) -> None:
    issuing.set_public(credential=credential, by=alice, is_public=False)
    path = reverse("credential-pdf", args=[credential.uuid])
    read = PdfReader(io.BytesIO(client_of(alice).get(path).content))
    words = read.pages[0].extract_text()

    assert client.get(path).status_code == 404
    assert "Its page is private" in words
    assert "Nobody looked at a passport" in words
    assert sharing.short_code(credential.uuid) not in words
    [attached] = read.attachments["badge.json"]
    assert json.loads(attached) == json.loads(credential.document)


@pytest.mark.django_db
def test_one_address_answers_people_and_programs(client: Client, credential: Credential) -> None:
    path = reverse("credential", args=[credential.uuid])
    for accept, kind in (
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json, text/plain, */*", "application/vc+ld+json"),
        ("application/vc", "application/vc+ld+json"),
        ("text/html;q=0.5, application/ld+json", "application/vc+ld+json"),
        ("nonsense", "text/html"),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert (accept, answer["Content-Type"].partition(";")[0]) == (accept, kind)
        assert "Accept" in answer["Vary"]


@pytest.mark.django_db
def test_the_page_tells_other_sites_what_to_show(
    client: Client, client_of: Callable[[User], Client], alice: User, credential: Credential
) -> None:
    page = client.get(reverse("credential", args=[credential.uuid])).content.decode()
    own = client_of(alice).get(reverse("credential", args=[credential.uuid]))

    assert f'content="{sharing.page_url(credential)}"' in page
    assert "application/json+oembed" in page
    assert "linkedin.com" not in page
    assert "linkedin.com" in own.content.decode()
    assert faults(own.content.decode()) == []


@pytest.mark.django_db
def test_linkedin_gets_every_value_encoded(credential: Credential) -> None:
    credential.award.achievement.name = "Reading & writing? 100% #1"
    parts = urlsplit(sharing.linkedin_url(credential))
    values = {name: value for name, [value] in parse_qs(parts.query, strict_parsing=True).items()}

    assert (parts.scheme, parts.netloc) == ("https", "www.linkedin.com")
    assert values["name"] == "Reading & writing? 100% #1"
    assert values["certUrl"] == sharing.page_url(credential)
    assert values["certId"] == credential.credential_id


@pytest.mark.django_db
def test_a_framed_badge_runs_nothing_and_says_when_it_is_revoked(
    client: Client, fran: User, credential: Credential
) -> None:
    path = reverse("credential-embed", args=[credential.uuid])
    before = client.get(path)
    fran.is_staff = True
    issuing.revoke(credential=credential, by=fran, reason="Somebody else's work.")
    after = client.get(path).content.decode()

    assert "X-Frame-Options" not in before
    assert "frame-ancestors *" in before["Content-Security-Policy"]
    assert "<script" not in before.content.decode()
    assert "<Kovač>" not in before.content.decode()
    assert "genuine, and it stands" in before.content.decode()
    assert "revoked by its issuer" in after
    assert not before.cookies


@pytest.mark.django_db
def test_the_card_is_a_picture_of_the_size_sites_expect(
    client: Client, credential: Credential
) -> None:
    with Image.open(
        io.BytesIO(client.get(reverse("credential-card", args=[credential.uuid])).content)
    ) as card:
        assert card.size == (1200, 630)
    answer = oembed(client, reverse("credential", args=[credential.uuid])).json()
    assert answer["thumbnail_url"].endswith("/card.png")
    assert answer["author_name"] == NAME


@pytest.mark.django_db
def test_the_page_asks_the_database_as_often_for_a_glance_as_before(
    client: Client, credential: Credential
) -> None:
    path = reverse("credential-embed", args=[credential.uuid])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(path)

    assert len(queries) <= 8
