# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""One work's whole life in a double-blind activity, through public doors, with both sides recorded.

The clock is the life's own: it stands still but for `Life.later`, by odd steps, so that each moment
belongs to one act and can be looked for. Who writes and who reviews is cast: the rest stays as it is.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from peerreview.accounts import services as accounts
from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.desk.services import send_letter
from peerreview.dialogue import rating
from peerreview.dialogue.models import Annotation, SecondLook, Task
from peerreview.moderation import appealing
from peerreview.moderation.models import Appeal, Case
from peerreview.notifications.channels import webpush
from peerreview.outbox import services as outbox
from peerreview.reviews.models import Review
from peerreview.rubrics.services import publish_rubric
from tests import worlds
from tests.lives.props import count_people_from, every_kind_of_file
from tests.lives.recorder import Line, PushService, Recorder
from tests.peerreview import reviewing
from tests.peerreview.artifacts import files
from tests.peerreview.dialogue import scene

BEGINS = datetime(2026, 3, 2, 9, 41, 7, 318_529, tzinfo=UTC)
STEP = timedelta(minutes=17, seconds=23, microseconds=104_729)
# Numbers that cannot be met by chance.
FIRST_PERSON = 7_340_032
TITLE = "Tides of the north"


@dataclass(frozen=True)
class Character:
    """Somebody as unlike the others as can be."""

    name: str
    email: str
    time_zone: str
    language: str
    has_picture: bool


CAST = {
    character.name.split()[0].lower(): character
    for character in (
        Character("Zebulon Quistgaard", "z.quist@kelp.example", "Pacific/Kiritimati", "es", True),
        Character(
            "Wilhelmina Oxenstierna", "mina.ox@fjord.example", "America/Caracas", "en", False
        ),
        Character("Kasimir Vandersloot", "kasloot@peat.example", "Asia/Kathmandu", "en", True),
        Character("Ottilie Brambilla", "obram@lagoon.example", "Africa/Windhoek", "es", False),
    )
}
CHORUS = ("Emil", "Priscilla", "Dora")


