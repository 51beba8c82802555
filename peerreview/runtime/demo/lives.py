# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Lives of awards: a badge that ends soon and one that was renewed, a refusal under appeal, and a badge
that is looked at again."""

from datetime import timedelta
from typing import Any

from badges import issuing, pursuing, services
from badges.awards import refusing, renewing
from badges.models import Achievement, Award
from endorsements.queries import work_to_point_at
from endorsements.services import accept, add_skill, endorse, withdraw

SKILL = "Accessible documents"
FIRST_AID = {
    "name": "First aid for accessibility",
    "description": "Finds and mends what keeps people out of a document: headings, contrast, words for pictures.",
    "skills": [SKILL],
    "shape": "shield",
    "colour": "indigo",
    "icon": "sprout",
}
VOUCHED = {"all": [{"endorsements": {"people": 1, "skill": SKILL}}]}
VALIDITY = {"months": 1, "renewal": {"endorsements": {"people": 1, "skill": None}}}
SEEN = "Went through our handout with me, page by page, and left a list that anybody could work through."
REFUSED = "I have not seen you lead a session yet, and the badge says that somebody who answers for it has."
APPEAL = (
    "The badge asks that somebody has seen it. Two of those who answer for it sat in the session of last Thursday; "
    "it is in the group's record. Please ask them."
)


def lives(world: Any) -> None:
    """Badges that end, are refused and looked at again"""
    badge = _ending_badge(world)
    for who, days in (("lena", 24), ("amara", 22)):
        _earned(world, badge, who, days)
    lena = Award.objects.get(achievement=badge, recipient=world.people["lena"])
    renewing.renew(award=lena, by=world.people["lena"], now=world.ago(days=2))
    _refused(world)
    _looked_at_again(world)


def _ending_badge(world: Any) -> Achievement:
    badge = services.define_achievement(
        issuer=services.site_issuer(),
        tree=VOUCHED,
        opt_in="request",
        by=world.people["fran"],
        now=world.ago(days=30),
        **FIRST_AID,
    )
    services.publish_criteria(
        achievement=badge,
        tree=VOUCHED,
        opt_in="request",
        validity=VALIDITY,
        now=world.ago(days=29),
    )
    return badge


def _earned(world: Any, badge: Achievement, who: str, days: float) -> None:
    person = world.people[who]
    _vouch(world, "fran", who, SKILL, days=days + 1)
    pursuing.request(achievement=badge, by=person, now=world.ago(days=days))
    award = Award.objects.get(achievement=badge, recipient=person)
    issuing.claim(
        award=award, by=person, printed_name=person.display_name, now=world.ago(days=days)
    )


def _vouch(world: Any, giver: str, taker: str, skill: str, days: float = 2) -> Any:
    endorser, recipient = world.people[giver], world.people[taker]
    given = endorse(
        endorser=endorser,
        recipient=recipient,
        skill=add_skill(name=skill),
        reason=SEEN,
        version=work_to_point_at(endorser, recipient)[0],
        now=world.ago(days=days),
    )
    return accept(endorsement=given, by=recipient, now=world.ago(days=days))


def _refused(world: Any) -> None:
    fran, ravi = world.people["fran"], world.people["ravi"]
    badge = services.define_achievement(
        issuer=services.site_issuer(),
        name="Session host",
        description="Opened, held and closed a session of a study group, so that everybody had a say.",
        skills=[],
        tree={"all": [{"facilitator": {"approve": 1}}]},
        shape="hexagon",
        colour="green",
        icon="users",
        opt_in="request",
        by=fran,
        now=world.ago(days=6),
    )
    pursuing.request(achievement=badge, by=ravi, now=world.ago(days=2))
    refusal = refusing.refuse(
        achievement=badge, person=ravi, by=fran, reason=REFUSED, now=world.ago(days=3)
    )
    refusing.appeal(refusal=refusal, by=ravi, words=APPEAL, now=world.ago(days=2))


def _looked_at_again(world: Any) -> None:
    """Somebody took back the word a badge of Lena's rests on."""
    fran, lena = world.people["fran"], world.people["lena"]
    skill = "Holding a discussion"
    given = _vouch(world, "fran", "lena", skill)
    badge = services.define_achievement(
        issuer=services.site_issuer(),
        name="Keeps a discussion open",
        description="Asks the question after which quiet people speak.",
        skills=[skill],
        tree={"all": [{"endorsements": {"people": 1, "skill": skill}}]},
        shape="round",
        colour="plum",
        icon="message-circle-heart",
        opt_in="request",
        by=fran,
        now=world.ago(days=9),
    )
    pursuing.request(achievement=badge, by=lena, now=world.ago(days=2))
    award = Award.objects.get(achievement=badge, recipient=lena)
    issuing.claim(award=award, by=lena, printed_name=lena.display_name, now=world.ago(days=1.5))
    withdraw(endorsement=given, by=fran, now=world.now - timedelta(hours=3))
