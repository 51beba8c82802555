# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What is shared with a group can be flagged, and who was taken out of one can ask for a second look."""

import pytest
from django.urls import reverse

from peerreview.cohorts.rules import is_member
from peerreview.groups import parting, services
from peerreview.groups.models import Removal, Share
from peerreview.kernel.errors import Conflict, Missing, NotAllowed
from peerreview.moderation import kinds
from peerreview.moderation import services as moderation
from peerreview.moderation.models import Case
from peerreview.notifications.models import Notice
from tests import worlds
from tests.peerreview.groups import circle as circles
from tests.peerreview.studio.scene import a_work

WHY = "Says the same unkind thing every week."


@pytest.fixture
def owls(db):
    return circles.people("Ana", "Ben", "Cleo")


@pytest.fixture
def group(owls):
    return circles.group(*owls)


@pytest.fixture
def share(group, owls):
    return services.share(group=group, version=a_work(owls[0]), by=owls[0], words="Too long?")


@pytest.fixture
def removal(group, owls):
    ana, _ben, cleo = owls
    return parting.ask_removal(group=group, person=cleo, reason=WHY, by=ana)


def flagged(kind, uuid, by):
    thing = kinds.kind_named(kind).seen_by(by, uuid, "")
    return moderation.flag(thing=thing, category="other", words="Please look.", by=by).case


def told(person):
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


# ---- Shared work --------------------------------------------------------------------------------


def test_the_group_opens_what_is_shared_and_nobody_else_does(share, owls, client_of):
    _ana, ben, _cleo = owls
    url = reverse("group-shared", args=[share.uuid])
    page = client_of(ben).get(url).content.decode()
    listed = client_of(ben).get(reverse("cohort", args=[share.group.uuid])).content.decode()

    assert share.version.title in page
    assert "Too long?" in page
    assert reverse("flag", args=["share", share.uuid]) in page
    assert url in listed
    assert Notice.objects.get(person=ben, kind="group-shared").link == url
    (stranger,) = circles.people("Zoe")
    assert client_of(stranger).get(url).status_code == 404
    services.take_back(share=share, by=owls[0])
    assert client_of(ben).get(url).status_code == 404


def test_a_share_is_flagged_withheld_ruled_on_and_brought_back(share, owls, person, client_of):
    ana, ben, cleo = owls
    root = person("Root")
    type(root).objects.filter(pk=root.pk).update(is_staff=True)
    root.refresh_from_db()
    url = reverse("group-shared", args=[share.uuid])
    case = flagged("share", share.uuid, ben)
    assert (case.cohort, case.accused) == (None, ana)
    assert "case-opened" in told(ana)
    assert "case-waits" in told(root)
    assert client_of(cleo).get(url).status_code == 200  # a flag alone does nothing
    read = client_of(root).get(reverse("case", args=[case.uuid])).content.decode()
    assert "Too long?" in read

    moderation.hide(case=case, is_hidden=True, by=root)
    assert client_of(cleo).get(url).status_code == 404
    assert "looks at it" in client_of(ana).get(url).content.decode()
    moderation.rule(case=case, ruling="remove", reason="Not theirs to share.", by=root)
    assert client_of(cleo).get(url).status_code == 404
    moderation.reinstate(case=case, reason="It is theirs after all.", by=root)
    assert client_of(cleo).get(url).status_code == 200


def test_what_was_taken_back_meanwhile_stays_taken_back(share, owls, person):
    ana, ben, _cleo = owls
    root = person("Root")
    root.is_staff = True
    root.save()
    case = flagged("share", share.uuid, ben)
    moderation.hide(case=case, is_hidden=True, by=root)
    services.take_back(share=share, by=ana)

    moderation.rule(case=case, ruling="nothing", reason="Harmless.", by=root)

    assert Share.objects.get().taken_back_at is not None


