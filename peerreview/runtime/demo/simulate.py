# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A few simulated peers, marked as such, who keep acting while the demo is served."""

import logging
import random
import threading
import uuid
from collections.abc import Iterator

from django.db import close_old_connections, connection

from endorsements import services as endorsements
from endorsements.models import Skill
from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.kernel import clock
from peerreview.kernel.errors import DomainError
from peerreview.reviews import drafting, submitting
from peerreview.reviews.models import Review
from peerreview.runtime.demo import acts, people, words, works

log = logging.getLogger(__name__)

SECONDS_BETWEEN_ACTS = 5.0
WORKS = {
    work.title: work
    for collection in (
        works.DIGITAL_ARTEFACTS, works.REFLECTIONS, works.EXPLAINERS, works.CODE_WORKS, works.MANIFESTOS,
    )
    for work in collection
}  # fmt: skip
# For what a newcomer hands in: remarks that fit any work.
ANY_WORK = works.Work(
    "", "", "", 0.8, ("the opening", "your choice of material", "the way it ends")
)


class Peers(threading.Thread):
    """Every few seconds one simulated peer does one thing: writes a remark, hands in, begins, endorses."""

    def __init__(self, *, seconds_between: float = SECONDS_BETWEEN_ACTS) -> None:
        super().__init__(name="simulated-peers", daemon=True)
        self._seconds = seconds_between
        self._stop_asked = threading.Event()
        self._dice = random.Random()  # noqa: S311
        self._plans: dict[int, Iterator[acts.Change]] = {}

    def stop(self) -> None:
        """End after the act at hand."""
        self._stop_asked.set()
        self.join(5)

    def run(self) -> None:
        while not self._stop_asked.wait(self._seconds * self._dice.uniform(0.6, 1.4)):
            try:
                self.act()
            except DomainError as refused:
                log.info("A simulated peer was refused: %s", refused)
            except Exception:
                log.exception("A simulated peer stumbled")
            close_old_connections()
        connection.close()

    def act(self) -> None:
        """One act of one peer."""
        key = self._dice.choice(people.SIMULATED_ACTIVE)
        peer = User.objects.get(email=f"{key}@demo.example")
        draft = (
            Review.objects.filter(reviewer=peer, state=Review.State.DRAFT)
            .select_related("submission__version", "assignment", "reviewer")
            .first()
        )
        if draft:
            self._go_on(draft)
        elif self._dice.random() < 0.9:
            self._begin(peer)
        else:
            self._endorse(peer)

    def _go_on(self, review: Review) -> None:
        change = next(self._plans.setdefault(review.pk, self._plan(review)), None)
        if change is None:
            submitting.submit_review(review=review, by=review.reviewer)
            del self._plans[review.pk]
            return
        field, value = change
        drafting.change_draft(
            review=review, by=review.reviewer, command_id=uuid.uuid4(), field=field, value=value
        )

    def _plan(self, review: Review) -> Iterator[acts.Change]:
        work = WORKS.get(review.submission.version.title, ANY_WORK)
        return iter(list(acts.judgement(review=review, work=work, dice=self._dice)))

    def _begin(self, peer: User) -> None:
        open_now = Activity.objects.filter(cohort__memberships__user=peer).order_by("-pk")
        for activity in open_now:
            try:
                if acts.begin_review(activity=activity, reviewer=peer, now=clock.now()):
                    return
            except DomainError:
                continue

    def _endorse(self, peer: User) -> None:
        others = [key for key in people.STUDY_GROUP if key != peer.email.split("@", 1)[0]]
        skill = self._dice.choice(list(Skill.objects.all()[:20]))
        endorsements.endorse(
            endorser=peer,
            recipient=User.objects.get(email=f"{self._dice.choice(others)}@demo.example"),
            skill=skill,
            reason=self._dice.choice(words.REASONS),
        )
