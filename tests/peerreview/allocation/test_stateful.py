# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Learners come, hand in, pull duties, finish, give back, walk away: what must hold always."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from peerreview.activities import services as activities
from peerreview.activities.models import Activity, Submission
from peerreview.allocation import noting, services
from peerreview.allocation.conflicts import BINDING_STATES, Tie, authors_out_of_reach
from peerreview.allocation.models import Assignment
from peerreview.allocation.policy import PickOrder
from peerreview.allocation.solver import SURPLUS, Candidate, rank
from peerreview.kernel.errors import Conflict
from tests.peerreview.reviewing import NOW, activity_in, cohort_of, learner, submission_by

PEOPLE = 6
NEEDED = 2
WHO = st.integers(0, PEOPLE - 1)


class Cohort(RuleBasedStateMachine):
    """Six learners, two reviews each."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.people = [learner(f"Learner{n}") for n in range(PEOPLE)]
        fran = learner("Fran")
        cohort = cohort_of(*self.people, facilitator=fran)
        self.activity = activity_in(cohort, reviews_needed=NEEDED)
        self.now = NOW
        self.order = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(who=WHO)
    def hand_in_work(self, who):
        author = self.people[who]
        if not self.live().filter(author=author).exists():
            self.order += 1
            made = submission_by(author, self.activity, minutes=self.order)
            noting.credit_author(submission_id=made.pk)

    def live(self):
        return Submission.objects.filter(withdrawn_at=None)

    @rule(who=WHO)
    def withdraw(self, who):
        author = self.people[who]
        mine = self.live().filter(author=author).first()
        if mine is None:
            return
        is_in_review = mine.reviews_leased or mine.reviews_done
        try:
            activities.withdraw(submission=mine, by=author, now=self.now)
        except Conflict:
            assert is_in_review
        else:
            assert not is_in_review

    @rule(order=st.sampled_from(list(PickOrder)))
    def change_the_order(self, order):
        Activity.objects.update(pick_order=order)
        self.activity.refresh_from_db()

    @rule(who=WHO, doubt=st.sampled_from([0.0, 0.1, 0.2]))
    def doubt(self, who, doubt):
        for work in self.live().filter(author=self.people[who]):
            noting.note_doubts({work.pk: doubt})

    @rule(who=WHO, number=st.integers(0, 2))
    def ask_for_more(self, who, number):
        self.live().filter(author=self.people[who]).update(extra_needed=number)

    @rule(who=WHO, is_held=st.booleans())
    def hold_back(self, who, is_held):
        held_at = self.now if is_held else None
        self.live().filter(author=self.people[who]).update(held_at=held_at)

    @rule(who=WHO)
    def pull(self, who):
        reviewer = self.people[who]
        held = Assignment.objects.filter(
            reviewer=reviewer, state="leased", lease_until__gte=self.now
        ).first()
        services.expire_leases(now=self.now)
        expected = self.model_pick(reviewer)

        given = services.next_assignment(activity=self.activity, reviewer=reviewer, now=self.now)

        if held:
            assert given == held
        else:
            assert (given and given.submission) == expected

    def model_pick(self, reviewer):
        """What the pure rules say comes first."""
        assignments = Assignment.objects.select_related("submission")
        ties = [Tie(a.reviewer_id, a.submission.author_id, a.state) for a in assignments]
        barred = authors_out_of_reach(reviewer.pk, ties)
        ranked = [
            (rank(self.candidate(work), self.activity.pick_order), work)
            for work in self.live().filter(held_at=None).exclude(author__in=barred)
        ]
        may = [(found, work) for found, work in ranked if found is not None]
        return min(may, key=lambda pair: pair[0])[1] if may else None

    def candidate(self, work):
        return Candidate(
            places_left=NEEDED - work.reviews_done - work.reviews_leased,
            author_has_reviewed=work.author_has_reviewed,
            handed_in=work.submitted_at.timestamp(),
            key=work.pk,
            doubt=work.doubt,
            extra=work.extra_needed,
        )

    def duties(self, *states):
        return list(Assignment.objects.filter(state__in=states).select_related("reviewer"))

    @precondition(lambda self: self.duties("leased", "expired"))
    @rule(data=st.data())
    def finish(self, data):
        assignment = data.draw(st.sampled_from(self.duties("leased", "expired")))
        services.finish(assignment=assignment, now=self.now)
        services.finish(assignment=assignment, now=self.now)

    @precondition(lambda self: self.duties("leased", "expired"))
    @rule(data=st.data())
    def decline(self, data):
        assignment = data.draw(st.sampled_from(self.duties("leased", "expired")))
        services.decline(
            assignment=assignment, by=assignment.reviewer, reason="Not today", now=self.now
        )

    @precondition(lambda self: self.duties("leased", "expired"))
    @rule(data=st.data())
    def write(self, data):
        assignment = data.draw(st.sampled_from(self.duties("leased", "expired")))
        services.extend_lease(assignment=assignment, now=self.now)

    @rule(hours=st.integers(1, 5))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def sweep(self):
        services.expire_leases(now=self.now)

    @invariant()
    def nobody_reviews_their_own_work(self):
        assert not Assignment.objects.filter(reviewer=F("submission__author")).exists()

    @invariant()
    def nobody_reviews_who_reviews_them(self):
        pairs = set(
            Assignment.objects.filter(state__in=BINDING_STATES).values_list(
                "reviewer_id", "submission__author_id"
            )
        )
        assert not {(by, of) for by, of in pairs if (of, by) in pairs}

    @invariant()
    def nothing_is_overfilled(self):
        for submission in self.live():
            planned = submission.assignments.filter(state="leased").count()
            late = submission.assignments.filter(
                state="done", ended_at__gt=F("lease_until")
            ).count()
            most = NEEDED + 2 + SURPLUS  # the most ever asked for, and what may be more
            assert submission.reviews_done - late + planned <= most

    @invariant()
    def nobody_holds_two_duties(self):
        held = sorted(a.reviewer_id for a in self.duties("leased"))
        assert all(a != b for a, b in pairwise(held))

    @invariant()
    def counters_say_what_is(self):
        for submission in Submission.objects.all():
            states = list(submission.assignments.values_list("state", flat=True))
            assert submission.reviews_done == states.count("done")
            assert submission.reviews_leased == states.count("leased")
            assert submission.places_left == NEEDED - states.count("done") - states.count("leased")

    @invariant()
    def who_gave_is_marked(self):
        gave = set(Assignment.objects.filter(state="done").values_list("reviewer_id", flat=True))
        for submission in self.live():
            assert submission.author_has_reviewed == (submission.author_id in gave)


@pytest.mark.django_db
@pytest.mark.parametrize("lives", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_allocation_keeps_its_promises_whatever_learners_do(lives):
    run_state_machine_as_test(
        Cohort,
        settings=settings(
            max_examples=lives,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # To shorten a failing life takes minutes; what is printed is short enough.
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target],
        ),
    )
