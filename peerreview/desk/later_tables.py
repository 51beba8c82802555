# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rest of an activity's export: decisions, due process, learning to judge, dialogue, allocation.

What learners declare in private (conflicts) and their ratings of examples are in no table.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Teammate
from peerreview.activities.queries import window_of
from peerreview.activities.stages import Act
from peerreview.aggregation.models import Override
from peerreview.allocation.models import Forecast, Plan, Rule
from peerreview.calibration.models import Attempt, Exemplar
from peerreview.desk.columns import (
    CRITERION,
    SUBMISSION,
    at,
    id_column,
    moment_column,
    number_column,
    one_of,
    person_column,
    text_column,
)
from peerreview.desk.readable import CHUNK, owed_by, readable_reviews
from peerreview.desk.sheets import Column, Table
from peerreview.dialogue.models import Annotation, Message, Rating, Side, Task
from peerreview.moderation.models import Appeal, Case, Flag, Signal
from peerreview.reviews.models import SelfScore

REVIEW = id_column("review", "review.uuid", _("the review it is part of"))
WHY = _("why")
WHEN = _("when")
WHO = _("who did it")


def _all(rows: QuerySet, *around: str) -> Iterator[Any]:
    yield from rows.select_related(*around).order_by("pk").iterator(chunk_size=CHUNK)


def _of_works(model: Any, *around: str, path: str = "submission") -> Callable[..., Iterator[Any]]:
    """Rows about works, without those of a work the reader still has to review."""

    def rows(activity: Activity, reader: User) -> Iterator[Any]:
        found = model.objects.filter(**{f"{path}__activity": activity})
        return _all(found.exclude(**{f"{path}__in": owed_by(reader, activity)}), *around)

    return rows


def _of_reviews(model: Any, *around: str) -> Callable[..., Iterator[Any]]:
    """Rows about reviews the reader may read."""

    def rows(activity: Activity, reader: User) -> Iterator[Any]:
        readable = readable_reviews(activity, reader).values("pk")
        return _all(model.objects.filter(review__in=readable), "review", *around)

    return rows


def _of(model: Any, *around: str, path: str = "activity") -> Callable[..., Iterator[Any]]:
    return lambda activity, _reader: _all(model.objects.filter(**{path: activity}), *around)


def _ratings(activity: Activity, reader: User) -> Iterator[Any]:
    """Who reviewed themselves reads what authors thought of it no sooner than other reviewers do."""
    found = Rating.objects.filter(review__in=readable_reviews(activity, reader).values("pk"))
    return _all(found.exclude(review__reviewer=reader, told_at=None), "review", "by")


def _rules(activity: Activity, _reader: User) -> Iterator[Any]:
    scope = Q(activity=activity)
    if activity.cohort_id:
        scope |= Q(cohort=activity.cohort_id)
    return _all(Rule.objects.filter(scope), "submission", "reviewer", "author", "created_by")


def _stages(activity: Activity, _reader: User) -> Iterator[Any]:
    window = window_of(activity)
    yield from ((act, window.span(act)) for act in Act)


def _span(name: str, kind: str, about: Any) -> Column:
    return Column(name, kind, about, lambda row, _m: getattr(row[1], name))


