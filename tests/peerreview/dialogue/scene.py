# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An author whose work is being reviewed, and what the dialogue's tests do with it."""

import io
import struct
import wave
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from peerreview.accounts.models import User
from peerreview.activities import revising
from peerreview.activities.models import Activity, Submission
from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.allocation.models import Assignment
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Part
from peerreview.dialogue import annotating
from peerreview.dialogue.annotating import Comment
from peerreview.dialogue.models import Annotation
from peerreview.reviews.models import Review
from peerreview.reviews.submitting import submit_review
from tests.peerreview import reviewing

NOW = reviewing.NOW
SENTENCE = "We learn when somebody answers."


@dataclass
class Scene:
    """Alice's submission, and Ben's review of it."""

    fran: User
    alice: User
    ben: User
    activity: Activity
    submission: Submission
    review: Review

    @property
    def part(self) -> Part:
        return self.submission.version.parts.get()


def begun(people: int = 2, **fields: object) -> Scene:
    """Ben has begun to review Alice's work; others of the cohort have done nothing."""
    fran, alice, ben = (reviewing.learner(name) for name in ("Fran", "Alice", "Ben"))
    others = [reviewing.learner(f"Other{n}") for n in range(people - 2)]
    cohort = reviewing.cohort_of(alice, ben, *others, facilitator=fran)
    activity = reviewing.activity_in(cohort, **fields)
    submission = reviewing.submission_by(alice, activity)
    review = reviewing.draft(reviewing.duty(ben, activity))
    return Scene(fran, alice, ben, activity, submission, review)


def done(**fields: object) -> Scene:
    """Ben's review has one comment at a place and is handed in."""
    scene = begun(**fields)
    comment(scene)
    hand_in(scene)
    return scene


def hand_in(scene: Scene) -> Review:
    reviewing.fill(scene.review)
    scene.review = submit_review(review=scene.review, by=scene.ben, now=NOW)
    return scene.review


def comment(
    scene: Scene, *, quote: str = "somebody answers", body: str = "Who?", uuid: UUID | None = None
) -> Annotation:
    said = Comment(part=scene.part.uuid, place={"quote": quote}, body=body)
    return annotating.annotate(
        review=scene.review, by=scene.ben, uuid=uuid or uuid4(), comment=said, now=NOW
    )


def allow_revising(scene: Scene) -> None:
    set_stage(activity=scene.activity, act=Act.REVISE, is_on=True, by=scene.fran)
    scene.activity.refresh_from_db()


def revise(scene: Scene, *, source: str = "We learn when a friend answers.") -> Submission:
    """Alice hands a changed version in."""
    earlier = Submission.objects.get(pk=scene.submission.pk)
    draft = revising.start_revision(submission=earlier, by=scene.alice)
    artifacts.change_part(part=draft.parts.get(), by=scene.alice, source=source)
    draft.refresh_from_db()
    return revising.resubmit(submission=earlier, version=draft, by=scene.alice)


def reviewed_by_ben(scene: Scene, author: User, *, minutes: int) -> Review:
    """Ben hands in a review of one more author's work, whatever the queue says."""
    submission = reviewing.submission_by(author, scene.activity, minutes=minutes)
    assignment = Assignment.objects.create(
        submission=submission,
        reviewer=scene.ben,
        alias=f"Ruby Owl {minutes}",
        reason="",
        leased_at=NOW,
        lease_until=NOW + timedelta(hours=4),
    )
    Submission.objects.filter(pk=submission.pk).update(reviews_leased=1)
    review = reviewing.fill(reviewing.draft(assignment))
    return submit_review(review=review, by=scene.ben, now=NOW)


def sound(seconds: float = 1.0, rate: int = 8000) -> io.BytesIO:
    """A WAV of silence, with the name of who spoke in it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(rate)
        file.writeframes(b"\x80" * int(seconds * rate))
    tag = b"INFOIART" + struct.pack("<I", 8) + b"Ben Ray\0"
    content = out.getvalue() + b"LIST" + struct.pack("<I", len(tag)) + tag
    content = b"RIFF" + struct.pack("<I", len(content) - 8) + content[8:]
    return io.BytesIO(content)
