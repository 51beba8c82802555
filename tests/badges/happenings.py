# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A small world in which whatever a badge may rest on happens to Alice, through services, in any order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.internal.flows.email_verification import verify_email
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest

from badges import issuing, pursuing
from badges.models import Achievement, Credential
from endorsements import queries as endorsements
from endorsements import services as vouching
from endorsements import weighing
from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.artifacts.models import Version
from peerreview.cohorts.models import Cohort, Membership
from peerreview.cohorts.services import join_with_code, leave_cohort
from peerreview.groups import services as groups
from peerreview.hours import approving
from peerreview.kernel.errors import DomainError
from peerreview.moderation import kinds
from peerreview.moderation import services as moderation
from peerreview.moderation.models import Case
from peerreview.outbox import services as outbox
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import set_aside
from tests import worlds
from tests.badges import earning
from tests.peerreview.hours import claims
from tests.peerreview.studio.scene import a_work

WHY = "I have seen her do it more than once, and well."


@dataclass
class World:
    """Alice, two who learn with her and may be in her group, one more, and who answers for all."""

    alice: User
    mates: list[User]
    fran: User
    activity: Activity
    cohort: Cohort
    group: Cohort
    work: Version
    badge: Achievement
    other: Achievement
    happened: list[str] = field(default_factory=list)

    def happen(self, name: str, place: int) -> None:
        """One of HAPPENINGS; what is refused as things stand does not happen."""
        try:
            HAPPENINGS[name](self, self.mates[place % len(self.mates)])
            self.happened.append(name)
        except DomainError:
            self.happened.append(f"not {name}")


def _vouch(world: World, mate: User) -> None:
    inside = Membership.objects.filter(cohort=world.group, user=mate, left_at=None).exists()
    vouching.accept(
        endorsement=vouching.endorse(
            endorser=mate,
            recipient=world.alice,
            skill=vouching.add_skill(name=earning.SKILL),
            reason=WHY,
            version=world.work if inside else None,
        ),
        by=world.alice,
    )


def _with_word_of(world: World, mate: User, act: Callable[..., Any], *, by: User) -> None:
    for given in endorsements.accepted_by(world.alice.pk).filter(endorser=mate):
        act(endorsement=given, by=by)


def _confirmed(world: World, mate: User) -> None:
    address = EmailAddress.objects.get(user=world.alice)
    request = HttpRequest()
    request._messages = CookieStorage(request)
    verify_email(request, address)


def _replaced(world: World, mate: User) -> None:
    EmailAddress.objects.filter(user=world.alice).update(verified=False)
    email_changed.send(sender=EmailAddress, user=world.alice)


def _flag(world: World, mate: User) -> None:
    work = world.activity.submissions.get(author=world.alice)
    thing = kinds.kind_named("submission").many([work.uuid])[work.uuid]
    moderation.flag(thing=thing, category="spam", words=WHY, by=mate)


def _rule(world: World, mate: User) -> None:
    for case in Case.objects.exclude(state=Case.State.CLOSED):
        moderation.rule(case=case, ruling="nothing", reason=WHY, by=world.fran)


def _hide_a_review(world: World, mate: User) -> None:
    review = Review.objects.filter(reviewer__in=[world.alice, mate], state="submitted").first()
    if review:
        thing = kinds.kind_named("review").many([review.uuid])[review.uuid]
        case = moderation.flag(thing=thing, category="spam", words=WHY, by=review.submission.author)
        moderation.hide(case=case.case, is_hidden=True, by=world.fran)


def _set_aside(world: World, mate: User) -> None:
    review = Review.objects.filter(reviewer__in=[world.alice, mate], state="submitted").first()
    if review:
        set_aside(review=review, by=world.fran, reason=WHY)


def _claim_the_other(world: World, mate: User) -> None:
    award = world.other.awards.filter(recipient=world.alice, state="offered").first()
    if award:
        issuing.claim(award=award, by=world.alice)


