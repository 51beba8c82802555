# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What others may embed: only what was offered, at our own addresses, no larger than they said."""

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from peerreview.ui import embedding
from peerreview.ui.embedding import Embed

HOME = Embed(
    title='A "quoted" <b>title</b>', author="Ana", page="/", frame="/framed/", picture="/card.png"
)


@pytest.fixture
def offered() -> Iterator[None]:
    embedding.offer("home")(lambda: HOME)
    yield
    del embedding._loaders["home"]


def ask(client: Client, address: str = "", **more: str) -> HttpResponse:
    return client.get("/oembed", {"url": address or f"{settings.SITE_URL}/", **more})


@pytest.mark.usefixtures("offered")
def test_an_offered_page_is_answered_as_json_and_xml(client: Client) -> None:
    answer = ask(client, maxwidth="300", maxheight="99999999999")
    tree = ElementTree.fromstring(ask(client, format="xml").content)

    assert answer.json()["width"] == 300
    assert answer.json()["height"] == HOME.height
    assert answer.json()["type"] == tree.findtext("type") == "rich"
    assert answer["Access-Control-Allow-Origin"] == "*"
    html = answer.json()["html"]
    assert html.startswith(f'<iframe src="{settings.SITE_URL}/framed/"')
    assert "<b>" not in html
    assert "script" not in html
    assert tree.findtext("html") == html.replace('width="300"', f'width="{HOME.width}"')


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "/",
        "https://elsewhere.example/",
        f"{settings.SITE_URL}.evil.example/",
        f"{settings.SITE_URL}@evil.example/",
        f"{settings.SITE_URL}/accounts/login/",
        f"{settings.SITE_URL}/no/such/page",
        f"{settings.SITE_URL}/?" + "x" * 600,
        f"{settings.SITE_URL}/\x00",
    ],
)
def test_nothing_else_is(client: Client, address: str) -> None:
    assert ask(client, address).status_code == 404


def test_what_was_not_offered_is_not_answered(client: Client) -> None:
    assert ask(client).status_code == 404
    assert ask(client, format="yaml").status_code == 501


def test_a_page_made_to_be_framed_may_be_framed_and_run_nothing() -> None:
    response = embedding.frameable(HttpResponse())

    assert response.xframe_options_exempt
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "script-src" not in response["Content-Security-Policy"]
