# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Endorsements, notes and skills are flagged, answered, set aside, brought back; and weigh accordingly."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from endorsements import queries, services, skill_queries
from endorsements.ledger import TrustRun
from endorsements.models import Endorsement
from peerreview.accounts.models import User
from peerreview.audit.models import Entry
from peerreview.kernel.errors import Closed, Missing, NotAllowed
from peerreview.moderation import kinds
from peerreview.moderation import services as moderation
from peerreview.moderation.models import Case
from peerreview.notifications.models import Notice
from tests import worlds

REASON = "She found the sentence my whole draft turned on."


@pytest.fixture
def group(fran, alice, ben):
    return worlds.a_cohort(fran, [alice, ben])


@pytest.fixture
def given(group, alice, ben):
    skill = services.add_skill(name="Giving feedback")
    made = services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)
    return services.accept(endorsement=made, by=alice)


def flagged(given, by, kind="endorsement", uuid=None):
    thing = kinds.kind_named(kind).seen_by(by, uuid or given.uuid, "")
    return moderation.flag(thing=thing, category="abuse", words="This is not true.", by=by).case


def weighed():
    """How many endorsements the latest weighing rests on."""
    return TrustRun.objects.first().endorsements


def kinds_told(person):
    return list(Notice.objects.filter(person=person).values_list("kind", flat=True))


def test_who_wrote_it_is_told_and_answers_and_a_facilitator_rules(
    given, group, alice, ben, fran, deliver
):
    deliver()
    assert weighed() == 1

    case = flagged(given, alice)
    assert (case.cohort, case.activity, case.accused) == (group, None, ben)
    assert "case-opened" in kinds_told(ben)
    assert "case-waits" in kinds_told(fran)
    assert queries.visible_of(alice.pk).exists()  # a flag alone does nothing
    moderation.answer(case=case, words="I saw her do it.", by=ben)
    moderation.hide(case=case, is_hidden=True, by=fran)
    deliver()
    assert not queries.visible_of(alice.pk).exists()
    assert weighed() == 0

    moderation.rule(case=case, ruling="nothing", reason="It is true, and kindly said.", by=fran)
    deliver()
    assert weighed() == 1
    assert kinds_told(ben).count("case-ruled") == kinds_told(alice).count("case-ruled") == 1


def test_what_was_set_aside_can_come_back(given, alice, ben, fran, deliver):
    case = flagged(given, alice)
    moderation.rule(case=case, ruling="remove", reason="It tells something private.", by=fran)
    deliver()
    assert not queries.visible_of(alice.pk).exists()
    with pytest.raises(Closed):
        services.show(endorsement=given, by=alice)
    with pytest.raises(NotAllowed):
        moderation.reinstate(case=case, reason="Please.", by=ben)

    for _ in range(2):
        moderation.reinstate(case=case, reason="On a second look it is harmless.", by=fran)
    deliver()

    assert queries.visible_of(alice.pk).get() == given
    assert weighed() == 1
    assert kinds_told(ben).count("case-reinstated") == 1
    assert Entry.objects.filter(name="moderation.CaseReinstated").count() == 1


def test_what_its_recipient_hides_stays_hidden_when_it_comes_back(given, alice, fran):
    case = flagged(given, alice)
    moderation.hide(case=case, is_hidden=True, by=fran)
    services.hide(endorsement=given, by=alice)

    moderation.hide(case=case, is_hidden=False, by=fran)

    assert not queries.visible_of(alice.pk).exists()


def test_only_who_reads_it_flags_it_and_only_who_has_no_part_rules(
    given, alice, ben, charlie, fran
):
    with pytest.raises(Missing):
        flagged(given, charlie)
    with pytest.raises(NotAllowed):
        flagged(given, ben)
    case = flagged(given, alice)
    for person in (alice, ben, charlie):
        with pytest.raises(NotAllowed):
            moderation.hide(case=case, is_hidden=True, by=person)


def test_no_reviewer_is_named_to_who_flags_or_to_a_facilitator(given, alice, fran, client_of):
    """Their name stands on no page where the endorsement itself does not name them."""
    Endorsement.objects.filter(pk=given.pk).update(is_pseudonymous=True)
    case = flagged(given, alice)
    mine = client_of(alice).get(reverse("case", args=[case.uuid])).content.decode()
    ruled = client_of(fran).get(reverse("case", args=[case.uuid])).content.decode()
    listed = client_of(fran).get(reverse("cases-to-rule")).content.decode()

    for page in (mine, ruled, listed):
        assert "Ben" not in page
    assert REASON in ruled


def test_flagging_ruling_and_reinstating_by_pages(given, alice, fran, person, client_of):
    url = reverse("flag", args=["endorsement", given.uuid])
    page = client_of(alice).get(reverse("endorsements")).content.decode()
    assert url in page
    assert client_of(alice).get(url).status_code == 200
    sent = client_of(alice).post(url, {"category": "abuse", "words": "Untrue."})
    case = Case.objects.get()
    assert sent["Location"] == reverse("case", args=[case.uuid])

    ruling = {"ruling": "remove", "reason": "It is untrue."}
    client_of(fran).post(reverse("case-rule", args=[case.uuid]), ruling)
    assert "Set aside" in client_of(alice).get(reverse("endorsements")).content.decode()
    empty = client_of(fran).post(reverse("case-reinstate", args=[case.uuid]), {"reason": ""})
    assert empty.status_code == 422
    client_of(fran).post(reverse("case-reinstate", args=[case.uuid]), {"reason": "It is true."})
    assert queries.visible_of(alice.pk).exists()
    assert "It is true." in client_of(alice).get(reverse("case", args=[case.uuid])).content.decode()


def test_a_skill_is_set_aside_with_what_is_said_for_it(given, alice, ben, fran, person, deliver):
    root = person("Root")
    User.objects.filter(pk=root.pk).update(is_staff=True)
    root.refresh_from_db()
    skill = given.skill
    case = flagged(given, alice, "skill", skill.uuid)
    assert "case-waits" in kinds_told(root)
    with pytest.raises(NotAllowed):
        moderation.rule(case=case, ruling="remove", reason="Not a skill.", by=fran)

    moderation.rule(case=case, ruling="remove", reason="Not a skill.", by=root)
    deliver()
    assert not queries.visible_of(alice.pk).exists()
    assert skill not in skill_queries.skills()
    with pytest.raises(Closed):
        services.add_skill(name=skill.name)
    skill.refresh_from_db()
    with pytest.raises(Closed):
        services.endorse(endorser=alice, recipient=ben, skill=skill, reason=REASON)

    moderation.reinstate(case=case, reason="It is one.", by=root)
    assert queries.visible_of(alice.pk).get() == given


def test_cases_to_rule_take_as_many_queries_however_many(group, alice, ben, fran, client_of):
    client, counts = client_of(fran), []
    for number in range(1, 5):
        skill = services.add_skill(name="Skill " + "abcdefg"[number] * 3)
        made = services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)
        flagged(services.accept(endorsement=made, by=alice), alice)
        if number in {1, 2, 4}:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse("cases-to-rule")).status_code == 200
            counts.append(len(asked))

    assert counts[1] == counts[2]
