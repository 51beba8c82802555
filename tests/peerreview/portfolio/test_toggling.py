# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who opens and closes what is theirs moves no weight, and changes no byte of anybody else's pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from endorsements import services as endorsements
from endorsements import weighing
from endorsements.evidence import standings_of
from peerreview.accounts.models import User
from peerreview.outbox.services import deliver_all
from peerreview.portfolio import services
from peerreview.portfolio.models import Item, Page
from tests.peerreview.portfolio.scene import Scene

TOKEN = re.compile(rb"[0-9A-Za-z]{32,64}")
OWN = ("endorsements", "endorsements-given", "portfolio", "badges", "hours")


def profile(scene: Scene, is_public: bool) -> None:
    User.objects.filter(pk=scene.alice.pk).update(is_public=is_public)


def page(scene: Scene, is_open: bool) -> None:
    scene.open(is_open=is_open)


def pieces(scene: Scene, is_shown: bool) -> None:
    if is_shown:
        scene.choose()
        return
    for item in Item.objects.filter(page__person=scene.alice):
        services.take_away(item=item)


def words(scene: Scene, is_shown: bool) -> None:
    act = endorsements.show if is_shown else endorsements.hide
    act(endorsement=scene.voice, by=scene.alice)


def pages_of_others(scene: Scene, client_of) -> dict[str, bytes]:
    """Ben's and Fran's own pages, and what a stranger reads of Ben."""
    found = {}
    for person in (scene.ben, scene.fran):
        client = client_of(person)
        for name in OWN:
            found[f"{name} as {person}"] = client.get(reverse(name)).content
    for name in ("person", "person-endorsements"):
        found[name] = Client().get(reverse(name, args=[scene.ben.uuid])).content
    return {name: TOKEN.sub(b"", content) for name, content in found.items()}


def weights(scene: Scene) -> list[object]:
    weighing.recompute()
    return [standings_of(person.pk) for person in (scene.alice, scene.ben, scene.fran)]


@pytest.mark.long
@pytest.mark.parametrize("toggle", [profile, page, pieces, words])
def test_opening_and_closing_moves_no_weight_and_no_page_of_others(scene, client_of, toggle):
    User.objects.filter(pk=scene.ben.pk).update(is_public=True)
    # Begun already, so that the first opening is no different from the next.
    scene.open(is_open=False)
    toggle(scene, False)
    deliver_all()
    weighed, seen = weights(scene), pages_of_others(scene, client_of)
    assert all(seen.values())

    for is_shown in (True, False, True):
        toggle(scene, is_shown)
        deliver_all()
        assert weights(scene) == weighed
        assert pages_of_others(scene, client_of) == seen
    assert Page.objects.filter(person=scene.alice).exists()
