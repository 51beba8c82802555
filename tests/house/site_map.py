# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A small world in which every address of the site leads somewhere, seen by everyone there is."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify

from badges import assessing, batching, bodies, founding, issuing, pursuing, trying
from badges.awards import refusing
from badges.awards.models import Reconsideration
from badges.backing import back
from badges.backpack.services import bring
from badges.designing import copy
from badges.issuers import services as roles
from badges.issuers.models import Invitation
from badges.models import Achievement, Award, Issuer
from badges.rule_models import Trial
from badges.services import define_achievement, site_issuer
from badges.sharing import short_code
from badges.things import achievement_thing
from endorsements.asking import ask
from endorsements.framing import create_framework, put
from endorsements.models import Endorsement
from endorsements.services import accept, add_skill, endorse
from endorsements.sheets import Line
from endorsements.skills import merge
from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.activities.services import start_entry
from peerreview.aggregation.overriding import override
from peerreview.allocation.ruling import make_rule
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.queries import neutral_name
from peerreview.calibration import services as calibration
from peerreview.cohorts.models import Cohort
from peerreview.desk.services import send_letter
from peerreview.dialogue import annotating, deciding
from peerreview.dialogue.annotating import Comment
from peerreview.groups import nudging, parting
from peerreview.groups import services as group_services
from peerreview.groups.models import Prompt
from peerreview.hours import approving, claiming, links
from peerreview.moderation import appealing, kinds
from peerreview.moderation import services as moderation
from peerreview.moderation.models import Signal
from peerreview.notifications import unsubscribing
from peerreview.notifications.models import Device, Notice
from peerreview.notifications.services import add_device
from peerreview.portfolio import guarding, sharing
from peerreview.portfolio import services as portfolios
from peerreview.portfolio.models import Consent, Item, Link
from peerreview.studio import services as studios
from tests.badges.openbadges import samples
from tests.peerreview import reviewing
from tests.peerreview.calibration import building
from tests.peerreview.dialogue import scene
from tests.peerreview.groups import circle as circles
from tests.peerreview.hours import claims
from tests.peerreview.notifications import pushing
from tests.peerreview.studio import scene as scenes

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = ("out", "charlie", "learner", "author", "reviewer", "fran", "staff")