def test_who_leads_a_cohort_of_both_sides_looks_and_nobody_of_the_group(share, owls, fran):
    _ana, ben, cleo = owls
    cohort = worlds.a_cohort(fran, owls)
    case = flagged("share", share.uuid, ben)

    assert case.cohort == cohort
    with pytest.raises(NotAllowed):
        moderation.hide(case=case, is_hidden=True, by=cleo)
    moderation.hide(case=case, is_hidden=True, by=fran)
    assert Share.objects.get().withheld_at is not None


def test_one_flags_what_one_reads_and_never_ones_own(share, owls):
    (stranger,) = circles.people("Zoe")
    with pytest.raises(Missing):
        flagged("share", share.uuid, stranger)
    with pytest.raises(NotAllowed):
        flagged("share", share.uuid, owls[0])


# ---- Taken out ----------------------------------------------------------------------------------


def test_who_was_taken_out_reads_why_and_asks_for_a_second_look(removal, owls, client_of):
    _ana, ben, cleo = owls
    url = reverse("group-removed", args=[removal.uuid])
    assert Notice.objects.get(person=cleo, kind="group-removed").link == url
    page = client_of(cleo).get(url).content.decode()
    asks = reverse("flag", args=["removal", removal.uuid])
    assert WHY in page
    assert asks in page

    sent = client_of(cleo).post(asks, {"category": "other", "words": "It was a joke between us."})

    case = Case.objects.get()
    assert sent["Location"] == reverse("case", args=[case.uuid])
    mine = client_of(cleo).get(sent["Location"]).content.decode()
    assert "Ana" not in mine  # told why, never by whom
    for other in (ben, *circles.people("Zoe")):
        assert client_of(other).get(url).status_code == 404
        assert client_of(other).get(asks).status_code == 404


def test_a_removal_set_aside_gives_the_place_back_and_can_itself_be_taken_back(removal, owls, fran):
    ana, _ben, cleo = owls
    group = removal.group
    worlds.a_cohort(fran, owls)
    case = flagged("removal", removal.uuid, cleo)
    assert not is_member(cleo, group)
    with pytest.raises(Conflict):
        moderation.hide(case=case, is_hidden=True, by=fran)

    moderation.answer(case=case, words="We had asked three times.", by=ana)
    moderation.rule(case=case, ruling="remove", reason="Nobody spoke to her first.", by=fran)
    assert is_member(cleo, group)
    assert Removal.objects.get().set_aside_at is not None
    assert "case-ruled" in told(cleo)

    moderation.reinstate(case=case, reason="They had, as it turns out.", by=fran)
    assert not is_member(cleo, group)


def test_no_action_changes_nothing_for_either(removal, owls, fran):
    cleo = owls[2]
    worlds.a_cohort(fran, owls)
    case = flagged("removal", removal.uuid, cleo)

    moderation.rule(case=case, ruling="nothing", reason="The group may choose.", by=fran)

    assert not is_member(cleo, removal.group)


def test_what_is_only_asked_for_is_no_business_of_a_moderator(group, owls):
    _ana, ben, cleo = owls
    asked = parting.ask_removal(group=group, person=cleo, reason=WHY, by=ben)
    with pytest.raises(Missing):
        flagged("removal", asked.uuid, cleo)


# ---- On the desk --------------------------------------------------------------------------------


def test_who_looks_after_it_finds_the_flags_from_home_with_their_number(
    share, removal, owls, fran, client_of
):
    _ana, ben, cleo = owls
    worlds.a_cohort(fran, owls)
    home, rule = reverse("home"), reverse("cases-to-rule")
    assert rule not in client_of(fran).get(home).content.decode()

    flagged("share", share.uuid, ben)
    assert "1 flag waits" in client_of(fran).get(home).content.decode()
    case = flagged("removal", removal.uuid, cleo)
    page = client_of(fran).get(home).content.decode()
    assert "2 flags wait" in page
    assert rule in page
    assert rule in client_of(fran).get(reverse("cases")).content.decode()

    moderation.rule(case=case, ruling="nothing", reason="The group may choose.", by=fran)
    assert "1 flag waits" in client_of(fran).get(home).content.decode()
    for other in owls:
        assert rule not in client_of(other).get(home).content.decode()
        assert rule not in client_of(other).get(reverse("cases")).content.decode()
