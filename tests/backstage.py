# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A process beside a running site, with its settings and database, that acts for people not on stage.

Run by `tests.servers.Site`. Reads `{"act": …, "with": {…}}` a line from standard input and answers
`{"is": …}` or `{"failed": …}` a line. Every act goes through services; the rest only looks.
"""

import json
import sys
import traceback
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402  models need the apps loaded
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from badges import issuing  # noqa: E402
from badges.events import AwardOffered  # noqa: E402
from badges.models import Award, Credential, SignedEndorsement  # noqa: E402
from badges.services import define_achievement, site_issuer  # noqa: E402
from endorsements.models import Endorsement  # noqa: E402
from endorsements.services import add_skill  # noqa: E402
from peerreview.accounts.models import User  # noqa: E402
from peerreview.accounts.services import create_person  # noqa: E402
from peerreview.activities.models import Activity  # noqa: E402
from peerreview.activities.services import set_stage, start_entry  # noqa: E402
from peerreview.activities.stages import Act  # noqa: E402
from peerreview.audit.models import Entry  # noqa: E402
from peerreview.cohorts.models import Cohort  # noqa: E402
from peerreview.cohorts.services import join_with_code  # noqa: E402
from peerreview.hours import links  # noqa: E402
from peerreview.kernel import clock  # noqa: E402
from peerreview.outbox.models import Delivery, Message  # noqa: E402
from peerreview.reviews.models import Edit, Review  # noqa: E402
from peerreview.reviews.queries import draft_snapshot  # noqa: E402
from peerreview.reviews.submitting import submit_review  # noqa: E402
from peerreview.studio import agendas  # noqa: E402
from peerreview.studio import services as studio_services  # noqa: E402
from tests import worlds  # noqa: E402
from tests.badges import earning  # noqa: E402
from tests.peerreview import reviewing  # noqa: E402
from tests.peerreview.calibration import building as calibrating  # noqa: E402
from tests.peerreview.hours import claims  # noqa: E402
from tests.peerreview.portfolio import scene as portfolios  # noqa: E402
from tests.peerreview.studio import scene as studios  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SKILL = "Giving feedback"


def make_person(*, name: str, password: str | None = None, joins: str = "") -> dict[str, str]:
    """A person, signed in, in the cohort with that uuid."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    user = create_person(email=email, display_name=name, password=password)
    if joins:
        join_with_code(code=Cohort.objects.get(uuid=joins).join_code, by=user)
    return {"email": email, **sign_in(email=email)}


def sign_in(*, email: str) -> dict[str, str]:
    """A session of that person."""
    user = User.objects.get(email=email)
    client = Client()
    client.force_login(user, backend=BACKEND)
    return {"uuid": str(user.uuid), "session": client.cookies["sessionid"].value}


def make_world(*, facilitator: str, reviews_needed: int = 2, badge: bool = False) -> dict[str, str]:
    """A cohort with an activity that takes work and reviews now, and perhaps a badge tied to it."""
    fran = User.objects.get(email=facilitator)
    cohort = reviewing.cohort_of(facilitator=fran)
    activity = reviewing.activity_in(
        cohort,
        reviews_needed=reviews_needed,
        reviews_asked=reviews_needed,
        title="A digital artefact",
    )
    made = {"cohort": str(cohort.uuid), "code": cohort.join_code, "activity": str(activity.uuid)}
    made["rubric"] = str(activity.rubric_version.rubric.uuid)
    if badge:
        made["badge"] = _make_badge(activity, fran, reviews_needed)
    return made


def _make_badge(activity: Activity, fran: User, reviews: int) -> str:
    add_skill(name=SKILL)
    tree = {
        "all": [
            {"reviewers": {"independent": reviews}},
            {"consensus": {"criteria": "all", "level": 1, "probability": 0.55}},
            {"endorsements": {"people": 1, "skill": None}},
        ]
    }
    achievement = define_achievement(
        issuer=site_issuer(),
        name=f"Reviewed artefact {activity.pk}",
        description="Made a digital artefact and had it reviewed by peers.",
        skills=[SKILL],
        tree=tree,
        activity_uuid=activity.uuid,
        by=fran,
    )
    return str(achievement.uuid)


def calibrate_first(*, facilitator: str, activity: str, exemplars: int = 2) -> str:
    """Switch the calibrate stage on, with examples whose reference is the third level; the page's path."""
    fran, found = User.objects.get(email=facilitator), Activity.objects.get(uuid=activity)
    set_stage(activity=found, act=Act.CALIBRATE, is_on=True, by=fran)
    for number in range(exemplars):
        calibrating.exemplar_in(found, fran, title=f"Example {number + 1}")
    return f"/activities/{activity}/calibrate/"


