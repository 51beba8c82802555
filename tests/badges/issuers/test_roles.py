# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what for an issuer, and how roles come and go."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges import bodies, founding, issuing, pursuing, rules, services, trying
from badges.batching import start
from badges.issuers import queries
from badges.issuers import rules as table
from badges.issuers import services as roles
from badges.issuers.models import Invitation, Role, Seat
from badges.models import Issuer
from peerreview.accounts.services import erase_person
from peerreview.kernel import clock
from peerreview.kernel.errors import Conflict, DomainError, Invalid, Missing, NotAllowed
from peerreview.notifications.models import Notice
from tests.badges import earning
from tests.badges.issuers import scene

pytestmark = pytest.mark.django_db
OWNER, DESIGNER, AWARDER, ASSESSOR = Role.OWNER, Role.DESIGNER, Role.AWARDER, Role.ASSESSOR
NOBODY = ""
# What each role may do with a badge of its issuer, through the services themselves.
ACTS = {
    "profile": {OWNER},
    "keys": {OWNER},
    "invite": {OWNER},
    "define": {OWNER, DESIGNER},
    "change the rule": {OWNER, DESIGNER},
    "name an assessor": {OWNER, DESIGNER},
    "batch": {OWNER, AWARDER},
    "revoke": {OWNER, AWARDER},
    "approve": {OWNER, AWARDER, ASSESSOR},
}


def act(name, issuer, badge, credential, other, learner, by) -> None:
    do = {
        "profile": lambda: founding.change(issuer=issuer, profile={"name": "Harbours"}, by=by),
        "keys": lambda: founding.rotate(issuer=issuer, newest=issuer.keys.count(), by=by),
        "invite": lambda: roles.invite(issuer=issuer, role="designer", by=by),
        "define": lambda: scene.a_badge(issuer, name="Another", by=by),
        "change the rule": lambda: trying.start(
            achievement=badge, tree=scene.APPROVED, activity_uuid=None, opt_in="request", by=by
        ),
        "name an assessor": lambda: bodies.ask(achievement=badge, body=other, by=by),
        "batch": lambda: start(achievement=badge, by=by),
        "revoke": lambda: issuing.revoke(credential=credential, by=by, reason="It was mine."),
        "approve": lambda: pursuing.approve(
            achievement=badge, person=learner, by=by, reason=scene.WHY
        ),
    }
    do[name]()


@pytest.mark.parametrize("role", [OWNER, DESIGNER, AWARDER, ASSESSOR, NOBODY])
def test_each_role_may_what_the_table_says(role, person, fran, alice, ben, charlie) -> None:
    issuer = scene.organisation(fran)
    other = scene.organisation(ben, "Hill schools")
    badge = scene.a_badge(issuer, by=fran)
    scene.wanted(badge, alice, person("Dora"))
    credential = earning.claimed(scene.approved(badge, alice, fran))
    learner = person("Emil")
    scene.wanted(badge, learner)
    pursuing.approve(achievement=badge, person=learner, by=fran, reason=scene.WHY)
    if role:
        scene.seated(issuer, fran, charlie, role)

    done = set()
    for name in ACTS:
        try:
            act(name, issuer, badge, credential, other, learner, charlie)
            done.add(name)
        except NotAllowed:
            continue

    assert done == {name for name, allowed in ACTS.items() if role in allowed}


def test_who_defined_a_badge_of_the_site_answers_for_it_elsewhere_the_roles_do(fran) -> None:
    issuer = scene.organisation(fran)
    scene.staffed(fran)
    of_site = scene.a_badge(by=fran)
    of_issuer = scene.a_badge(issuer, by=fran, name="Stays with one")
    fran.is_staff = False
    Seat.objects.filter(issuer=issuer).delete()

    assert rules.may_issue(fran, of_site)
    assert not rules.may_issue(fran, of_issuer)
    assert not rules.may_change_rule(fran, of_issuer)


def test_staff_own_the_site_itself_and_no_other_issuer(fran, charlie) -> None:
    issuer, staff = scene.organisation(fran), scene.staffed(charlie)

    assert rules.may_manage(staff, services.site_issuer())
    assert not rules.may_manage(staff, issuer)
    assert not rules.may_manage(fran, services.site_issuer())


# --- coming --------------------------------------------------------------------------------------
def test_a_link_is_taken_once_by_whoever_has_it(fran, charlie, alice) -> None:
    issuer = scene.organisation(fran)
    token = roles.token_of(roles.invite(issuer=issuer, role="assessor", by=fran))

    seat = roles.take(invitation=roles.invitation_with(token), by=charlie)
    again = roles.take(invitation=roles.invitation_with(token), by=charlie)

    assert seat == again
    assert queries.roles_of(charlie.pk, issuer) == {"assessor"}
    with pytest.raises(Conflict):
        roles.take(invitation=roles.invitation_with(token), by=alice)


@pytest.mark.parametrize("token", ["", "x" * 64, "0" * 64])
def test_a_made_up_link_opens_nothing(token, db) -> None:
    with pytest.raises(Missing):
        roles.invitation_with(token)


def test_a_changed_link_opens_nothing(fran) -> None:
    asked = roles.invite(issuer=scene.organisation(fran), role="owner", by=fran)
    token = roles.token_of(asked)

    with pytest.raises(Missing):
        roles.invitation_with(token[:-1] + ("0" if token[-1] != "0" else "1"))


