# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Issuers with people, and badges that an outside body assesses; through services only."""

from typing import Any

from badges import bodies, founding, pursuing, queries, services
from badges.issuers import services as roles
from badges.issuers.models import Assessment, Seat
from badges.models import Achievement, Award, Issuer
from peerreview.accounts.models import User
from peerreview.outbox import services as outbox
from tests import worlds
from tests.badges import earning

APPROVED = {"all": [{"facilitator": {"approve": 1}}]}
WHY = "Stayed with three of us to the end."


def organisation(owner: User, name: str = "Harbour schools", **profile: Any) -> Issuer:
    """An organisation of a facilitator, who gets a cohort for it."""
    worlds.a_cohort(owner)
    return founding.found(kind="organisation", profile={"name": name, **profile}, by=owner)


def seated(issuer: Issuer, owner: User, person: User, role: str) -> Seat:
    """Somebody takes a role by invitation."""
    return roles.take(invitation=roles.invite(issuer=issuer, role=role, by=owner), by=person)


def a_badge(issuer: Issuer | None = None, **fields: Any) -> Achievement:
    """A badge that asks for somebody's approval and nothing else."""
    values = {
        "name": "Stays with others",
        "description": "Stays with a group to the end.",
        "skills": [],
        "tree": APPROVED,
        **fields,
    }
    return services.define_achievement(issuer=issuer or services.site_issuer(), **values)


def assessed(achievement: Achievement, body: Issuer, by: User, speaker: User) -> Assessment:
    """The body was asked and accepted."""
    asked = bodies.ask(achievement=achievement, body=body, by=by)
    answered = bodies.answer(assessment=asked, accepts=True, by=speaker)
    outbox.deliver_all()
    return answered


def wanted(achievement: Achievement, *people: User) -> None:
    """They ask for the badge."""
    for person in people:
        pursuing.request(achievement=achievement, by=person)


def approved(achievement: Achievement, person: User, by: User) -> Award:
    """Somebody stands up for them; the badge is theirs to claim."""
    pursuing.approve(achievement=achievement, person=person, by=by, reason=WHY)
    outbox.deliver_all()
    return queries.awards_of(person.pk).get(achievement=achievement)


def cosigned_badge(fran: User, ben: User, alice: User) -> tuple[Issuer, Any]:
    """Ben's organisation assessed Fran's badge and approved of Alice, who claimed it."""
    body = organisation(ben)
    badge = a_badge(by=staffed(fran))
    assessed(badge, body, fran, ben)
    wanted(badge, alice)
    return body, earning.claimed(approved(badge, alice, ben))


def staffed(person: User) -> User:
    """Make somebody staff."""
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    return person