def start_draft(*, author: str, activity: str) -> str:
    """An empty draft of the activity."""
    user = User.objects.get(email=author)
    return str(start_entry(activity=Activity.objects.get(uuid=activity), by=user).uuid)


def hand_in(*, author: str, activity: str) -> str:
    """Work handed in an hour ago."""
    found = Activity.objects.get(uuid=activity)
    return str(reviewing.submission_by(User.objects.get(email=author), found).uuid)


def begin_review(*, reviewer: str, activity: str) -> str:
    """A review begun by that person, of whatever they are given."""
    found = Activity.objects.get(uuid=activity)
    assignment = reviewing.duty(User.objects.get(email=reviewer), found)
    return str(reviewing.draft(assignment).uuid)


def gather_crowd(*, activity: str, size: int) -> list[dict[str, str]]:
    """That many people in the activity's cohort; each has handed in and begun a review."""
    found = Activity.objects.select_related("cohort").get(uuid=activity)
    crowd = [
        make_person(name=f"Writer {number}", joins=str(found.cohort.uuid)) for number in range(size)
    ]
    for person in crowd:
        hand_in(author=person["email"], activity=activity)
    for person in crowd:
        person["review"] = begin_review(reviewer=person["email"], activity=activity)
    return crowd


def make_late_review(*, activity: str) -> str:
    """A review begun by somebody who has just joined the activity's cohort."""
    cohort = Activity.objects.get(uuid=activity).cohort
    late = make_person(name=f"Late {cohort.memberships.count()}", joins=str(cohort.uuid))
    return begin_review(reviewer=late["email"], activity=activity)


def review(*, reviewer: str, activity: str, overall: str = "") -> str:
    """A review handed in by that person, of whatever they are given."""
    found = Activity.objects.get(uuid=activity)
    draft = reviewing.draft(reviewing.duty(User.objects.get(email=reviewer), found))
    if overall:
        reviewing.change(draft, "overall", overall)
    reviewing.fill(draft, levels=(3, 3, 3))
    return str(submit_review(review=draft, by=draft.reviewer).uuid)


def name_skill(*, name: str) -> str:
    """A skill people can endorse each other for."""
    return str(add_skill(name=name).uuid)


def signed(*, recipient: str) -> str:
    """What became of the endorsement that person got: "", "signed" or "revoked"."""
    given = Endorsement.objects.filter(recipient__email=recipient).values("uuid")
    found = SignedEndorsement.objects.filter(about__in=given).first()
    if found is None:
        return ""
    return "revoked" if found.revoked_at else "signed"


def finish_review(*, uuid: str) -> str:
    """A review that was begun, completed and handed in."""
    found = Review.objects.select_related("reviewer", "assignment").get(uuid=uuid)
    reviewing.fill(found, levels=(3, 3, 3))
    return str(submit_review(review=found, by=found.reviewer).uuid)


def vouch(*, endorser: str, recipient: str) -> str:
    """An endorsement on work that was seen, between two people of one cohort."""
    return str(
        earning.vouch(
            User.objects.get(email=endorser), User.objects.get(email=recipient), skill=SKILL
        ).uuid
    )


def ask_for_hours(*, person: str) -> str:
    """Hours somebody declared, put before an outsider: the path of the link that is mailed."""
    user = User.objects.get(email=person)
    claims.an_entry(user)
    return reverse("hours-outside", args=[links.token_for(claims.a_claim(user))])


def claim(*, recipient: str, badge: str) -> str:
    """The badge that was offered, claimed."""
    user = User.objects.get(email=recipient)
    award = Award.objects.get(recipient=user, achievement__uuid=badge)
    credential = issuing.claim(award=award, by=user, printed_name=user.display_name, is_public=True)
    return str(credential.uuid)


def look_at_review(*, uuid: str) -> dict[str, Any]:
    """The draft as stored, and the ids of its changes in the order they were made."""
    found = Review.objects.get(uuid=uuid)
    edits = Edit.objects.filter(review=found).order_by("revision")
    draft = draft_snapshot(found)
    return {
        "state": draft.state,
        "revision": draft.revision,
        "scores": dict(draft.scores),
        "comments": dict(draft.comments),
        "overall": draft.overall,
        "edits": [str(command) for command in edits.values_list("command_id", flat=True)],
    }


