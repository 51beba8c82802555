# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What authors may show of their works: what the reviews say together, in words, and what none of them says."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.activities.models import Submission
from peerreview.aggregation import words
from peerreview.aggregation.models import CriterionOutcome, Outcome
from peerreview.aggregation.queries import with_criteria
from peerreview.artifacts.models import Part
from peerreview.artifacts.queries import neutral_name, parts_of, shown_parts
from peerreview.artifacts.serving import respond
from peerreview.portfolio import registry
from peerreview.reviews.visibility import seal_of
from peerreview.reviews.vouchable import is_under_review
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of


def _mine(person: Any, keys: Collection[str] | None) -> QuerySet[Submission]:
    rows = Submission.objects.filter(
        Q(author=person) | Q(coauthors__person=person), withdrawn_at=None, held_at=None
    )
    if keys is not None:
        rows = rows.filter(uuid__in=keys)
    around = ("activity__cohort", "activity__rubric_version", "version", "author")
    return rows.select_related(*around).order_by("-submitted_at", "-pk").distinct()


def _read(person: Any, submission: Submission) -> Outcome | None:
    """What the reviews say together, once its author may read it and no blind reader is to come."""
    if seal_of(submission.author, submission) is not None or is_under_review(submission):
        return None
    found = submission.newest[0] if submission.newest else None
    return found if found and found.reviews_counted else None


def _with_outcomes(rows: list[Submission]) -> list[Submission]:
    newest: dict[int, Outcome] = {}
    outcomes = with_criteria(Outcome.objects.filter(submission__in=rows)).order_by("number")
    for outcome in outcomes:
        newest[outcome.submission_id] = outcome
    for row in rows:
        row.newest = [newest[row.pk]] if row.pk in newest else []
    return rows


def _open(person: Any, key: str) -> dict[str, Any] | None:
    rows = _with_outcomes(list(_mine(person, [key])))
    if not rows or _read(person, rows[0]) is None:
        return None
    return {"version": rows[0].version, "parts": shown_parts(rows[0].version)}


def _pictures(submission: Submission) -> list[Part]:
    return [part for part in parts_of(submission.version) if part.kind == Part.Kind.IMAGE]


def _serve(request: HttpRequest, person: Any, key: str, number: int) -> HttpResponseBase:
    rows = list(_mine(person, [key]))
    file = _pictures(rows[0])[number - 1].file if rows else None
    if file is None:
        raise Http404
    return respond(
        request,
        key=file.storage_key,
        size=file.size_bytes,
        content_type=file.content_type,
        name=neutral_name(file, number),
        etag=f'"{file.sha256}"',
    )


@registry.offer(
    registry.Kind(
        name="work",
        label=gettext_lazy("Works"),
        help=gettext_lazy(
            "One to three works, as they were handed in, with what the reviews say together. Not while a blind review goes on."
        ),
        icon="file-check",
        most=3,
        order=10,
        template="peerreview/aggregation/_piece_work.html",
        open=_open,
        serve=_serve,
    )
)
def works(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """Works whose reviews are in, the newest first."""
    rows = _with_outcomes(list(_mine(person, keys)[: registry.MOST_OFFERED]))
    counts = _picture_counts(rows)
    criteria: dict[int, list[Criterion]] = {}
    pieces = []
    for row in rows:
        outcome = _read(person, row)
        if outcome is not None:
            rubric = row.activity.rubric_version
            if rubric.pk not in criteria:
                criteria[rubric.pk] = list(criteria_of(rubric))
            pieces.append(_piece(row, outcome, criteria[rubric.pk], counts.get(row.version_id, 0)))
    return pieces


def _picture_counts(rows: list[Submission]) -> dict[int, int]:
    counts: dict[int, int] = {}
    found = Part.objects.filter(version__in=[row.version_id for row in rows], kind=Part.Kind.IMAGE)
    for version_id in found.exclude(file=None).values_list("version_id", flat=True):
        counts[version_id] = counts.get(version_id, 0) + 1
    return counts


def _piece(
    row: Submission, outcome: Outcome, criteria: list[Criterion], pictures: int
) -> registry.Piece:
    judged = {each.criterion_id: each for each in outcome.criteria.all()}
    facts, missing = [], []
    for criterion in criteria:
        said = _standing(criterion, judged.get(criterion.pk))
        if said:
            facts.append(registry.Fact(label=criterion.title, words=said))
        else:
            missing.append(criterion.title)
    return registry.Piece(
        key=str(row.uuid),
        title=row.version.title,
        at=row.submitted_at,
        about=_("Made for “%(activity)s”, reviewed by the rubric “%(rubric)s”")
        % {"activity": row.activity.title, "rubric": row.activity.rubric_version.title},
        why=_who_says(row, outcome),
        facts=tuple(facts),
        missing=tuple(missing),
        digest=row.version.digest,
        pictures=pictures,
    )


def _who_says(row: Submission, outcome: Outcome) -> str:
    """How many say it, without a number to compare, and whether they are of the author's own group."""
    cohort = row.activity.cohort
    if cohort is not None and cohort.is_study_group:
        return _("This is what members of their own study group say, by the rubric’s levels.")
    if outcome.reviews_counted == 1:
        return _("This is what one reviewer says, by the rubric’s levels.")
    if outcome.reviews_counted == 2:
        return _("This is what two reviewers say together, by the rubric’s levels.")
    return _("This is what several reviewers say together, by the rubric’s levels.")


def _standing(criterion: Criterion, judged: CriterionOutcome | None) -> str:
    if judged is None or not judged.reviews_counted or judged.consensus_value is None:
        return ""
    titles = [level.title for level in sorted(criterion.levels.all(), key=lambda each: each.value)]
    said = words.standing(
        titles,
        consensus=judged.consensus_value,
        at_least=list(judged.at_least),
        state=judged.state,
        is_decided=judged.override_id is not None,
    )
    if judged.consensus_value == len(titles) - 1 > 0:
        return _("%(said)s (highest)") % {"said": said}
    return said