def patterns(
    resolver: URLResolver | None = None, prefix: str = "", namespace: str = ""
) -> Iterator[tuple[str, str]]:
    """Name (with namespace) and route of every pattern of the site."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            inside = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from patterns(each, route, inside)
        elif isinstance(each, URLPattern):
            yield f"{namespace}{each.name or route}", route


@dataclass(frozen=True)
class Town:
    """The people by role, and what the addresses need."""

    clients: dict[str, Client]
    things: dict[str, dict[str, Any]]


def build() -> Town:
    """Alice's work is reviewed by Ben and Dora, vouched for and has earned her a badge; Ben has begun
    to review Emil's; Lena has a draft and a message from Fran."""
    names = ("Lena", "Alice", "Ben", "Dora", "Emil")
    learner, author, reviewer, second, other = (reviewing.learner(name) for name in names)
    fran, charlie = reviewing.learner("Fran"), reviewing.learner("Charlie")
    staff = reviewing.learner("Staff")
    User.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    cohort = reviewing.cohort_of(learner, author, reviewer, second, other, facilitator=fran)
    activity = reviewing.activity_in(cohort, reviews_needed=2, reviews_asked=2)
    submission = reviewing.submission_by(author, activity)
    review = reviewing.reviewed(reviewer, activity, levels=(3, 3, 3))
    reviewing.reviewed(second, activity, levels=(3, 3, 3))
    reviewing.submission_by(other, activity, minutes=5)
    begun = reviewing.draft(reviewing.duty(reviewer, activity))
    rule = make_rule(activity=activity, kind="must_not", reviewer=learner, author=second, by=fran)
    comment = annotating.annotate(
        review=begun, by=reviewer, uuid=uuid4(),
        comment=Comment(part=None, place={}, body="", recording=scene.sound(0.1)),
    )  # fmt: skip
    task = deciding.accept(review=review, remark="criterion:argument", by=author)
    draft = start_entry(activity=activity, by=learner)
    part = artifacts.add_text(version=draft, by=learner, source="A first line.")
    kept = artifacts.add_file(
        version=draft, by=learner, name="notes.txt", content=b"Notes, one line of them.\n"
    )
    endorsement = endorse(
        endorser=reviewer,
        recipient=author,
        skill=add_skill(name="Giving feedback"),
        reason="Read my draft twice and said exactly where it lost the thread.",
    )
    Endorsement.objects.filter(pk=endorsement.pk).update(evidence=Endorsement.Evidence.CITED)
    accept(endorsement=endorsement, by=author)
    framework = create_framework(name="What we value", cohort=cohort, by=fran)
    entry, _new = put(framework=framework, line=Line("", "Listening", "", (), ()), by=fran)
    merged = merge(
        source=add_skill(name="Listenning"), target=entry.skill, by=User.objects.get(pk=staff.pk)
    )
    question = ask(asker=author, asked=second, skill=endorsement.skill)
    badge, award, later = _badges(author, fran, activity.uuid)
    credential = issuing.claim(award=award, by=author, printed_name="Alice", is_public=False)
    backing = back(
        thing=achievement_thing(badge), by=reviewer, words="We count it as a day of training."
    )
    rubric = activity.rubric_version
    exemplar = building.exemplar_in(activity, fran)
    past_works = [reviewing.submission_by(author, reviewing.activity_in(cohort)) for _ in range(2)]
    asked = calibration.propose_past_work(activity=activity, submission=past_works[0], by=fran)
    calibration.ask_to_go_on(activity=activity, by=learner)
    letter = send_letter(
        activity=activity, to=[learner.uuid], subject="Hello", source="Two days left.", by=fran
    )
    decided = override(
        submission=submission,
        criterion_key="form",
        level_value=3,
        reason="It is readable from end to end.",
        by=fran,
    )
    flagged = kinds.kind_named("review").seen_by(author, submission.uuid, review.assignment.alias)
    raised = moderation.flag(thing=flagged, category="other", words="Look at it.", by=author)
    appealed = appealing.appeal(
        submission=submission,
        criterion_key="argument",
        reason="It has one in the first line.",
        by=author,
    )
    signal = Signal.objects.create(
        activity=activity,
        kind="short",
        key="k",
        facts={"words": 1, "usual": 9},
        reviews=[review.pk],
    )
    circle = scenes.a_group(author, reviewer, second)
    groups = _groups(circle, author, reviewer, second)
    body, invited = _body(reviewer, learner, fran, later.achievement)
    studio = studios.start(
        group=circle,
        version=scenes.a_work(author),
        rubric_version=rubric,
        by=author,
    )
    hours = _hours(author, fran, cohort)
    item, shared, asked_guardian = _portfolio(author, charlie, submission.uuid)
    people = (None, charlie, learner, author, reviewer, fran, staff)
    things = {
        "": {},
        "cohort": {"uuid": cohort.uuid},
        "code": {"code": cohort.join_code},
        "member": {"uuid": cohort.uuid, "person": second.uuid},
        "activity": {"uuid": activity.uuid},
        "assignment": {"uuid": begun.assignment.uuid},
        "rule": {"uuid": activity.uuid, "rule": rule.uuid},
        "mate": {"uuid": activity.uuid, "mate": submission.uuid},
        "submission": {"uuid": submission.uuid},
        "letter": {"uuid": letter.uuid},
        "review": {"uuid": begun.uuid},
        "done": {"uuid": review.uuid},
        "exemplar": {"uuid": exemplar.uuid},
        "consent": {"uuid": asked.uuid},
        "past-work": {"uuid": activity.uuid, "submission": past_works[1].uuid},
        "asking": {"uuid": activity.uuid, "person": learner.uuid},
        "revised": {"uuid": submission.uuid},
        "by-alias": {"uuid": submission.uuid, "alias": slugify(review.assignment.alias)},
        "comment": {"uuid": begun.uuid, "annotation": comment.uuid},
        "voice": {"uuid": comment.uuid},
        "task": {"pk": task.pk},
        "look": {"uuid": begun.uuid, "answer": "take"},
        "version": {"uuid": submission.version.uuid},
        "draft": {"uuid": draft.uuid},
        "part": {"uuid": draft.uuid, "part": part.uuid},
        "file": _file_of(kept),
        "rubric": {"uuid": rubric.rubric.uuid},
        "rubric-version": {"uuid": rubric.rubric.uuid, "number": rubric.number},
        "person": {"uuid": author.uuid},
        "notice": {"uuid": Notice.objects.filter(person=author)[0].uuid},
        "device": {"uuid": _device_of(author).uuid},
        "stop": {"token": unsubscribing.url_for(author, None).rsplit("/", 2)[1]},
        "endorsement": {"uuid": endorsement.uuid},
        "endorsed-skill": {"uuid": endorsement.skill.uuid},
        "question": {"uuid": question.uuid},
        "framework": {"uuid": framework.uuid},
        "entry": {"uuid": entry.uuid},
        "skill": {"uuid": endorsement.skill.uuid},
        "merge": {"uuid": merged.uuid},
        "link": {"uuid": activity.rubric_version.rubric.uuid, "pk": 1},
        "override": {"uuid": decided.uuid},
        "flag": {"kind": "work", "uuid": begun.uuid},
        "case": {"uuid": raised.case.uuid},
        "appeal": {"uuid": appealed.uuid},
        "signal": {"uuid": signal.uuid},
        "studio": {"uuid": studio.uuid},
        **hours,
        **groups,
        "badge": {"uuid": badge.uuid},
        "award": {"uuid": later.uuid},
        "batch": {"uuid": batching.start(achievement=later.achievement, by=fran).uuid},
        **_lives(award, author, fran),
        "badge-version": {"uuid": badge.uuid, "number": 1},
        "badge-design": {"uuid": badge.uuid, "number": 1, "rule": 1, "language": "en"},
        "badge-edition": {"uuid": badge.uuid, "number": 1, "version": 1},
        "badge-draft": {"uuid": copy(achievement=badge, by=fran).uuid},
        "trial": {"uuid": _trial(badge, fran).uuid},
        "status-list": {"uuid": credential.status_place.status_list.uuid},
        "credential": {"uuid": credential.uuid},
        "kept": {"uuid": bring(owner=author, content=samples.rich_text()).badge.uuid},
        "exchange": {"secret": "no-such-secret"},
        "short": {"code": short_code(credential.uuid)},
        "signed": {"uuid": endorsement.uuid},
        "backing": {"uuid": backing.uuid},
        "issuer": {"slug": site_issuer().slug},
        "body": {"slug": body.slug},
        "asked-work": {"slug": body.slug, "uuid": submission.version.uuid},
        "invited": {"token": roles.token_of(invited)},
        "piece": {"uuid": item.uuid},
        "page-link": {"uuid": shared.uuid},
        "audience": {"audience": "peer"},
        "audience-work": {"audience": "peer", "number": 1},
        "audience-picture": {"audience": "peer", "number": 1, "picture": 1},
        "guardian": {"token": guarding.token_of(asked_guardian)},
        "page": {"slug": "reads-tides"},
        "page-work": {"slug": "reads-tides", "number": 1},
        "page-picture": {"slug": "reads-tides", "number": 1, "picture": 1},
        "secret": {"token": sharing.token_of(shared)},
        "secret-work": {"token": sharing.token_of(shared), "number": 1},
        "secret-picture": {"token": sharing.token_of(shared), "number": 1, "picture": 1},
        "demo": {"key": "alice"},
        "key": {"key": "no-such-key"},
        "reset": {"uidb36": "1", "key": "no-such-key"},
    }
    return Town(dict(zip(ROLES, map(_client, people), strict=True)), things)


