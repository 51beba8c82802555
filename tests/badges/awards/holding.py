# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Badges whose life goes on, through services only."""

from collections.abc import Callable
from typing import Any

from badges import issuing, pursuing, queries, services
from badges.awards import refusing
from badges.awards.models import Appeal
from badges.life_models import Refusal
from badges.models import Achievement, Award, Credential
from peerreview.accounts.models import User
from peerreview.outbox.services import deliver_all
from tests import worlds
from tests.badges import earning

RENEWS = {"months": 12, "renewal": {"endorsements": {"people": 2, "skill": None}}}
REASON = "It is not their own work, as far as I can see."
WORDS = "It is my own work, and the drafts of three weeks show how it came about."


def of(fran: User, name: str = "Generous reader", **fields: Any) -> Achievement:
    """A badge Fran answers for."""
    made = earning.an_achievement(name, **fields)
    Achievement.objects.filter(pk=made.pk).update(created_by=fran)
    return Achievement.objects.get(pk=made.pk)


def a_badge(alice: User, ben: User, fran: User, **fields: Any) -> Credential:
    """Alice holds a badge that Fran answers for."""
    award = earning.an_offer(alice, ben, fran)
    Achievement.objects.filter(pk=award.achievement_id).update(created_by=fran)
    made = issuing.claim(award=award, by=alice, printed_name="Alice A.", **fields)
    return queries.credentials().get(pk=made.pk)


def an_ending_badge(alice: User, ben: User, fran: User, **validity: Any) -> Credential:
    """The same, valid for a year; two people who vouch renew it."""
    achievement = of(fran)
    services.publish_criteria(
        achievement=achievement, tree=earning.VOUCHED, validity={**RENEWS, **validity}
    )
    worlds.a_cohort(fran, [alice, ben])
    earning.vouch(ben, alice)
    deliver_all()
    award = Award.objects.get(recipient=alice, achievement=achievement)
    made = issuing.claim(award=award, by=alice, printed_name="Alice A.")
    return queries.credentials().get(pk=made.pk)


def waiting(alice: User, fran: User) -> Achievement:
    """Alice asked for a badge that somebody who answers for it has to approve."""
    worlds.a_cohort(fran, [alice])
    tree = {"all": [{"facilitator": {"approve": 1}}]}
    achievement = of(fran, tree=tree, opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    deliver_all()
    return achievement


def refused(alice: User, fran: User) -> Refusal:
    """That badge is refused to her by Fran."""
    return refusing.refuse(achievement=waiting(alice, fran), person=alice, by=fran, reason=REASON)


def appealed(alice: User, fran: User, person: Callable[..., User]) -> tuple[Appeal, list[User]]:
    """She appeals; three of the site's staff are asked."""
    refusal = refused(alice, fran)
    staff = [person(name) for name in ("Gina", "Hugo", "Ines")]
    for each in staff:
        each.is_staff = True
        each.save(update_fields=["is_staff"])
    return refusing.appeal(refusal=refusal, by=alice, words=WORDS), staff