def _revoke_the_other(world: World, mate: User) -> None:
    for held in Credential.objects.filter(award__achievement=world.other, revoked_at=None):
        issuing.revoke(credential=held, by=world.fran, reason=WHY)


def _hours(world: World, mate: User) -> None:
    claims.an_entry(world.alice, minutes=90)
    claim = claims.a_claim(world.alice, world.cohort)
    approving.decide(claim=claim, decision=approving.Decision(act="approve"), by=world.fran)


HAPPENINGS: dict[str, Callable[[World, User], None]] = {
    "join": lambda w, mate: join_with_code(code=w.group.join_code, by=mate),
    "leave": lambda w, mate: leave_cohort(cohort=w.group, by=mate),
    "vouch": _vouch,
    "withdraw": lambda w, mate: _with_word_of(w, mate, vouching.withdraw, by=mate),
    "hide": lambda w, mate: _with_word_of(w, mate, vouching.hide, by=w.alice),
    "show": lambda w, mate: _with_word_of(w, mate, vouching.show, by=w.alice),
    "night": lambda w, mate: weighing.recompute(),
    "review": lambda w, mate: earning.review_next(w.activity, mate, 2),
    "alice reviews": lambda w, mate: earning.review_next(w.activity, w.alice, 1),
    "set aside": _set_aside,
    "hide a review": _hide_a_review,
    "flag": _flag,
    "rule": _rule,
    "approve": lambda w, mate: pursuing.approve(
        achievement=w.badge, person=w.alice, by=w.fran, reason=WHY
    ),
    "approve no more": lambda w, mate: pursuing.withdraw_approval(
        achievement=w.badge, person=w.alice, by=w.fran
    ),
    "reflect": lambda w, mate: pursuing.reflect(achievement=w.badge, by=w.alice, words=WHY),
    "claim the other": _claim_the_other,
    "revoke the other": _revoke_the_other,
    "hours": _hours,
    "address confirmed": _confirmed,
    "address replaced": _replaced,
    "deliver": lambda w, mate: outbox.deliver_all(),
}


def a_world(person: Callable[..., User], fran: User) -> World:
    """Nothing has happened yet but that all have handed in, and Alice shares a draft with her group."""
    alice, *mates = [person(name) for name in ("Alice", "Ben", "Dora", "Emil")]
    cohort = worlds.a_cohort(fran, [alice, *mates])
    activity = worlds.a_cohort_activity(fran, cohort=cohort)
    for one in (alice, *mates):
        worlds.a_text_submission(activity, one)
    group = worlds.a_cohort(alice, [mates[0]], name="Owls", kind="study_group")
    work = groups.share(group=group, version=a_work(alice), by=alice).version
    other = earning.an_achievement("Another", by=fran)
    asked = [
        {"reviewers": {"independent": 2, "reliability": 0.3, "assigned": 1, "outside_group": 1}},
        {"consensus": {"criteria": "all", "level": 1, "probability": 0.6}},
        {"flags": {"open": 0}},
        {"dates": {"until": "2099-01-01"}},
        {"endorsements": {"skill": None, "people": 2, "voices": 1, "strength": 0.1}},
        {"facilitator": {"approve": 1}},
        {"group": {"max_size": 3, "members_vouching": 1, "outside": 0}},
        {"gave": {"helpful_reviews": 1, "within_days": 30}},
        {"reviewing": {"assigned": 1, "groups": 1, "days": 1, "used": 0.05}},
        {"calibrated": {"exemplars": 1, "agreement": 0.5}},
        {"mentored": {"learners": 1}},
        {"reflection": {"min_chars": 20}},
        {"holds": {"of": [str(other.uuid)], "at_least": 1}},
        {"hours": {"kind": "self_declared", "at_least": 1}},
        {"identity": {"at_least": "email_confirmed"}},
    ]
    badge = earning.an_achievement(
        "Everything", tree={"all": asked}, activity_uuid=activity.uuid, by=fran
    )
    pursuing.request(achievement=badge, by=alice)
    outbox.deliver_all()
    return World(alice, mates, fran, activity, cohort, group, work, badge, other)
