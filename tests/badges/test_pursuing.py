# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people want of badges: asked for, kept for later, left at feedback; and who stands up for them."""

from datetime import UTC, datetime, timedelta

import pytest

from badges import assessing, pursuing, queries, ready, services, trying
from badges.models import Award, Progress
from badges.rule_models import Decision, NotYet, Pursuit, Trial
from badges.subscribers import consider_by_the_calendar
from endorsements.services import accept, add_skill, endorse
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, Missing, NotAllowed
from peerreview.notifications.models import Notice
from peerreview.outbox import services as outbox
from tests import worlds
from tests.badges.earning import REASON, SKILL, VOUCHED, an_achievement, an_offer, claimed, vouch

pytestmark = pytest.mark.django_db
TWO = {"all": [{"endorsements": {"people": 2, "skill": SKILL}}]}
APPROVED = {"all": [{"facilitator": {"approve": 1}}]}
WHY = "Stayed with three of us to the end."


def vouched(alice, ben, fran, **fields):
    """A badge Alice has the evidence for."""
    achievement = an_achievement(**fields)
    worlds.a_cohort(fran, [alice, ben])
    vouch(ben, alice)
    outbox.deliver_all()
    return achievement


def traces(person, achievement) -> int:
    rows = (Award.objects.filter(recipient=person), Progress.objects.filter(person=person))
    decided = Decision.objects.filter(person=person)
    return sum(found.filter(achievement=achievement).count() for found in (*rows, decided))


def test_where_one_has_to_ask_nothing_is_kept_of_who_did_not(alice, ben, fran) -> None:
    achievement = vouched(alice, ben, fran, opt_in="request")

    assert traces(alice, achievement) == 0

    pursuing.request(achievement=achievement, by=alice)

    assert queries.offered_to(alice.pk).get().achievement == achievement


def test_on_the_list_for_later_nothing_is_offered(alice, ben, fran) -> None:
    achievement = vouched(alice, ben, fran, opt_in="request")

    pursuing.wish(achievement=achievement, by=alice)

    assert Progress.objects.get(person=alice, achievement=achievement).is_met
    assert not queries.offered_to(alice.pk).exists()
    pursuing.drop(achievement=achievement, by=alice)
    assert traces(alice, achievement) == 0


def test_what_is_missing_is_told_once_for_the_same_words_and_ends_with_the_approval(
    alice, fran
) -> None:
    worlds.a_cohort(fran, [alice])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    who = {"achievement": achievement, "person": alice, "by": fran}
    told = Notice.objects.filter(person=alice, kind="badge-not-yet")

    pursuing.approve(**who, reason=WHY)
    first = pursuing.not_yet(**who, reason="The third draft is missing.")
    assert not Progress.objects.get(person=alice).is_met
    assert pursuing.not_yet(**who, reason=" The third  draft is missing.") == first
    assert told.count() == 1
    pursuing.not_yet(**who, reason="Now only the date is missing.")
    assert NotYet.objects.get().words == "Now only the date is missing."
    assert told.count() == 2
    pursuing.approve(**who, reason=WHY)
    assert not NotYet.objects.exists()
    with pytest.raises(NotAllowed):
        pursuing.not_yet(**{**who, "by": alice}, reason="Something is missing.")


def test_what_was_missing_goes_with_who_leaves_the_badge(alice, fran) -> None:
    worlds.a_cohort(fran, [alice])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    pursuing.not_yet(
        achievement=achievement, person=alice, by=fran, reason="The third draft is missing."
    )

    pursuing.decline(achievement=achievement, by=alice)

    assert not NotYet.objects.exists()


def test_just_feedback_leaves_no_trace_until_they_think_again(alice, ben, fran) -> None:
    achievement = vouched(alice, ben, fran)
    assert traces(alice, achievement) == 3

    pursuing.decline(achievement=achievement, by=alice)
    assessing.consider(person_id=alice.pk, achievement=achievement)
    assert traces(alice, achievement) == 0

    pursuing.reconsider(achievement=achievement, by=alice)
    assert queries.offered_to(alice.pk).exists()