def _hours(author: User, fran: User, cohort: Any) -> dict[str, dict[str, Any]]:
    """An entry, a claim that Fran approved and anybody may check, and one that an outsider is asked about."""
    entry = claims.an_entry(author)
    claim = claims.a_claim(author, cohort)
    claim = approving.decide(claim=claim, decision=approving.Decision(act="approve"), by=fran)
    claim = claiming.let_be_checked(claim=claim, is_public=True, by=author)
    claims.an_entry(author)
    asked = claims.a_claim(author)
    token = links.token_for(asked)
    return {
        "own-hours": {"uuid": entry.uuid},
        "hours-claim": {"uuid": claim.uuid},
        "hours-line": {"uuid": claim.uuid, "number": claim.lines.get().pk},
        "hours-link": {"token": token},
        "hours-link-line": {"token": token, "number": asked.lines.get().pk},
        "hours-code": {"code": claim.code},
    }


def _groups(circle: Cohort, author: User, reviewer: User, second: User) -> dict[str, dict]:
    """What the author's study group has: each kind of thing once, and an answer of another group."""
    now = datetime.now(UTC)
    other = circles.group(*circles.people("Xia", "Yan", "Zoe"), name="Larks")
    swap = circles.agreed(circle, other, us=author, them=other.created_by)
    offer = circles.offer(circle, author, title="Once more")
    meeting = group_services.plan_meeting(
        group=circle, words="Talk", starts_at=now + timedelta(days=1), by=reviewer
    )
    share = group_services.share(group=circle, version=scenes.a_work(author), by=author)
    removal = parting.ask_removal(
        group=circle, person=second, reason="Never answers any of us.", by=reviewer
    )
    nudging.nudge(group=circle, now=now)
    return {
        "group": {"uuid": circle.uuid},
        "mate-in-group": {"uuid": circle.uuid, "person": second.uuid},
        "guest": {"code": group_services.invite_guest(group=circle, by=author).code},
        "meeting": {"uuid": meeting.uuid},
        "share": {"uuid": share.uuid},
        "removal": {"uuid": removal.uuid},
        "prompt": {"uuid": Prompt.objects.get(person=author).uuid},
        "swap": {"uuid": swap.uuid},
        "offer": {"uuid": offer.uuid},
        "offer-code": {"code": offer.code},
    }


