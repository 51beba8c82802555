# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An organisation that issues badges with people in roles, and a school district that assesses for others."""

from typing import Any

from badges import bodies, founding, pursuing, services
from badges.issuers import services as roles
from badges.models import Issuer

GUILD = {
    "name": "Open Teaching Guild",
    "description": "Teachers of five schools who try things out, show each other what came of it, and put their name to what "
    "others can rely on.",
    "website": "https://guild.demo.example",
    "contact_email": "hello@guild.demo.example",
    "shows_email": True,
}
DISTRICT = {
    "name": "Harbour School District",
    "description": "Eleven schools by the water. We look at what our teachers learn elsewhere, and say what counts with us.",
    "website": "https://harbour.demo.example",
}
SEEN = (
    "Read the piece twice, and the turn in the middle holds; we would put it before our own staff."
)


def issuers(world: Any) -> None:
    """A guild issues badges with people in roles; a school district assesses two"""
    fran = world.people["fran"]
    guild = founding.found(kind="organisation", profile=GUILD, by=fran, now=world.ago(days=25))
    for key, role in (("mariam", "designer"), ("dagny", "awarder"), ("ravi", "assessor")):
        _seat(world, guild, key, role)
    roles.invite(issuer=guild, role="assessor", by=fran, now=world.ago(days=1))
    district = founding.found(
        kind="organisation", profile=DISTRICT, by=fran, now=world.ago(days=25)
    )
    _seat(world, district, "quinn", "owner")
    _seat(world, district, "ravi", "assessor")
    roles.hand_over(issuer=district, to=world.people["quinn"], by=fran, now=world.ago(days=25))
    _assess(world, district, world.achievements[1])


def approvals(world: Any) -> None:
    """The guild opens a badge; the district is to approve of works, and has approved of one"""
    district = Issuer.objects.get(name=DISTRICT["name"])
    guild = Issuer.objects.get(name=GUILD["name"])
    shown = services.define_achievement(
        issuer=guild,
        name="Work that teaches",
        description="Made something that others can teach with: reviewed by peers, and approved by people who run schools.",
        skills=["Digital storytelling"],
        tree={"all": [{"reviewers": {"independent": 2}}, {"facilitator": {"approve": 1}}]},
        activity_uuid=world.activities["artefact"].uuid,
        shape="shield",
        colour="indigo",
        icon="compass",
        by=world.people["fran"],
        now=world.ago(days=3),
    )
    world.achievements.append(shown)
    _assess(world, district, shown, days=2)
    lena = world.people["lena"]
    pursuing.request(achievement=shown, by=lena, now=world.ago(days=2))
    pursuing.approve(
        achievement=shown,
        person=lena,
        by=world.people["quinn"],
        reason=SEEN,
        now=world.ago(days=1),
    )


def _seat(world: Any, issuer: Issuer, key: str, role: str) -> None:
    asked = roles.invite(issuer=issuer, role=role, by=world.people["fran"], now=world.ago(days=25))
    roles.take(invitation=asked, by=world.people[key], now=world.ago(days=25))


def _assess(world: Any, body: Issuer, achievement: Any, days: float = 25) -> None:
    asked = bodies.ask(
        achievement=achievement, body=body, by=world.people["fran"], now=world.ago(days=days)
    )
    bodies.answer(
        assessment=asked, accepts=True, by=world.people["quinn"], now=world.ago(days=days)
    )
