# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What members do: share, plan, leave, take out, invite guests, exchange."""

from datetime import timedelta

import pytest

from peerreview.accounts.models import User
from peerreview.activities import reminding
from peerreview.activities.stages import Act
from peerreview.allocation.models import Assignment
from peerreview.artifacts.rules import may_read_version
from peerreview.cohorts import convening, queries
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort
from peerreview.groups import nudging, parting, services
from peerreview.groups.models import Prompt
from peerreview.kernel.errors import Closed, Conflict, Invalid, NotAllowed
from peerreview.notifications.models import Notice
from tests.peerreview import reviewing
from tests.peerreview.groups import circle
from tests.peerreview.studio.scene import a_work

NOW = reviewing.NOW


@pytest.fixture
def owls(db: None) -> list[User]:
    return circle.people("Ana", "Ben", "Dora", "Emil")


@pytest.fixture
def group(owls: list[User]) -> Cohort:
    return circle.group(*owls)


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


# ---- Sharing


def test_the_group_reads_what_is_shared_until_it_is_taken_back(group, owls) -> None:
    ana, ben, *_ = owls
    stranger = reviewing.learner("Zoe")
    share = services.share(group=group, version=a_work(ana), by=ana, words="Too long?")

    assert may_read_version(ben, share.version)
    assert not may_read_version(stranger, share.version)
    assert told(ben) == ["group-shared"]

    services.take_back(share=share, by=ana)

    assert not may_read_version(ben, share.version)


def test_the_same_version_is_shared_once(group, owls) -> None:
    share = services.share(group=group, version=a_work(owls[0]), by=owls[0])

    assert services.share(group=group, version=share.version, by=owls[0]) == share


def test_only_members_share_and_only_their_own(group, owls) -> None:
    work = a_work(owls[0])

    with pytest.raises(NotAllowed):
        services.share(group=group, version=work, by=owls[1])
    with pytest.raises(NotAllowed):
        services.share(group=group, version=work, by=reviewing.learner("Zoe"))


def test_work_in_a_blind_review_is_not_shared(group, owls) -> None:
    ana = owls[0]
    round_ = circle.exchange(group, *owls)
    submission = reviewing.submission_by(ana, round_.activity)

    with pytest.raises(Conflict) as refused:
        services.share(group=group, version=submission.version, by=ana)

    assert refused.value.code == "in-blind-review"


# ---- Convening, archive, leaving


def test_the_founder_convenes_until_they_hand_it_on(group, owls) -> None:
    ana, ben, *_ = owls
    parting.hand_on(group=group, to=ben, by=ana)

    assert cohort_rules.convener_of(group).user == ben
    assert told(ben) == ["group-convener"]
    with pytest.raises(NotAllowed):
        parting.hand_on(group=group, to=ana, by=ana)


def test_an_archived_group_is_read_and_not_changed(group, owls) -> None:
    ana, ben, *_ = owls
    convening.set_archived(cohort=group, is_archived=True, by=ana)
    group.refresh_from_db()

    assert cohort_rules.is_member(ben, group)
    with pytest.raises(NotAllowed):
        services.share(group=group, version=a_work(ben), by=ben)
    with pytest.raises(Closed):
        cohorts.join_with_code(code=group.join_code, by=reviewing.learner("Zoe"))

    convening.set_archived(cohort=group, is_archived=False, by=ana)

    assert cohorts.join_with_code(code=group.join_code, by=reviewing.learner("Yan")).pk


def test_only_who_convenes_archives(group, owls) -> None:
    with pytest.raises(NotAllowed):
        convening.set_archived(cohort=group, is_archived=True, by=owls[1])


@pytest.mark.parametrize("keeps", [True, False])
def test_who_leaves_says_what_the_group_may_go_on_reading(group, owls, keeps: bool) -> None:
    ana, ben, *_ = owls
    share = services.share(group=group, version=a_work(ben), by=ben)
    parting.leave(group=group, by=ben, keeps_sharing=keeps)

    assert may_read_version(ana, share.version) is keeps
    services.take_back(share=share, by=ben)
    assert not may_read_version(ana, share.version)


def test_who_convenes_hands_on_before_leaving(group, owls) -> None:
    ana, ben, dora, _emil = owls
    parting.leave(group=group, by=ana, keeps_sharing=True, to=dora)
    group.refresh_from_db()

    assert cohort_rules.convener_of(group).user == dora
    parting.leave(group=group, by=dora, keeps_sharing=True)
    group.refresh_from_db()
    assert cohort_rules.convener_of(group).user == ben


# ---- Taking out


def test_two_members_take_somebody_out_and_they_are_told_why(group, owls) -> None:
    _ana, ben, dora, emil = owls
    code = group.join_code
    asked = parting.ask_removal(group=group, person=emil, reason="Never answers any of us.", by=ben)

    assert cohort_rules.is_member(emil, group)
    assert told(dora) == ["group-removal"]
    assert told(emil) == []

    parting.agree(removal=asked, by=dora)

    assert not cohort_rules.is_member(emil, group)
    assert told(emil) == ["group-removed"]
    assert Notice.objects.get(person=emil).params["reason"] == "Never answers any of us."
    with pytest.raises(Exception, match="code"):
        cohorts.join_with_code(code=code, by=emil)


def test_who_asked_cannot_agree_with_themselves_nor_whom_it_is_about(group, owls) -> None:
    _ana, ben, _dora, emil = owls
    asked = parting.ask_removal(group=group, person=emil, reason="Never answers any of us.", by=ben)

    assert parting.agree(removal=asked, by=ben).settled_at is None
    with pytest.raises(NotAllowed):
        parting.agree(removal=asked, by=emil)
    parting.drop(removal=asked, by=ben)
    assert cohort_rules.is_member(emil, group)