def test_what_was_claimed_stands_after_that(alice, ben, fran) -> None:
    award = an_offer(alice, ben, fran)
    claimed(award)

    pursuing.decline(achievement=award.achievement, by=alice)

    assert Award.objects.get(pk=award.pk).state == Award.State.CLAIMED


def test_who_asked_keeps_the_rule_of_that_day_until_they_move_up(alice, ben, fran) -> None:
    achievement = an_achievement(opt_in="request")
    pursuing.request(achievement=achievement, by=alice)
    services.publish_criteria(achievement=achievement, tree=TWO, opt_in="request")
    worlds.a_cohort(fran, [alice, ben])
    vouch(ben, alice)
    outbox.deliver_all()

    assert queries.offered_to(alice.pk).get().criteria.number == 1

    pursuing.move_up(achievement=achievement, by=alice)
    assert not queries.offered_to(alice.pk).exists()
    with pytest.raises(Invalid):
        pursuing.move_up(achievement=achievement, by=ben)


def test_what_was_offered_keeps_its_rule(alice, ben, fran) -> None:
    award = an_offer(alice, ben, fran)

    services.publish_criteria(achievement=award.achievement, tree=TWO)
    outbox.deliver_all()

    assert claimed(award).award.criteria.number == 1


def test_asking_twice_is_asking_once(alice) -> None:
    achievement = an_achievement(opt_in="request")

    first = pursuing.request(achievement=achievement, by=alice)
    services.publish_criteria(achievement=achievement, tree=TWO, opt_in="request")

    assert pursuing.request(achievement=achievement, by=alice).criteria == first.criteria
    assert Pursuit.objects.count() == 1


def test_a_reflection_counts(alice) -> None:
    achievement = an_achievement(tree={"all": [{"reflection": {"min_chars": 30}}]})

    pursuing.reflect(achievement=achievement, by=alice, words="Too short.")
    assert not queries.offered_to(alice.pk).exists()
    pursuing.reflect(achievement=achievement, by=alice, words="I threw the first draft away. " * 2)

    assert queries.offered_to(alice.pk).exists()
    for words in (" ", "x" * 5001):
        with pytest.raises(Invalid):
            pursuing.reflect(achievement=achievement, by=alice, words=words)


def test_an_approval_counts_once_and_can_be_withdrawn(alice, ben, fran) -> None:
    worlds.a_cohort_activity(fran, [alice, ben])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    with pytest.raises(Invalid):
        pursuing.approve(achievement=achievement, person=alice, by=fran, reason=WHY)
    pursuing.request(achievement=achievement, by=alice)

    with pytest.raises(NotAllowed):
        pursuing.approve(achievement=achievement, person=alice, by=ben, reason=WHY)
    with pytest.raises(Invalid):
        pursuing.approve(achievement=achievement, person=alice, by=fran, reason="Good.")
    for _ in range(2):
        pursuing.approve(achievement=achievement, person=alice, by=fran, reason=WHY)
    assert achievement.approvals.count() == 1
    assert queries.offered_to(alice.pk).exists()

    pursuing.withdraw_approval(achievement=achievement, person=alice, by=fran)
    assert not queries.offered_to(alice.pk).exists()


def test_nobody_approves_of_themselves(fran, alice) -> None:
    worlds.a_cohort_activity(fran, [alice])
    achievement = an_achievement(tree=APPROVED, by=fran, opt_in="request")
    pursuing.request(achievement=achievement, by=fran)

    with pytest.raises(NotAllowed):
        pursuing.approve(achievement=achievement, person=fran, by=fran, reason=WHY)