def look_at_reviews(*, uuids: list[str]) -> dict[str, dict[str, Any]]:
    """Several drafts as stored, by uuid."""
    return {uuid: look_at_review(uuid=uuid) for uuid in uuids}


def look_at_outbox() -> dict[str, Any]:
    """How many deliveries are in each state or held by a worker; facts and trail entries by number."""
    states = Delivery.objects.values_list("state").annotate(Count("pk"))
    return {
        "states": dict(states),
        "attempts": sorted(set(Delivery.objects.values_list("attempts", flat=True))),
        "held": Delivery.objects.exclude(lease_until=None).count(),
        "messages": Message.objects.count(),
        "entries": Entry.objects.count(),
    }


def look_at_awards(*, recipient: str) -> dict[str, Any]:
    """The person's awards by state, the credentials signed for them, and all offers ever made."""
    awards = Award.objects.filter(recipient__email=recipient)
    return {
        "states": [award.state for award in awards],
        "uuids": [str(award.uuid) for award in awards],
        "credentials": Credential.objects.filter(award__in=awards).count(),
        "offers": Message.objects.filter(name=AwardOffered.type_name()).count(),
    }


def open_studio(*, people: list[str]) -> str:
    """A studio about a work of the first, in a study group of all; the room's path."""
    users = [User.objects.get(email=email) for email in people]
    session = studio_services.start(
        group=studios.a_group(*users),
        version=studios.a_work(users[0]),
        rubric_version=studios.a_rubric(users[0]),
        agenda=agendas.agenda_of(agendas.SHORT),
        by=users[0],
    )
    return f"/studios/{session.uuid}/"


def found_group(*, people: list[str], newcomer: str) -> dict[str, str]:
    """A study group of these, its code; the newcomer, who is not in it, has a work and a rubric."""
    group = studios.a_group(*(User.objects.get(email=email) for email in people))
    user = User.objects.get(email=newcomer)
    studios.a_work(user)
    studios.a_rubric(user)
    return {"code": group.join_code, "uuid": str(group.uuid)}


def offer_badge(*, name: str) -> str:
    """A badge for whom one person vouches."""
    fran = User.objects.get(email="fran@example.org")
    reviewing.activity_in(reviewing.cohort_of(facilitator=fran))
    made = define_achievement(
        issuer=site_issuer(),
        name=name,
        description="Somebody vouched for them.",
        skills=[],
        tree={"all": [{"endorsements": {"people": 1, "skill": None}}]},
        activity_uuid=None,
        by=fran,
    )
    return str(made.uuid)


def hand_in_now(*, author: str, activity: str) -> str:
    """Work handed in this moment, to an activity that has just begun."""
    found = Activity.objects.get(uuid=activity)
    user = User.objects.get(email=author)
    return str(worlds.a_text_submission(found, user, title="Low water", now=clock.now()).uuid)


def review_now(*, reviewer: str, activity: str, overall: str) -> str:
    """A review handed in this moment."""
    found, at = Activity.objects.get(uuid=activity), clock.now()
    duty = reviewing.duty(User.objects.get(email=reviewer), found, now=at)
    draft = reviewing.draft(duty, now=at)
    reviewing.change(draft, "overall", overall, now=at)
    reviewing.fill(draft, levels=(3, 3, 3), now=at)
    return str(submit_review(review=draft, by=draft.reviewer, now=at).uuid)


def open_portfolio(*, run: str) -> str:
    """Somebody's page with a work, a voice and a badge; the link an employer is given."""
    scene = portfolios.build(run)
    scene.choose()
    scene.open(slug=f"tidewater-{run}")
    _link, token = scene.link("employer")
    return f"/s/{token}/"


ACTS: dict[str, Callable[..., Any]] = {
    act.__name__: act
    for act in (
        make_person,
        sign_in,
        make_world,
        calibrate_first,
        start_draft,
        hand_in,
        begin_review,
        gather_crowd,
        make_late_review,
        review,
        finish_review,
        name_skill,
        signed,
        vouch,
        ask_for_hours,
        claim,
        look_at_review,
        look_at_reviews,
        look_at_outbox,
        look_at_awards,
        open_studio,
        found_group,
        offer_badge,
        hand_in_now,
        review_now,
        open_portfolio,
    )
}


def main() -> None:
    """Act until standard input ends."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"is": ACTS[asked["act"]](**asked["with"])}
        except Exception:  # noqa: BLE001  whoever asked is told, and fails
            answer = {"failed": traceback.format_exc()}
        connections.close_all()  # the site may be restarted, or its database looked at, in between
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
