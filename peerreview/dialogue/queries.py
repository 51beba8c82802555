# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Reading the dialogue. What may be shown to whom is decided in access.py, before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from peerreview.accounts.models import User
from peerreview.artifacts.models import Version
from peerreview.artifacts.queries import shown_parts
from peerreview.dialogue import anchors, places
from peerreview.dialogue.models import Annotation, Message, Rating, SecondLook, Task
from peerreview.dialogue.remarks import Kind, Name
from peerreview.reviews.models import Review


@dataclass(frozen=True)
class Marked:
    """A comment at a place, as everybody sees it who may read the review."""

    uuid: UUID
    number: int
    part_uuid: str
    part_label: str
    place: str
    anchor: anchors.Anchor | None
    selectors: list[dict[str, Any]]
    body: str
    created_at: datetime
    is_spoken: bool
    transcript: str

    @property
    def remark(self) -> str:
        """Its name as a remark of the review."""
        return str(Name(Kind.ANNOTATION, str(self.uuid)))

    @property
    def form_values(self) -> dict[str, str]:
        """What the form has for its place."""
        return places.form_values(self.anchor)


def annotations_of(review: Review) -> list[Marked]:
    """The comments of a review in the order of the work, numbered in it; two queries."""
    rows = list(review.annotations.select_related("part", "recording"))
    if not rows:
        return []
    parts = {part.uuid: part for part in shown_parts(review.submission.version)}
    found = [(row, anchors.parse(row.selectors)) for row in rows]
    found.sort(key=lambda pair: _in_the_work(*pair))
    return [_marked(row, anchor, n, parts) for n, (row, anchor) in enumerate(found, start=1)]


def _in_the_work(row: Annotation, anchor: anchors.Anchor | None) -> tuple:
    part = (row.part.position, row.part.pk) if row.part else (10_000, 0)
    return (*part, *_in_the_part(anchor), row.pk)


def _in_the_part(anchor: anchors.Anchor | None) -> tuple[float, float, float]:
    if isinstance(anchor, anchors.Page):
        inside = anchor.region
        return (anchor.number, inside.y if inside else 0, inside.x if inside else 0)
    if isinstance(anchor, anchors.Region):
        return (0, anchor.y, anchor.x)
    return (0, getattr(anchor, "start", 0), 0)


def _marked(row: Annotation, anchor: Any, number: int, parts: dict[str, Any]) -> Marked:
    uuid = str(row.part.uuid) if row.part else ""
    recording = getattr(row, "recording", None)
    return Marked(
        uuid=row.uuid,
        number=number,
        part_uuid=uuid,
        part_label=parts[uuid].label if uuid in parts else "",
        place=places.in_words(anchor),
        anchor=anchor,
        selectors=row.selectors,
        body=row.body,
        created_at=row.created_at,
        is_spoken=recording is not None,
        transcript=recording.transcript if recording else "",
    )


def for_script(marked: Iterable[Marked]) -> list[dict[str, Any]]:
    """What the script that draws the marks needs."""
    return [
        {
            "uuid": str(one.uuid),
            "number": one.number,
            "part": one.part_uuid,
            "place": one.place,
            "selectors": one.selectors,
        }
        for one in marked
    ]


@dataclass(frozen=True)
class PartChoice:
    """A part to comment on, and what kind of places it has."""

    uuid: str
    label: str
    kind: str


def parts_to_choose(version: Version) -> list[PartChoice]:
    """The parts of the work by their labels."""
    return [
        PartChoice(part.uuid, f"{part.label}: {part.caption}" if part.caption else part.label, part.kind)
        for part in shown_parts(version)
    ]  # fmt: skip


# --- remarks and what became of them ------------------------------------------------------------


@dataclass(frozen=True)
class Remark:
    """One remark of a review with what its author makes of it, and how much was said about it."""

    name: str
    title: str
    text: str
    marked: Marked | None
    task: Task | None
    messages: int

    @property
    def anchor(self) -> str:
        """Its name as it can stand in an id."""
        return self.name.replace(":", "-")


def remarks_of(review: Review, marked: Sequence[Marked]) -> list[Remark]:
    """Every remark of a review: comments by criterion, comments at places, the overall one."""
    tasks = {task.remark: task for task in review.tasks.select_related("version")}
    counts = dict(
        review.messages.order_by().values_list("annotation__uuid").annotate(n=Count("pk"))
    )
    found = [
        (str(Name(Kind.CRITERION, score.criterion.key)), score.criterion.title, score.comment, None)
        for score in review.scores.select_related("criterion").order_by("criterion__position")
        if score.comment.strip()
    ]
    found += [(one.remark, one.place, one.body, one) for one in marked]
    if review.overall.strip():
        found.append((str(Kind.OVERALL), "", review.overall, None))
    return [
        Remark(name, title, text, one, tasks.get(name), counts.get(one.uuid, 0) if one else 0)
        for name, title, text, one in found
    ]