def test_who_convenes_takes_out_alone_but_never_without_a_reason(group, owls) -> None:
    ana, _ben, _dora, emil = owls

    with pytest.raises(Invalid):
        parting.ask_removal(group=group, person=emil, reason="Because", by=ana)
    assert parting.ask_removal(
        group=group, person=emil, reason="He asked me to do it.", by=ana
    ).is_done


def test_the_convener_can_be_taken_out_by_two_others(group, owls) -> None:
    ana, ben, dora, _emil = owls
    asked = parting.ask_removal(group=group, person=ana, reason="Closes it every week.", by=ben)
    parting.agree(removal=asked, by=dora)
    group.refresh_from_db()

    assert cohort_rules.convener_of(group).user == ben


# ---- Guests


def test_a_guest_reads_and_is_no_member(group, owls) -> None:
    ana, ben, *_ = owls
    mentor = reviewing.learner("Mentor")
    share = services.share(group=group, version=a_work(ana), by=ana)
    given = services.invite_guest(group=group, by=ben)
    services.accept_pass(code=given.code, by=mentor)

    assert may_read_version(mentor, share.version)
    assert queries.member_count(group) == 4
    assert queries.shared_cohort_relation(mentor, ana) == "guest"
    assert queries.shared_cohort_relation(ana, mentor) == "study_group"
    with pytest.raises(NotAllowed):
        services.share(group=group, version=a_work(mentor), by=mentor)


def test_a_guests_link_works_once_and_a_new_one_ends_it(group, owls) -> None:
    first = services.invite_guest(group=group, by=owls[0])
    second = services.invite_guest(group=group, by=owls[0], now=NOW + timedelta(seconds=5))
    mentor, other = circle.people("Mentor", "Other")

    with pytest.raises(Closed):
        services.accept_pass(code=first.code, by=mentor, now=NOW + timedelta(minutes=1))
    services.accept_pass(code=second.code, by=mentor, now=NOW + timedelta(minutes=1))
    with pytest.raises(Closed):
        services.accept_pass(code=second.code, by=other, now=NOW + timedelta(minutes=2))


def test_twelve_members_fill_a_group_and_guests_do_not(group, owls) -> None:
    given = services.invite_guest(group=group, by=owls[0])
    services.accept_pass(code=given.code, by=reviewing.learner("Mentor"))
    for name in "FGHIJKLM":
        cohorts.join_with_code(code=group.join_code, by=reviewing.learner(name))

    with pytest.raises(Conflict):
        cohorts.join_with_code(code=group.join_code, by=reviewing.learner("Thirteenth"))


# ---- Dates and exchanges


def test_a_date_is_planned_once_and_told(group, owls) -> None:
    ana, ben, *_ = owls
    at = NOW + timedelta(days=1)
    made = services.plan_meeting(group=group, words="Talk", starts_at=at, by=ana)

    assert (
        services.plan_meeting(group=group, words="Talk", starts_at=at, by=ana, key=made.uuid)
        == made
    )
    assert told(ben) == ["group-meeting"]
    with pytest.raises(Invalid):
        services.plan_meeting(group=group, words="Talk", starts_at=NOW - timedelta(1), by=ana)


def test_in_a_small_exchange_everybody_reads_everybody(group, owls) -> None:
    round_ = circle.exchange(group, *owls)
    circle.all_hand_in(round_.activity, *owls)
    round_.activity.refresh_from_db()

    assert round_.activity.kind == "exchange"
    assert round_.activity.reviews_needed == 3
    assert told(owls[1])[0] == "group-exchange"


def test_in_a_larger_one_each_reads_three_as_soon_as_all_are_in(group, owls) -> None:
    more = circle.people("Fay", "Gus", "Hal")
    for person in more:
        cohorts.join_with_code(code=group.join_code, by=person)
    everybody = [*owls, *more]
    round_ = circle.exchange(group, *everybody)
    circle.all_hand_in(round_.activity, *everybody[:-1])
    assert not Assignment.objects.exists()

    circle.all_hand_in(round_.activity, everybody[-1])

    by = list(Assignment.objects.values_list("reviewer_id", flat=True))
    assert sorted(by) == sorted(person.pk for person in everybody for _ in range(3))


def test_an_exchange_is_between_members_who_are_at_least_two(group, owls) -> None:
    with pytest.raises(Invalid):
        circle.exchange(group, owls[0])
    with pytest.raises(Invalid):
        circle.exchange(group, owls[0], reviewing.learner("Zoe"))


# ---- The word of the day


def test_one_word_a_day_and_never_again_when_sent_away(group, owls) -> None:
    ana, ben, *_ = owls
    services.share(group=group, version=a_work(ana), by=ana, now=NOW)
    nudging.nudge(group=group, now=NOW)
    nudging.nudge(group=group, now=NOW + timedelta(minutes=1))
    [word] = Prompt.objects.filter(person=ben)

    assert word.kind == "shared"
    nudging.dismiss(prompt=word, by=ben)
    nudging.nudge(group=group, now=NOW + timedelta(days=1))
    assert [each.kind for each in Prompt.objects.filter(person=ben)] == ["outside", "shared"]


def test_an_exchange_of_all_is_told_once_and_of_some_the_rest_hear_that_it_has_opened(group, owls):
    for members, told_by_the_clock in ((owls, 0), (owls[:2], len(owls))):
        activity = circle.exchange(group, *members).activity
        told_now = reminding.tell_opened(activity=activity, act=Act.SUBMIT, now=NOW)
        assert told_now == told_by_the_clock
