# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From a flag to a ruling: who may do what, when, and what it does."""

from datetime import timedelta

import pytest

from peerreview.accounts.models import User
from peerreview.aggregation.queries import latest_outcome
from peerreview.allocation.services import next_assignment
from peerreview.artifacts.rules import may_read_version
from peerreview.audit.models import Entry
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from peerreview.moderation import kinds, rules, services
from peerreview.moderation.models import Case, Flag
from peerreview.reviews import visibility
from tests.peerreview.moderation.courts import WORDS
from tests.peerreview.reviewing import NOW, submission_by

ANSWER = "I quoted it, with quotation marks, because it is what the work answers."
REASON = "The quotation is marked as one. Nothing was copied."


def test_a_flag_opens_one_case_and_the_same_flag_again_changes_nothing(court):
    raised = court.flagged()

    assert court.flagged(words="Again, in other words.") == raised
    assert (Case.objects.count(), Flag.objects.count()) == (1, 1)
    assert (raised.case.accused, raised.case.state) == (court.reviewer, "open")


def test_flags_of_two_people_are_one_case(court):
    court.flagged()
    other = kinds.kind_named("beside").seen_by(
        court.people[2], court.reviews[1].uuid, court.reviews[0].assignment.alias
    )

    raised = services.flag(thing=other, category="spam", words=WORDS, by=court.people[2])

    assert raised.case.flags.count() == 2


def test_what_one_may_not_see_one_cannot_flag(court, charlie):
    alias = court.reviews[0].assignment.alias
    for person in (charlie, court.people[3]):
        with pytest.raises(Missing):
            kinds.kind_named("review").seen_by(person, court.submission.uuid, alias)
        with pytest.raises(Missing):
            kinds.kind_named("submission").seen_by(person, court.submission.uuid, "")
        with pytest.raises(Missing):
            kinds.kind_named("work").seen_by(person, court.reviews[0].uuid, "")
    with pytest.raises(Missing):
        kinds.kind_named("nothing-of-the-kind")


def test_nobody_flags_their_own_nor_without_words(court):
    own = kinds.kind_named("submission").seen_by(court.author, court.submission.uuid, "")
    with pytest.raises(NotAllowed):
        services.flag(thing=own, category="spam", words=WORDS, by=court.author)
    for wrong in ({"words": " \n"}, {"category": "dislike"}, {"words": "x" * 2_001}):
        with pytest.raises(Invalid) as raised:
            court.flagged(**wrong)
        assert raised.value.field in {"words", "category"}
    assert not Case.objects.exists()


def test_only_so_many_flags_a_day(court, monkeypatch):
    monkeypatch.setattr(rules, "FLAGS_A_DAY", 1)
    court.flagged(now=NOW)
    another = court.review_thing(1)

    with pytest.raises(Conflict):
        services.flag(thing=another, category="spam", words=WORDS, by=court.author, now=NOW)
    later = NOW + timedelta(days=1, minutes=1)
    services.flag(thing=another, category="spam", words=WORDS, by=court.author, now=later)


def test_the_accused_answers_until_the_ruling_and_nobody_else(court):
    case = court.flagged().case
    for person in (court.author, court.fran):
        with pytest.raises(NotAllowed):
            services.answer(case=case, words=ANSWER, by=person)

    services.answer(case=case, words=ANSWER, by=court.reviewer)
    answered = services.answer(case=case, words=ANSWER, by=court.reviewer)
    assert (answered.state, answered.answer) == ("answered", ANSWER)

    services.rule(case=case, ruling="nothing", reason=REASON, by=court.fran)
    with pytest.raises(Conflict):
        services.answer(case=case, words="One more thing.", by=court.reviewer)


def test_a_party_never_rules(court):
    case = services.flag(
        thing=kinds.kind_named("review").seen_by(
            court.fran, court.submission.uuid, court.reviews[0].assignment.alias
        ),
        category="other",
        words=WORDS,
        by=court.fran,
    ).case

    for person in (court.fran, court.reviewer, court.author):
        with pytest.raises(NotAllowed):
            services.rule(case=case, ruling="nothing", reason=REASON, by=person)
    staff = User.objects.create(email="staff@example.org", display_name="Staff", is_staff=True)
    ruled = services.rule(case=case, ruling="warn", reason=REASON, by=staff)
    assert ruled.ruled_by == staff


def test_a_hidden_review_is_kept_from_the_author_until_the_ruling(court):
    case = court.flagged().case
    seen = lambda: len(visibility.views_of(court.author, court.submission))  # noqa: E731
    with pytest.raises(NotAllowed):
        services.hide(case=case, is_hidden=True, by=court.author)

    services.hide(case=case, is_hidden=True, by=court.fran)
    services.hide(case=case, is_hidden=True, by=court.fran)
    assert seen() == 1
    assert len(visibility.views_of(court.fran, court.submission)) == 2

    services.rule(case=case, ruling="nothing", reason=REASON, by=court.fran)
    assert seen() == 2


def test_hidden_work_is_given_to_nobody_and_read_by_no_reviewer(court):
    other = submission_by(court.people[3], court.activity, minutes=5)
    thing = kinds.kind_named("submission").many([other.uuid])[other.uuid]
    given = next_assignment(activity=court.activity, reviewer=court.people[4])
    assert given.submission == other
    case = services.flag(thing=thing, category="privacy", words=WORDS, by=court.people[4]).case

    services.hide(case=case, is_hidden=True, by=court.fran)

    assert not may_read_version(court.people[4], other.version)
    assert may_read_version(court.people[3], other.version)
    assert next_assignment(activity=court.activity, reviewer=court.people[5]) != other
    services.rule(case=case, ruling="withdraw", reason=REASON, by=court.fran)
    other.refresh_from_db()
    assert other.held_at is not None


def test_a_review_that_is_ruled_out_counts_no_longer(court, deliver):
    case = court.flagged().case

    services.rule(case=case, ruling="set_aside", reason=REASON, by=court.fran)
    services.rule(case=case, ruling="set_aside", reason=REASON, by=court.fran)
    deliver()

    court.reviews[0].refresh_from_db()
    assert court.reviews[0].state == "set_aside"
    assert latest_outcome(court.submission).reviews_counted == 1
    names = set(Entry.objects.values_list("name", flat=True))
    assert {"moderation.ThingFlagged", "moderation.CaseRuled", "reviews.ReviewSetAside"} <= names


def test_only_what_fits_the_thing_is_ruled_and_once(court):
    case = court.flagged().case
    for ruling in ("withdraw", "banish", ""):
        with pytest.raises(Invalid):
            services.rule(case=case, ruling=ruling, reason=REASON, by=court.fran)
    with pytest.raises(Invalid):
        services.rule(case=case, ruling="warn", reason="", by=court.fran)
    services.rule(case=case, ruling="warn", reason=REASON, by=court.fran)
    with pytest.raises(Conflict):
        services.rule(case=case, ruling="set_aside", reason=REASON, by=court.fran)


def test_after_a_ruling_a_new_flag_opens_a_new_case(court):
    first = court.flagged().case
    services.rule(case=first, ruling="nothing", reason=REASON, by=court.fran)

    assert court.flagged().case != first