class Clock:
    """Stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.at = BEGINS

    def __call__(self) -> datetime:
        return self.at


@contextmanager
def stopped_clock() -> Iterator[Clock]:
    """A clock for a life; afterwards the time, and the hand that signs files, are as they were."""
    clock = Clock()
    hand = patch.multiple(files, AUTHOR=files.AUTHOR, NAME=files.NAME)
    with patch("django.utils.timezone.now", clock), hand:
        yield clock


class Life:
    """`author` and `reviewer` are keys of CAST. `live` goes through it all."""

    def __init__(self, author: str, reviewer: str, clock: Clock, line: Line) -> None:
        self.clock = clock
        cache.clear()
        mail.outbox = []
        self.people = self._people()
        self.fran = self.people["Fran"]
        self.cohort = worlds.a_cohort(
            self.fran, [each for name, each in self.people.items() if name != "Fran"]
        )
        self.activity = self._activity()
        self._push = PushService()
        self.author = Recorder(self.people[author], line, self._push)
        self.reviewer = Recorder(self.people[reviewer], line, self._push)
        # Whoever made the files has signed them.
        files.AUTHOR = CAST[author].name
        files.NAME = files.AUTHOR.encode()

    def live(self) -> None:
        with patch.object(webpush, "_post", self._push):
            self._live()

    def _live(self) -> None:
        for side in (self.author, self.reviewer):
            side.subscribe("now")
        self._submit()
        self._begin_to_review()
        self._write()
        self._hand_in()
        self._talk()
        self._flag()
        self._appeal()
        self._revise()
        self._hear_from_fran()
        self._take_data()
        self._end()

    # --- the world --------------------------------------------------------------------------------
    def _people(self) -> dict[str, User]:
        reviewing.learner("Nobody")
        count_people_from(FIRST_PERSON)
        people = {name: reviewing.learner(name) for name in ("Fran", *CHORUS)}
        for key, character in CAST.items():
            person = accounts.create_person(email=character.email, display_name=character.name)
            people[key] = accounts.save_profile(
                user=person,
                by=person,
                picture=files.picture("PNG", (64, 64)) if character.has_picture else None,
                display_name=character.name,
                pronouns="",
                about="",
                time_zone=character.time_zone,
                language=character.language,
                is_public=False,
            )
        return people

    def _activity(self) -> Activity:
        activity = worlds.a_cohort_activity(
            self.fran,
            cohort=self.cohort,
            now=self.clock.at,
            rubric_version=publish_rubric(spec=reviewing.RUBRIC, owner=self.fran),
            reviews_needed=2,
            reviews_asked=2,
        )
        for act in (Act.REVISE,):
            set_stage(activity=activity, act=act, is_on=True, by=self.fran)
        return Activity.objects.get(pk=activity.pk)

    def later(self) -> None:
        """Time passes, the worker works, and both sides hear what there is to hear."""
        self.clock.at += STEP
        outbox.deliver_all()
        for side in (self.author, self.reviewer):
            side.listen()

    # --- the life ---------------------------------------------------------------------------------
    def _submit(self) -> None:
        author, uuid = self.author, self.activity.uuid
        author.post(f"/activities/{uuid}/start/")
        draft = author.person.artifacts.get().versions.get()
        at = f"/drafts/{draft.uuid}/"
        author.post(f"{at}add/text/", {"key": uuid4(), **self._typed(draft)})
        text = draft.parts.get()
        typed = {f"source-{text.uuid}": "We learn when somebody **answers**."}
        link = {"new_url": "https://example.org/tide", "new_link_caption": "A table"}
        author.post(f"{at}add/link/", {"key": uuid4(), **self._typed(draft), **typed, **link})
        chosen = [
            SimpleUploadedFile(f"{slugify(self.author.person.display_name)}-{n}.{end}", content)
            for n, (end, content) in enumerate(every_kind_of_file())
        ]
        author.post(
            f"{at}add/files/", {"key": uuid4(), **self._typed(draft), **typed, "files": chosen}
        )
        assert draft.parts.count() == 2 + len(chosen)
        self.later()
        author.post(f"/activities/{uuid}/submit/")
        self.submission = Submission.objects.get(author=author.person)
        self.later()
        author.get(f"/submissions/{self.submission.uuid}/")
        reviewing_other = self.people["Emil"]
        worlds.a_text_submission(self.activity, reviewing_other, title="Bread", now=self.clock.at)
        self.later()

    def _typed(self, draft: Any) -> dict[str, Any]:
        draft.refresh_from_db()
        return {"title": TITLE, "base_revision": draft.revision}

    def _begin_to_review(self) -> None:
        self.author.open(f"/ws/submissions/{self.submission.uuid}/")
        for side in (self.author, self.reviewer):
            side.open("/ws/me/")
            side.open(f"/ws/activities/{self.activity.uuid}/")
            side.post("/here/")
            side.get(f"/activities/{self.activity.uuid}/now/")
        self.later()
        self.reviewer.post(f"/activities/{self.activity.uuid}/now/")
        self.review = Review.objects.get(reviewer=self.reviewer.person)
        assert self.review.submission == self.submission
        self.alias = self.review.assignment.alias
        self.desk = f"/ws/reviews/{self.review.uuid}/"
        self.reviewer.open(self.desk)
        self.later()
        self.author.get(f"/submissions/{self.submission.uuid}/")
        self.reviewer.look_everywhere()

    def _write(self) -> None:
        say = self.reviewer.say
        for key in ("argument", "sources", "form"):
            say(self.desk, type="change", id=str(uuid4()), field=f"score:{key}", value=2)
            self.later()
        say(self.desk, type="change", id=str(uuid4()), field="nonsense", value=2)
        say(self.desk, type="look")
        change = {"id": str(uuid4()), "field": "comment:argument", "value": reviewing.COMMENT}
        self.reviewer.post(
            f"/reviews/{self.review.uuid}/change/",
            json.dumps(change),
            content_type="application/json",
            headers={"accept": "application/json"},
        )
        part = self.submission.version.parts.get(kind="text")
        at = f"/reviews/{self.review.uuid}/comments/new/"
        self.reviewer.get(at)
        mark = {"uuid": uuid4(), "part": part.uuid, "quote": "answers", "body": "Who?"}
        self.reviewer.post(at, mark)
        sound = scene.sound().getvalue().replace(b"Ben Ray\0", files.NAME[:8])
        voice = SimpleUploadedFile(f"{slugify(self.reviewer.person.display_name)}.wav", sound)
        self.reviewer.post(at, {"uuid": uuid4(), "part": "", "recording": voice})
        self.later()
        # Another reviews the same work at the same time; each sees that somebody does.
        self.second = reviewing.draft(
            reviewing.duty(self.people["Priscilla"], self.activity, now=self.clock.at),
            now=self.clock.at,
        )
        self.later()

    def _hand_in(self) -> None:
        self.reviewer.post(f"/reviews/{self.review.uuid}/submit/", {"act": "hand-in"})
        self.review.refresh_from_db()
        assert self.review.submitted_at
        self.later()
        reviewing.fill(self.second, now=self.clock.at)
        reviewing.submit_review(review=self.second, by=self.second.reviewer, now=self.clock.at)
        self.later()
        self.author.get(f"/submissions/{self.submission.uuid}/?fragment=1")
        self.author.post(f"/submissions/{self.submission.uuid}/seen/")

    def _talk(self) -> None:
        by_author = f"/submissions/{self.submission.uuid}/reviews/{slugify(self.alias)}/"
        by_reviewer = f"/reviews/{self.review.uuid}/"
        about = Annotation.objects.filter(review=self.review).exclude(body="").get().uuid
        for side, address, words in (
            (self.author, by_author, "Which line do you mean?"),
            (self.reviewer, by_reviewer, "The first one."),
        ):
            side.post(f"{address}say/", {"uuid": uuid4(), "text": words})
            self.later()
            side.post(f"{address}say/", {"uuid": uuid4(), "text": words, "about": about})
            self.later()
        for recording in Annotation.objects.filter(recording__isnull=False):
            for side in (self.author, self.reviewer):
                side.get(f"/comments/{recording.uuid}/voice/")
        self.author.get(f"{by_author}comments.jsonld")
        self.reviewer.get(f"{by_reviewer}comments.jsonld")
        self.author.post(f"{by_author}decide/", {"remark": "criterion:argument", "act": "accept"})
        remark = f"annotation:{about}"
        self.author.post(
            f"{by_author}decide/", {"remark": remark, "act": "decline", "words": "It is a quote."}
        )
        rated = {"useful": 4, "specific": 3, "fair": 5, "tags": ["good"], "reply": "It helped."}
        self.author.post(f"{by_author}rate/", rated)
        self.later()
        self.reviewer.get(f"{by_reviewer}talk/")
        self._another_author_rates()

    def _another_author_rates(self) -> None:
        """So that there is a batch to tell: the reviewer's other review is rated by Emil."""
        self.reviewer.post(f"/activities/{self.activity.uuid}/review/")
        other = Review.objects.exclude(pk=self.review.pk).get(reviewer=self.reviewer.person)
        reviewing.fill(other, now=self.clock.at)
        reviewing.submit_review(review=other, by=self.reviewer.person, now=self.clock.at)
        self.later()
        words = rating.Evaluation(useful=2, specific=2, fair=4, tags=(), reply="More, please.")
        rating.rate(
            review=Review.objects.get(pk=other.pk), by=self.people["Emil"], evaluation=words
        )
        self.later()

    def _flag(self) -> None:
        """Each flags the other; a moderator rules, and both read it."""
        for side, address in (
            (self.author, f"/flag/review/{self.submission.uuid}/?part={self.alias}"),
            (self.reviewer, f"/flag/work/{self.review.uuid}/"),
        ):
            side.get(address)
            side.post(address, {"category": "other", "words": "Please look at this one."})
            self.later()
        for case in Case.objects.order_by("pk"):
            accused = next(
                side for side in (self.author, self.reviewer) if side.person == case.accused
            )
            accused.post(f"/cases/{case.uuid}/answer/", {"answer": "I meant it kindly."})
            self.later()
        assert Case.objects.count() == 2

    def _appeal(self) -> None:
        address = f"/submissions/{self.submission.uuid}/appeal/"
        self.author.get(address)
        reason = "It has an argument in its very first line."
        self.author.post(address, {"criterion": "argument", "reason": reason})
        self.later()
        appeal = Appeal.objects.get()
        appealing.decide(
            appeal=appeal, state="rejected", reason="It stands as it is.", by=self.fran
        )
        self.later()
        self.author.get(f"/appeals/{appeal.uuid}/")

    def _revise(self) -> None:
        address = f"/submissions/{self.submission.uuid}/revise/"
        self.author.post(f"{address}start/")
        draft = self.author.person.artifacts.get().versions.get(frozen_at=None)
        text = draft.parts.get(kind="text")
        changed = {f"source-{text.uuid}": "We learn when a friend **answers**."}
        self.author.post(address, {**self._typed(draft), **changed})
        self.later()
        for task in Task.objects.filter(author=self.author.person, state=Task.State.OPEN):
            self.author.post(f"/tasks/{task.pk}/finish/", {"words": "I said who answers."})
        self.later()
        look = SecondLook.objects.get(reviewer=self.reviewer.person)
        self.reviewer.get("/review/uptake/")
        self.reviewer.post(f"/second-looks/{look.uuid}/take/")
        again = Review.objects.filter(reviewer=self.reviewer.person).latest("pk")
        self.reviewer.get(f"/reviews/{again.uuid}/changes/")
        self.later()
        filled = {f"score:{key}": "3" for key in ("argument", "sources", "form")}
        filled |= {"comment:argument": reviewing.COMMENT, "act": "hand-in"}
        self.reviewer.post(f"/reviews/{again.uuid}/submit/", filled)
        self.later()

    def _hear_from_fran(self) -> None:
        for side in (self.author, self.reviewer):
            side.subscribe("daily")
        self.later()  # so that this moment is the letter's alone
        everyone = [person.uuid for name, person in self.people.items() if name != "Fran"]
        send_letter(
            activity=self.activity,
            to=everyone,
            subject="Well done",
            source="All of you.",
            by=self.fran,
        )
        self.later()

    def _take_data(self) -> None:
        for side in (self.author, self.reviewer):
            side.post("/settings/data/download/")

    def _end(self) -> None:
        self.clock.at += timedelta(days=20)
        outbox.run_periodic()
        self.later()
        for side in (self.author, self.reviewer):
            side.client.force_login(
                side.person, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            side.look_everywhere("/review/uptake/", "/tasks/")
            side.post("/settings/data/download/")
            side.hang_up()
