# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Founding, joining, leaving, roles."""

import uuid

import pytest

from peerreview.cohorts import queries, rules, services
from peerreview.cohorts.models import Cohort, Membership
from peerreview.kernel.errors import Closed, Conflict, Invalid, Missing, NotAllowed
from peerreview.outbox.models import Message


def events_of(name: str) -> list[dict]:
    return list(Message.objects.filter(name=name).order_by("pk").values_list("payload", flat=True))


def test_create_cohort_makes_the_founder_facilitator(fran):
    made = services.create_cohort(name=" Rivers\u200b ", description="We *map*.", by=fran)

    assert (made.name, made.description_html) == ("Rivers", "<p>We <em>map</em>.</p>\n")
    assert rules.is_facilitator(fran, made)
    assert events_of("cohorts.CohortCreated") == [{"cohort_id": made.pk, "by_id": fran.pk}]


def test_create_cohort_makes_a_study_group_of_equals(alice, group):
    assert rules.seat_of(alice, group).role == "learner"
    assert rules.may_tend(alice, group)
    assert not rules.is_facilitator(alice, group)


def test_create_cohort_with_the_same_uuid_gives_the_same_cohort(fran):
    key = uuid.uuid4()

    first = services.create_cohort(name="Rivers", by=fran, uuid=key)
    again = services.create_cohort(name="Rivers", by=fran, uuid=key)

    assert first == again
    assert Membership.objects.count() == 1
    assert len(events_of("cohorts.CohortCreated")) == 1


def test_create_cohort_does_not_give_anothers_cohort_for_its_uuid(cohort, charlie):
    with pytest.raises(Conflict):
        services.create_cohort(name="Mine", by=charlie, uuid=cohort.uuid)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "\u200b "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "ok", "kind": "sect"}, "kind"),
        ({"name": "ok", "time_zone": "Moon/Crater"}, "time_zone"),
        ({"name": "ok", "description": "x" * 10_001}, "description"),
    ],
)
def test_create_cohort_refuses_bad_values_at_their_field(fran, values, field):
    with pytest.raises(Invalid) as refusal:
        services.create_cohort(by=fran, **values)

    assert refusal.value.field == field
    assert not Cohort.objects.exists()


def test_description_cannot_carry_a_script(fran):
    made = services.create_cohort(
        name="Rivers", description="<script>alert(1)</script>[x](javascript:alert(2))", by=fran
    )

    # What is left of it is text, and the link that was a script is no link.
    assert "<script" not in made.description_html
    assert "href" not in made.description_html


def test_join_with_code_is_the_same_seat_however_often(cohort, charlie):
    typed = f" {cohort.join_code[:4].lower()}-{cohort.join_code[4:]} "

    first = services.join_with_code(code=typed, by=charlie)
    again = services.join_with_code(code=typed, by=charlie)

    assert first == again
    assert [e["user_id"] for e in events_of("cohorts.MemberJoined")].count(charlie.pk) == 1


def test_join_with_code_refuses_an_unknown_code(charlie):
    with pytest.raises(Missing) as refusal:
        services.join_with_code(code="AAAA2222", by=charlie)

    assert refusal.value.field == "code"


def test_join_with_code_refuses_when_joining_is_closed(cohort, fran, charlie, alice):
    services.set_joining(cohort=cohort, is_joinable=False, by=fran)

    with pytest.raises(Closed):
        services.join_with_code(code=cohort.join_code, by=charlie)
    assert services.join_with_code(code=cohort.join_code, by=alice).user == alice


def test_join_with_code_lets_who_left_back_in_as_learner(cohort, fran, alice):
    services.change_role(cohort=cohort, user=alice, role="facilitator", by=fran)
    services.leave_cohort(cohort=cohort, by=alice)
    assert not rules.is_member(alice, cohort)

    seat = services.join_with_code(code=cohort.join_code, by=alice)

    assert (seat.role, seat.left_at) == ("learner", None)
    assert Membership.objects.filter(cohort=cohort, user=alice).count() == 1


def test_a_study_group_takes_twelve_and_refuses_the_thirteenth(group, person):
    for number in range(11):
        services.join_with_code(code=group.join_code, by=person(f"Owl {number}"))
    late = person("Late")

    with pytest.raises(Conflict) as refusal:
        services.join_with_code(code=group.join_code, by=late)

    assert queries.member_count(group) == 12
    assert "at most 12 people" in str(refusal.value)


def test_a_place_in_a_full_study_group_is_free_again_when_somebody_leaves(group, person):
    owls = [person(f"Owl {number}") for number in range(11)]
    for owl in owls:
        services.join_with_code(code=group.join_code, by=owl)
    services.leave_cohort(cohort=group, by=owls[0])
    late = person("Late")

    services.join_with_code(code=group.join_code, by=late)

    assert rules.is_member(late, group)


def test_leave_cohort_twice_is_leaving_once(cohort, alice):
    services.leave_cohort(cohort=cohort, by=alice)
    services.leave_cohort(cohort=cohort, by=alice)

    assert events_of("cohorts.MemberLeft") == [
        {"cohort_id": cohort.pk, "user_id": alice.pk, "by_id": alice.pk}
    ]


def test_the_last_facilitator_can_neither_leave_nor_step_down_nor_be_removed(cohort, fran):
    acts = [
        lambda: services.leave_cohort(cohort=cohort, by=fran),
        lambda: services.change_role(cohort=cohort, user=fran, role="learner", by=fran),
        lambda: services.remove_member(cohort=cohort, user=fran, by=fran),
    ]

    for act in acts:
        with pytest.raises(Conflict) as refusal:
            act()
        assert refusal.value.code == "last-facilitator"
    assert rules.is_facilitator(fran, cohort)


def test_a_facilitator_can_leave_once_there_is_another(cohort, fran, alice):
    services.change_role(cohort=cohort, user=alice, role="facilitator", by=fran)

    services.leave_cohort(cohort=cohort, by=fran)

    assert [seat.user for seat in queries.facilitators_of(cohort)] == [alice]


def test_remove_member_makes_the_old_code_useless(cohort, fran, alice):
    old_code = cohort.join_code

    services.remove_member(cohort=cohort, user=alice, by=fran)

    assert not rules.is_member(alice, cohort)
    with pytest.raises(Missing):
        services.join_with_code(code=old_code, by=alice)


def test_change_role_refuses_a_role_there_is_not(cohort, fran, alice):
    with pytest.raises(Invalid):
        services.change_role(cohort=cohort, user=alice, role="owner", by=fran)


def test_change_role_refuses_people_outside(cohort, fran, charlie):
    with pytest.raises(Missing):
        services.change_role(cohort=cohort, user=charlie, role="facilitator", by=fran)


def test_nobody_rules_a_study_group(group, alice, ben):
    services.join_with_code(code=group.join_code, by=ben)

    with pytest.raises(NotAllowed):
        services.change_role(cohort=group, user=ben, role="facilitator", by=alice)
    with pytest.raises(NotAllowed):
        services.remove_member(cohort=group, user=ben, by=alice)


def test_the_code_stays_out_of_the_trail(cohort, fran, deliver):
    services.renew_code(cohort=cohort, by=fran)

    stored = str(list(Message.objects.values_list("payload", flat=True)))

    assert cohort.join_code not in stored
    assert events_of("cohorts.InvitationChanged") == [
        {"cohort_id": cohort.pk, "is_joinable": True, "by_id": fran.pk}
    ]
