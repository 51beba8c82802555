# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Portfolios: Lena has opened hers, with her hours; so has somebody who holds a badge. Both gave out links."""

from typing import Any

from badges.models import Credential
from endorsements import queries
from endorsements import services as endorsements
from peerreview.accounts.models import User
from peerreview.portfolio import registry, services, sharing

OF_EACH = {
    "work": 1,
    "voice": 2,
    "badge": 3,
    "thanks": 1,
    "reviewing": 1,
    "calibration": 1,
    "identity": 1,
}
MINE = {"work": 1, "voice": 1, "badge": 2, "thanks": 1, "reviewing": 1, "hours": 5, "identity": 1}
WORDS = "I made this after I had thrown the first one away. The reviews told me why I was right to."


def show(world: Any) -> None:
    """Two people choose what others may see of them"""
    lena = world.people["lena"]
    if not registry.find("voice", lena):
        _vouch(world.people["fran"], lena)
    _choose(lena, MINE)
    services.describe(
        person=lena,
        name=lena.display_name,
        claim="I make hard ideas simple, and check that I did.",
        slug="made-simple",
        is_open=True,
    )
    sharing.make_link(person=lena, audience="employer", days=90, label="Harbour library")
    sharing.make_link(
        person=lena, audience="administrator", days=90, label="Professional learning office"
    )
    holders = Credential.objects.filter(is_public=True, revoked_at=None).order_by("pk")
    held = holders.exclude(award__recipient=lena).select_related("award__recipient")
    people = list(dict.fromkeys(each.award.recipient for each in held))
    if people:
        # Somebody for whom most is said, so that the page has something of everything.
        chosen = max(people, key=lambda person: len(registry.find("voice", person)))
        if not registry.find("voice", chosen):
            _vouch(world.people["fran"], chosen)
        _open(chosen)


def _vouch(fran: User, person: User) -> None:
    works = queries.work_to_point_at(fran, person)
    if works:
        given = endorsements.endorse(
            endorser=fran,
            recipient=person,
            skill=endorsements.add_skill(name="Explaining clearly"),
            reason="Every sentence in this earns its place, and the turn at the end is prepared from the first line.",
            version=works[0],
        )
        endorsements.accept(endorsement=given, by=person)


def _open(person: User) -> None:
    items = _choose(person, OF_EACH)
    if items:
        services.put_words(item=items[0], words=WORDS)
    services.describe(
        person=person,
        name=person.display_name,
        claim="I say what I believe about learning, and let others take it apart.",
        slug="taken-apart",
        is_open=True,
    )
    sharing.make_link(person=person, audience="committee", days=90, label="Promotion committee")


def _choose(person: User, wanted: dict[str, int]) -> list[Any]:
    return [
        services.choose(person=person, kind=kind, key=piece.key)
        for kind, most in wanted.items()
        for piece in sorted(registry.find(kind, person), key=_without_picture)[:most]
    ]


def _without_picture(piece: registry.Piece) -> bool:
    return not piece.pictures