LATER: tuple[Table, ...] = (
    Table("overrides", _("One row for each level a facilitator decided."), (
        SUBMISSION, CRITERION,
        number_column("level", "level.value", _("the level, from 0, the lowest")),
        text_column("reason", "reason", WHY),
        person_column("by", "by", WHO),
        moment_column("made_at", "made_at", WHEN),
        moment_column("withdrawn_at", "withdrawn_at", _("when it was taken back; empty if it was not")),
    ), _of_works(Override, "submission", "criterion", "level", "by")),
    Table("appeals", _("One row for each appeal."), (
        SUBMISSION, CRITERION,
        text_column("reason", "reason", WHY),
        text_column("state", "state", one_of(_("state"), Appeal.State)),
        number_column("level_before", "level_before", _("the level before")),
        number_column("level_after", "level_after", _("the level after")),
        moment_column("made_at", "made_at", WHEN),
        text_column("decision", "decision", _("the decision in words")),
        person_column("decided_by", "decided_by", WHO),
        moment_column("decided_at", "decided_at", WHEN),
    ), _of_works(Appeal, "submission", "criterion", "decided_by")),
    Table("cases", _("One row for each thing that was flagged, with the ruling."), (
        id_column("case", "uuid", _("id of the case")),
        text_column("kind", "kind", _("kind")),
        id_column("thing", "thing", _("id of what was flagged")),
        person_column("accused", "accused", _("whose it is")),
        text_column("state", "state", one_of(_("state"), Case.State)),
        moment_column("opened_at", "opened_at", WHEN),
        text_column("answer", "answer", _("the answer of whose it is")),
        moment_column("answered_at", "answered_at", WHEN),
        text_column("ruling", "ruling", one_of(_("the ruling"), Case.Ruling)),
        text_column("reason", "reason", WHY),
        person_column("ruled_by", "ruled_by", WHO),
        moment_column("ruled_at", "ruled_at", WHEN),
    ), _of(Case, "accused", "ruled_by")),
    Table("flags", _("One row for each flag of a case."), (
        id_column("case", "case.uuid", _("id of the case")),
        person_column("by", "by", WHO),
        text_column("category", "category", one_of(_("kind"), Flag.Category)),
        text_column("words", "words", WHY),
        moment_column("made_at", "made_at", WHEN),
    ), _of(Flag, "case", "by", path="case__activity")),
    Table("signals", _("One row for each pattern a program found."), (
        id_column("signal", "uuid", _("id of the signal")),
        text_column("kind", "kind", one_of(_("kind"), Signal.Kind)),
        Column("people", "json", _("whom it is about"), lambda row, mask: mask.numbered(row.people)),
        number_column("strength", "strength", _("how strong it is, from 0")),
        text_column("state", "state", one_of(_("state"), Signal.State)),
        moment_column("found_at", "found_at", WHEN),
        text_column("note", "note", WHY),
        person_column("settled_by", "settled_by", WHO),
        moment_column("settled_at", "settled_at", WHEN),
    ), _of(Signal, "settled_by")),
    Table("exemplars", _("One row for each work shown as an example."), (
        id_column("exemplar", "uuid", _("id of the example")),
        text_column("title", "version.title", _("the work's title")),
        text_column("consent", "consent", one_of(_("state"), Exemplar.Consent)),
        moment_column("published_at", "published_at", WHEN),
        moment_column("removed_at", "removed_at", _("when it was taken back; empty if it was not")),
    ), _of(Exemplar, "version")),
    Table("attempts", _("One row for each try at an example. The ratings stay with who tried."), (
        id_column("exemplar", "exemplar.uuid", _("id of the example")),
        person_column("person", "person", _("who it is")),
        number_column("number", "number", _("which try: 1 or 2")),
        moment_column("submitted_at", "submitted_at", _("when it was handed in")),
    ), _of(Attempt, "exemplar", "person", path="exemplar__activity")),
    Table("self_assessments", _("One row for each criterion of each rating of one's own work."), (
        id_column("submission", "assessment.submission.uuid", _("the submission it is about")),
        person_column("person", "assessment.person", _("who it is")),
        CRITERION,
        number_column("level", "level.value", _("the level, from 0, the lowest")),
        text_column("note", "note", WHY),
        moment_column("made_at", "assessment.made_at", WHEN),
    ), _of_works(SelfScore, "assessment__submission", "assessment__person", "criterion", "level",
                 path="assessment__submission")),
    Table("ratings", _("One row for each evaluation of a review by its author."), (
        REVIEW,
        person_column("by", "by", WHO),
        number_column("useful", "useful", _("from 1 to 5")),
        number_column("specific", "specific", _("from 1 to 5")),
        number_column("fair", "fair", _("from 1 to 5")),
        Column("tags", "json", one_of(_("kind"), Rating.Tag), at("tags")),
        text_column("reply", "reply", _("the comment; it may name people")),
        moment_column("at", "at", WHEN),
    ), _ratings),
    Table("annotations", _("One row for each comment at a place of a work."), (
        REVIEW,
        id_column("annotation", "uuid", _("id of the comment")),
        Column("place", "json", _("the place, as Web Annotation has it"), at("selectors")),
        text_column("comment", "body", _("the comment; it may name people")),
        text_column("transcript", "recording.transcript", _("the words of what was spoken")),
        moment_column("created_at", "created_at", WHEN),
    ), _of_reviews(Annotation, "recording")),
    Table("thread_messages", _("One row for each message between author and reviewer."), (
        REVIEW,
        person_column("writer", "writer", _("who wrote it")),
        text_column("side", "side", one_of(_("as whom"), Side)),
        text_column("text", "text", _("the comment; it may name people")),
        moment_column("at", "at", WHEN),
    ), _of_reviews(Message, "writer")),
    Table("tasks", _("One row for each remark an author decided on."), (
        REVIEW,
        text_column("remark", "remark", _("which remark of the review")),
        person_column("author", "author", WHO),
        text_column("state", "state", one_of(_("state"), Task.State)),
        text_column("reason", "reason", WHY),
        text_column("what_changed", "what_changed", _("what was changed")),
        moment_column("decided_at", "decided_at", WHEN),
        moment_column("confirmed_at", "confirmed_at", _("when a later version confirmed it")),
    ), _of_reviews(Task, "author")),
    Table("allocation_rules", _("One row for each rule of a facilitator on who reviews whom."), (
        text_column("kind", "kind", one_of(_("kind"), Rule.Kind)),
        SUBMISSION,
        person_column("reviewer", "reviewer", _("who reviews")),
        person_column("author", "author", _("whose it is")),
        person_column("created_by", "created_by", WHO),
        moment_column("created_at", "created_at", WHEN),
    ), _rules),
    Table("plans", _("The plan drawn by lot: no row or one."), (
        text_column("kind", "kind", one_of(_("kind"), Plan.Kind)),
        number_column("seed", "seed", _("the seed it was drawn with")),
        text_column("inputs_digest", "inputs_digest", _("SHA-256 of what went in")),
        number_column("each", "each", _("reviews asked of each learner")),
        person_column("published_by", "published_by", WHO),
        moment_column("published_at", "published_at", WHEN),
    ), _of(Plan, "published_by")),
    Table("forecasts", _("One row for each day's look ahead."), (
        id_column("day", "day", _("the day")),
        number_column("supply", "supply", _("reviews to be expected")),
        number_column("deficit", "deficit", _("reviews still needed")),
        number_column("reviewers", "reviewers", _("people who may review")),
        number_column("completion", "completion", _("the share of duties that are fulfilled")),
        text_column("mode", "mode", one_of(_("kind"), Forecast.Mode)),
        number_column("invited", "invited", _("people who were asked for more")),
    ), _of(Forecast)),
    Table("stages", _("One row for each stage, as it is set."), (
        Column("stage", "text", _("the stage it is for, such as submit or review"), lambda row, _m: row[0].value),
        _span("is_on", "truth", _("whether it is switched on")),
        _span("opens_at", "moment", _("when it opens")),
        _span("due_at", "moment", _("until when")),
        _span("closes_at", "moment", _("when it ends for good")),
        _span("grace_seconds", "number", _("seconds of grace")),
    ), _stages),
    Table("teams", _("One row for each co-author who was named."), (
        person_column("person", "person", _("who it is")),
        person_column("author", "entry.author", _("who handed it in")),
        SUBMISSION,
        moment_column("asked_at", "asked_at", WHEN),
        moment_column("confirmed_at", "confirmed_at", _("when they agreed; empty if they did not")),
    ), _of(Teammate, "person", "entry__author", "submission")),
)  # fmt: skip