def test_the_day_comes_by_itself(alice, monkeypatch) -> None:
    now = clock.now()
    soon = (now + timedelta(days=2)).date().isoformat()
    achievement = an_achievement(tree={"all": [{"dates": {"not_before": soon}}]})
    assessing.consider(person_id=alice.pk, achievement=achievement)
    assert not queries.offered_to(alice.pk).exists()

    later = datetime.combine((now + timedelta(days=2)).date(), now.time(), UTC)
    monkeypatch.setattr(clock, "now", lambda: later)
    consider_by_the_calendar()

    assert queries.offered_to(alice.pk).exists()


# --- trials --------------------------------------------------------------------------------------
def a_trial(achievement, by, tree=VOUCHED, **fields) -> Trial:
    made = trying.start(
        achievement=achievement, tree=tree, activity_uuid=None, opt_in="suggest", by=by, **fields
    )
    outbox.deliver_all()
    made.refresh_from_db()
    return made


def test_a_trial_says_who_would_get_it_and_names_nobody(alice, ben, fran) -> None:
    worlds.a_cohort_activity(fran, [alice, ben])
    achievement = vouched(alice, ben, fran, by=fran)

    one, two = a_trial(achievement, fran), a_trial(achievement, fran, TWO)

    assert (one.state, one.figures["of"], one.figures["met"]) == ("done", 1, 1)
    assert (two.figures["met"], two.figures["rows"]) == (
        0,
        [{"state": "partly", "missing": ["endorsements"]}],
    )
    assert one.people == two.people == []
    assert Decision.objects.filter(person=alice).count() == 1


def test_a_large_one_is_drawn_by_lot_and_takes_its_steps_once(
    alice, ben, fran, person, monkeypatch
) -> None:
    monkeypatch.setattr(trying, "MOST", 3)
    monkeypatch.setattr(trying, "AT_ONCE", 2)
    everybody = [alice.pk, ben.pk, fran.pk, person("Dora").pk, person("Emil").pk]
    monkeypatch.setattr(queries, "candidates_for", lambda *_: everybody)
    worlds.a_cohort_activity(fran, [alice, ben])
    made = a_trial(an_achievement(by=fran), fran)

    trying.go_on(trial_id=made.pk, begin=0)

    made.refresh_from_db()
    assert (made.figures["of"], made.figures["all"], len(made.figures["rows"])) == (3, 5, 3)


def test_what_was_tried_is_published_once(alice, ben, fran) -> None:
    worlds.a_cohort_activity(fran, [alice])
    achievement = an_achievement(by=fran)
    made = a_trial(achievement, fran, TWO)

    first, again = (trying.publish(trial=made, by=fran) for _ in range(2))

    assert first == again == queries.current_criteria(achievement)
    assert first.number == 2
    with pytest.raises(NotAllowed):
        trying.publish(trial=made, by=ben)
    with pytest.raises(NotAllowed):
        a_trial(achievement, ben)
    with pytest.raises(Invalid):
        a_trial(achievement, fran, {"all": []})


# --- ready-made ----------------------------------------------------------------------------------
def test_the_ready_ones_open_once_each(alice, fran) -> None:
    worlds.a_cohort_activity(fran, [alice])

    for item in ready.ALL:
        first, again = (ready.open_ready(key=item.key, by=fran) for _ in range(2))
        assert first == again
        assert queries.current_criteria(first).opt_in == "request"
    with pytest.raises(Missing):
        ready.open_ready(key="nothing", by=fran)
    with pytest.raises(NotAllowed):
        ready.open_ready(key="mentor", by=alice)


def test_a_note_of_thanks_opens_no_badge(alice, ben, fran):
    achievement = an_achievement()
    worlds.a_cohort(fran, [alice, ben])
    thanks = endorse(endorser=ben, recipient=alice, skill=add_skill(name=SKILL), reason=REASON)
    accept(endorsement=thanks, by=alice)
    outbox.deliver_all()

    assert not queries.awards_of(alice.pk).exists()
    assert assessing.consider(person_id=alice.pk, achievement=achievement).verdict["have"] == 0