def _badges(author: User, fran: User, activity: UUID) -> tuple[Achievement, Award, Award]:
    """A badge, the author's award of it, and one of another badge that is not claimed yet."""
    made = []
    for name in ("Reviewed artefact", "Vouched for"):
        badge = define_achievement(
            issuer=site_issuer(),
            name=name,
            description="Made an artefact and had it reviewed.",
            skills=[],
            tree={"all": [{"endorsements": {"people": 1, "skill": None}}]},
            activity_uuid=activity,
            by=fran,
        )
        assessing.consider(person_id=author.pk, achievement=badge)
        made.append(Award.objects.get(achievement=badge, recipient=author))
    return made[0].achievement, made[0], made[1]


def _body(owner: User, assessor: User, fran: User, badge: Achievement) -> tuple[Issuer, Invitation]:
    """An organisation of the reviewer, which assesses a badge of Fran's, and an invitation that is open."""
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    owner.refresh_from_db()
    body = founding.found(kind="organisation", profile={"name": "Harbour schools"}, by=owner)
    User.objects.filter(pk=owner.pk).update(is_staff=False)
    owner.refresh_from_db()
    asked = roles.invite(issuer=body, role="assessor", by=owner)
    roles.take(invitation=asked, by=assessor)
    question = bodies.ask(achievement=badge, body=body, by=fran)
    bodies.answer(assessment=question, accepts=True, by=owner)
    return body, roles.invite(issuer=body, role="awarder", by=owner)


def _approved(name: str, author: User, fran: User) -> Achievement:
    """A badge that asks for somebody's approval, for which the author has asked."""
    badge = define_achievement(
        issuer=site_issuer(),
        name=name,
        description="Somebody who answers for it stands up for them.",
        skills=[],
        tree={"all": [{"facilitator": {"approve": 1}}]},
        opt_in="request",
        by=fran,
    )
    pursuing.request(achievement=badge, by=author)
    return badge


def _lives(award: Award, author: User, fran: User) -> dict[str, dict[str, Any]]:
    """A badge that is held and looked at again, one on the way, and one refused under appeal."""
    again = Reconsideration.objects.create(
        award=award,
        state="open",
        cause="work",
        opened_at=datetime.now(UTC),
        due_at=datetime.now(UTC) + timedelta(days=30),
    )
    approved, waited_for = (_approved(name, author, fran) for name in ("By people", "By somebody"))
    refusal = refusing.refuse(
        achievement=approved, person=author, by=fran, reason="I have not seen it yet."
    )
    appeal = refusing.appeal(
        refusal=refusal, by=author, words="Everybody else has seen me do it for weeks."
    )
    return {
        "held": {"uuid": award.uuid},
        "on-the-way": {"uuid": waited_for.uuid, "person": author.uuid},
        "refusal": {"uuid": refusal.uuid},
        "badge-appeal": {"uuid": appeal.uuid},
        "again": {"uuid": again.uuid},
    }


def _trial(badge: Achievement, by: User) -> Trial:
    """A rule that is tried for the badge."""
    tree = {"all": [{"endorsements": {"people": 2, "skill": None}}]}
    return trying.start(achievement=badge, tree=tree, activity_uuid=None, opt_in="suggest", by=by)


def _portfolio(author: User, minor: User, work: UUID) -> tuple[Item, Link, Consent]:
    """The author's page is open, shows the work, and was given to somebody; a guardian was asked."""
    item = portfolios.choose(person=author, kind="work", key=str(work))
    portfolios.describe(person=author, name="Reads tides", slug="reads-tides", is_open=True)
    shared = sharing.make_link(person=author, audience="employer", days=30)
    accounts.shelter(user=minor)
    asked = guarding.ask_guardian(
        person=minor, guardian_name="Gwen", guardian_email="guardian@example.net"
    )
    return item, shared, asked


def _device_of(person: User) -> Device:
    return add_device(person=person, **pushing.subscription("https://push.example.com/town"))


def _file_of(part: Any) -> dict[str, Any]:
    return {"uuid": part.file.uuid, "name": neutral_name(part.file, 1)}


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user, backend=BACKEND)
    return client
