# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Links: one reader, one view, until they end; then as if they had never been. None tells of another."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.portfolio import queries, sharing
from peerreview.portfolio.models import Link
from tests.peerreview.portfolio.scene import SAID, SLUG
from tests.peerreview.portfolio.test_public import plain

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def read(token: str, name: str = "shared"):
    return Client().get(reverse(name, args=[token]))


def test_a_link_opens_its_view_while_the_page_is_closed(scene):
    scene.choose()
    _link, token = scene.link("employer")

    page = read(token)
    assert page.status_code == 200
    assert SAID in page.content.decode()
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    work = Client().get(reverse("shared-work", args=[token, 1]))
    assert work["Referrer-Policy"] == "same-origin"
    assert read(token, "shared-card")["Content-Type"] == "image/png"
    assert read(token, "shared-paper").status_code == 404


def test_expired_revoked_and_never_made_are_one_and_the_same(scene):
    scene.choose()
    expired, token = scene.link()
    Link.objects.filter(pk=expired.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    revoked, other = scene.link()
    sharing.revoke_link(link=revoked)
    sharing.revoke_link(link=revoked)

    answers = [read(each) for each in (token, other, "0" * 48, "é", "x" * 500)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({plain(answer) for answer in answers}) == 1


def test_two_links_share_no_id_and_leave_no_trace_of_their_use(scene):
    scene.choose("work", "voice", "identity")
    scene.open()
    first, second = scene.link("peer"), scene.link("peer")
    assert first[1] != second[1]
    before = list(Link.objects.values())

    one, two = (read(token).content.decode() for _link, token in (first, second))

    assert list(Link.objects.values()) == before
    own = {str(scene.alice.uuid), str(scene.submission.uuid), str(scene.submission.version.uuid)}
    for body, (_link, other) in ((one, second), (two, first)):
        # Of ids there is only that of the public page on which the voice is signed.
        assert set(UUID.findall(body)) <= {scene.keys["voice"]}
        assert not any(each in body for each in own)
        assert SLUG not in body
        assert other not in body


def test_the_table_holds_no_secret(scene):
    link, token = scene.link()

    row = Link.objects.values().get(pk=link.pk)
    assert token not in str(row)
    assert queries.link_with(token, clock.now()) == link


def test_what_a_link_may_be(scene):
    for wrong in ({"audience": "boss"}, {"days": 4000}):
        with pytest.raises(Invalid):
            sharing.make_link(person=scene.alice, **{"audience": "peer", "days": 7, **wrong})


def test_only_so_many_links_at_a_time(scene, monkeypatch):
    monkeypatch.setattr(queries, "MOST_LINKS", 1)
    scene.link()
    with pytest.raises(Conflict):
        scene.link()


def test_by_its_pages_for_its_owner_alone(scene, client_of):
    alice = client_of(scene.alice)
    answer = alice.post(
        reverse("portfolio-links"), {"audience": "employer", "days": "7", "label": "Harbour Ltd"}
    )
    page = alice.get(answer["Location"])
    link = Link.objects.get()
    assert sharing.token_of(link) in page.content.decode()
    assert client_of(scene.ben).get(answer["Location"]).status_code == 404
    revoke = reverse("portfolio-link-revoke", args=[link.uuid])
    assert client_of(scene.ben).post(revoke).status_code == 404
    assert "Harbour Ltd" in alice.get(reverse("portfolio-links")).content.decode()
    assert "Harbour Ltd" not in read(sharing.token_of(link)).content.decode()
    alice.post(revoke)
    assert read(sharing.token_of(link)).status_code == 404