def test_with_an_address_only_that_member_can_take_it_and_is_told(fran, charlie, alice) -> None:
    issuer = scene.organisation(fran)
    asked = roles.invite(issuer=issuer, role="designer", by=fran, email="CHARLIE@example.org ")
    again = roles.invite(issuer=issuer, role="designer", by=fran, email="charlie@example.org")

    assert asked == again
    assert Notice.objects.filter(person=charlie, kind="issuer-invited").count() == 1
    with pytest.raises(NotAllowed):
        roles.take(invitation=asked, by=alice)
    assert roles.take(invitation=asked, by=charlie).role == "designer"


def test_nobody_learns_whether_an_address_has_an_account(fran) -> None:
    asked = roles.invite(
        issuer=scene.organisation(fran), role="owner", by=fran, email="nobody@example.org"
    )

    assert asked.email == "nobody@example.org"
    assert not Notice.objects.filter(kind="issuer-invited").exists()


def test_an_invitation_ends_after_two_weeks_or_when_it_is_taken_back(fran, charlie) -> None:
    issuer = scene.organisation(fran)
    asked = roles.invite(issuer=issuer, role="owner", by=fran)
    other = roles.invite(issuer=issuer, role="owner", by=fran)
    roles.take_back(invitation=other, by=fran)

    with pytest.raises(Conflict):
        roles.take(invitation=asked, by=charlie, now=clock.now() + timedelta(days=14))
    with pytest.raises(Conflict):
        roles.take(invitation=other, by=charlie)
    with pytest.raises(NotAllowed):
        roles.take_back(invitation=asked, by=charlie)


@pytest.mark.parametrize(
    ("field", "values"),
    [("role", {"role": "king"}), ("email", {"role": "owner", "email": "no address"})],
)
def test_what_is_wrong_with_an_invitation_is_said_at_its_field(field, values, fran) -> None:
    with pytest.raises(Invalid) as fault:
        roles.invite(issuer=scene.organisation(fran), by=fran, **values)

    assert fault.value.field == field


# --- going ---------------------------------------------------------------------------------------
def test_the_last_owner_cannot_leave_and_another_can(fran, charlie) -> None:
    issuer = scene.organisation(fran)
    scene.seated(issuer, fran, charlie, "awarder")

    with pytest.raises(Conflict):
        roles.leave(issuer=issuer, by=fran)
    with pytest.raises(Conflict):
        roles.end_role(seat=Seat.objects.get(person=fran), by=fran)
    roles.leave(issuer=issuer, by=charlie)
    roles.leave(issuer=issuer, by=charlie)

    assert queries.owner_ids(issuer) == [fran.pk]
    assert not queries.roles_of(charlie.pk, issuer)


def test_ownership_is_handed_over_to_somebody_with_a_role(fran, charlie, alice) -> None:
    issuer = scene.organisation(fran)
    scene.seated(issuer, fran, charlie, "assessor")

    with pytest.raises(Invalid):
        roles.hand_over(issuer=issuer, to=alice, by=fran)
    with pytest.raises(Invalid):
        roles.hand_over(issuer=issuer, to=fran, by=fran)
    roles.hand_over(issuer=issuer, to=charlie, by=fran)
    roles.hand_over(issuer=issuer, to=charlie, by=fran)

    assert queries.owner_ids(issuer) == [charlie.pk]
    assert not queries.roles_of(fran.pk, issuer)


def test_who_owns_an_issuer_alone_hands_it_over_before_they_delete_their_account(
    fran, charlie
) -> None:
    issuer = scene.organisation(fran)
    scene.seated(issuer, fran, charlie, "assessor")
    roles.invite(issuer=issuer, role="owner", by=fran, email="dora@example.org")

    with pytest.raises(Conflict):
        erase_person(user=fran, by=fran)
    roles.hand_over(issuer=issuer, to=charlie, by=fran)
    erase_person(user=fran, by=fran)

    assert queries.owner_ids(issuer) == [charlie.pk]
    assert not Invitation.objects.exclude(email="").exists()
    assert Issuer.objects.get(pk=issuer.pk).founded_by is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invite", "leave", "end", "hand over"]),
        st.integers(0, 3),
        st.integers(0, 3),
        st.sampled_from(Role.values),
    ),
    max_size=12,
)


@pytest.mark.long
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_whatever_they_do_there_is_an_owner(steps, person, request) -> None:
    tag = f"{abs(hash(tuple(steps)))}x{Issuer.objects.count()}"
    people = [person(f"P{number} {tag}") for number in range(4)]
    issuer = scene.organisation(people[0], f"Place {tag}")
    for name, who, whom, role in steps:
        by, to = people[who], people[whom]
        try:
            if name == "invite":
                scene.seated(issuer, by, to, role)
            elif name == "leave":
                roles.leave(issuer=issuer, by=by)
            elif name == "end":
                seat = Seat.objects.filter(issuer=issuer, person=to).first()
                if seat:
                    roles.end_role(seat=seat, by=by)
            else:
                roles.hand_over(issuer=issuer, to=to, by=by)
        except DomainError:
            continue

        assert queries.owner_ids(issuer)


def test_every_act_is_the_owners_and_none_is_everybodys() -> None:
    for allowed in table.ALLOWED.values():
        assert Role.OWNER in allowed
        assert allowed != set(Role.values)