def remark_names(review: Review) -> set[str]:
    """The names of the remarks there are in a review."""
    keys = review.scores.exclude(comment="").values_list("criterion__key", flat=True)
    uuids = review.annotations.values_list("uuid", flat=True)
    names = {str(Name(Kind.CRITERION, key)) for key in keys}
    names |= {str(Name(Kind.ANNOTATION, str(uuid))) for uuid in uuids}
    return names | ({str(Kind.OVERALL)} if review.overall.strip() else set())


def tasks_of(author: User) -> QuerySet[Task]:
    """What this person took on from reviews of their work, open ones first."""
    return (
        Task.objects.filter(author=author, review__state=Review.State.SUBMITTED)
        .exclude(state=Task.State.DECLINED)
        .select_related(*_AROUND_TASK)
        .order_by("-state", "-decided_at", "-pk")
    )


def open_tasks(author: User, submission_ids: Iterable[int]) -> QuerySet[Task]:
    """What is still to be done about the reviews of these submissions."""
    return tasks_of(author).filter(
        state=Task.State.OPEN, review__submission__in=list(submission_ids)
    )


_AROUND_TASK = (
    "review__assignment",
    "review__submission__activity",
    "review__submission__version",
    "annotation__part",
    "annotation__recording",
    "version",
)


def text_of_remark(task: Task) -> str:
    """What the reviewer said."""
    if task.annotation:
        spoken = getattr(task.annotation, "recording", None)
        return task.annotation.body or (spoken.transcript if spoken else "")
    kind, _colon, key = task.remark.partition(":")
    if kind == Kind.OVERALL:
        return task.review.overall
    scores = [score for score in task.review.scores.all() if score.criterion.key == key]
    return scores[0].comment if scores else ""


# --- talk ----------------------------------------------------------------------------------------


def messages_of(review: Review, annotation: Annotation | None = None) -> QuerySet[Message]:
    """What was said about a review, or about one of its comments, in order."""
    return Message.objects.filter(review=review, annotation=annotation).order_by("at", "pk")


def annotation_in(review: Review, uuid: UUID | None) -> Annotation | None:
    """The comment of this review with that id."""
    return review.annotations.filter(uuid=uuid).first() if uuid else None


# --- evaluations, and what came of reviews --------------------------------------------------------


def rating_of(review: Review) -> Rating | None:
    """What the author thought of the review."""
    return Rating.objects.filter(review=review).first()


def told_to(reviewer: User) -> QuerySet[Rating]:
    """The evaluations this reviewer may read, in an order that tells nothing."""
    return Rating.objects.filter(review__reviewer=reviewer, told_at__isnull=False)


@dataclass(frozen=True)
class Told:
    """Evaluations together: means of 1 to 5, how often each tag was chosen, replies in no order."""

    count: int
    useful: float
    specific: float
    fair: float
    tags: tuple[tuple[str, int], ...]
    replies: tuple[str, ...]


def feedback_for(reviewer: User, *, replies: int = 20) -> Told | None:
    """What authors thought of this person's reviews, as far as it is told; None before the first batch."""
    rows = list(told_to(reviewer).values("useful", "specific", "fair", "tags"))
    if not rows:
        return None
    means = {
        scale: sum(row[scale] for row in rows) / len(rows) for scale in ("useful", "specific", "fair")
    }  # fmt: skip
    counts = [(label, sum(tag in row["tags"] for row in rows)) for tag, label in Rating.Tag.choices]
    said = told_to(reviewer).exclude(reply="").order_by("shuffle").values_list("reply", flat=True)
    return Told(
        count=len(rows),
        **means,
        tags=tuple((str(label), count) for label, count in counts if count),
        replies=tuple(said[:replies]),
    )


def uptake_for(reviewer: User) -> QuerySet[Task]:
    """Remarks of this person that authors acted upon, the latest first."""
    scores = "review__scores__criterion"
    return (
        Task.objects.filter(review__reviewer=reviewer, state=Task.State.DONE)
        .select_related(*_AROUND_TASK)
        .prefetch_related(scores)
        .order_by("-decided_at", "-pk")
    )


@dataclass(frozen=True)
class Uptake:
    """How many remarks of a reviewer were acted upon in a later version, and by how many authors."""

    remarks: int
    authors: int


def uptake_of(reviewer_id: int) -> Uptake:
    """What a reviewer has earned: remarks of counted reviews with confirmed uptake, by distinct authors."""
    confirmed = Task.objects.filter(
        review__reviewer=reviewer_id,
        review__state=Review.State.SUBMITTED,
        state=Task.State.DONE,
        confirmed_at__isnull=False,
    )
    found = confirmed.aggregate(
        remarks=Count("pk"), authors=Count("review__submission__author", distinct=True)
    )
    return Uptake(**found)


def second_looks_for(reviewer: User) -> QuerySet[SecondLook]:
    """Revisions of work this person reviewed that they are offered and have not answered."""
    return SecondLook.objects.filter(
        reviewer=reviewer,
        state=SecondLook.State.OFFERED,
        submission__withdrawn_at=None,
        submission__superseded_at=None,
    ).select_related("submission__activity__cohort", "submission__version", "earlier")
