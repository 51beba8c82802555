# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Signals in words: what was found, what else could explain it, and the reviews it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.activities.models import Submission
from peerreview.moderation.models import Case, Signal
from peerreview.reviews.models import Review

AT_MOST = 6  # things shown of one signal
EXCERPT = 240
Kind = Signal.Kind


@dataclass(frozen=True)
class Evidence:
    """One thing a signal is about; `reviewer` is "" of a work."""

    kind: str
    uuid: UUID
    submission_uuid: UUID
    title: str
    reviewer: str
    author: str
    excerpt: str


@dataclass(frozen=True)
class Sign:
    """A signal as a facilitator reads it."""

    signal: Signal
    label: str
    reason: str
    instead: str
    evidence: tuple[Evidence, ...]
    more: int


def signs_of(signals: Iterable[Signal]) -> list[Sign]:
    """The signals of one page in words; two queries however many there are."""
    rows = list(signals)
    reviews = _reviews({pk for row in rows for pk in row.reviews[:AT_MOST]})
    works = _works({pk for row in rows if not row.reviews for pk in row.submissions[:AT_MOST]})
    return [_sign(row, reviews, works) for row in rows]


def reasons_for(case: Case) -> list[tuple[str, str]]:
    """What was noticed that a case was opened for, in words that name nobody."""
    return [(str(row.get_kind_display()), reason_of(row)) for row in case.signals.all()]


def _sign(row: Signal, reviews: dict[int, Evidence], works: dict[int, Evidence]) -> Sign:
    about, known = (row.reviews, reviews) if row.reviews else (row.submissions, works)
    shown = tuple(known[pk] for pk in about[:AT_MOST] if pk in known)
    return Sign(
        signal=row,
        label=row.get_kind_display(),
        reason=reason_of(row),
        instead=instead_of(row.kind),
        evidence=shown,
        more=max(len(about) - AT_MOST, 0),
    )


def _reviews(pks: set[int]) -> dict[int, Evidence]:
    rows = Review.objects.filter(pk__in=pks).select_related(
        "reviewer", "submission__author", "submission__version"
    )
    comments = rows.prefetch_related("scores")
    return {
        row.pk: Evidence(
            kind="review",
            uuid=row.uuid,
            submission_uuid=row.submission.uuid,
            title=row.submission.version.title,
            reviewer=row.reviewer.display_name,
            author=row.submission.author.display_name,
            excerpt=_excerpt([each.comment for each in row.scores.all()] + [row.overall]),
        )
        for row in comments
    }


def _works(pks: set[int]) -> dict[int, Evidence]:
    rows = Submission.objects.filter(pk__in=pks).select_related("author", "version")
    return {
        row.pk: Evidence(
            kind="submission",
            uuid=row.uuid,
            submission_uuid=row.uuid,
            title=row.version.title,
            reviewer="",
            author=row.author.display_name,
            excerpt="",
        )
        for row in rows
    }


def _excerpt(texts: list[str]) -> str:
    said = " · ".join(" ".join(text.split()) for text in texts if text.strip())
    return said if len(said) <= EXCERPT else f"{said[: EXCERPT - 1].rstrip()}…"


def reason_of(row: Signal) -> str:
    """What was found, in numbers a person can check."""
    facts = row.facts
    match row.kind:
        case Kind.DISAGREEMENT:
            return ngettext(
                "This review gives %(own)s %% of the scale; the mean of %(count)s other is %(others)s %%.",
                "This review gives %(own)s %% of the scale; the mean of %(count)s others is %(others)s %%.",
                facts["count"],
            ) % {"own": facts["own"], "others": facts["others"], "count": facts["count"]}
        case Kind.CARELESS:
            return ngettext(
                "Over %(count)s review, the scores follow no difference that others saw between works.",
                "Over %(count)s reviews, the scores follow no difference that others saw between works.",
                facts["count"],
            ) % {"count": facts["count"]}
        case Kind.COPIED:
            return _copied(facts)
        case Kind.TOO_FAST:
            return _(
                "Written in %(own)s, with %(words)s words. The usual time here is %(usual)s."
            ) % {
                "own": _time(facts["seconds"]),
                "usual": _time(facts["usual"]),
                "words": facts["words"],
            }
        case Kind.SHORT:
            return ngettext(
                "%(words)s word in all; the usual review here has %(usual)s.",
                "%(words)s words in all; the usual review here has %(usual)s.",
                facts["words"],
            ) % {"words": facts["words"], "usual": facts["usual"]}
        case Kind.SIMILAR_WORK:
            return _("%(percent)s %% of the wording of both works is the same.") % facts
    return _circle(facts)


def _copied(facts: dict) -> str:
    if facts["is_same_person"]:
        words = _("One reviewer used %(percent)s %% of the same wording for two works.")
    else:
        words = _("Two people’s reviews share %(percent)s %% of their wording.")
    return words % {"percent": facts["percent"]}


def _circle(facts: dict) -> str:
    values = {"excess": facts["excess"], "count": facts["count"]}
    if facts["count"] == 2:
        return (
            _(
                "Two people reviewed each other, and each gave %(excess)s %% of the scale more than "
                "others gave."
            )
            % values
        )
    return (
        _(
            "%(count)s people reviewed each other in a circle; each gave %(excess)s %% of the scale "
            "more than others gave."
        )
        % values
    )


def _time(seconds: int) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds}
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}


def instead_of(kind: str) -> str:
    """What else could explain it: to be read before anything is done."""
    return {
        Kind.DISAGREEMENT: _(
            "The one may have seen what the others missed. The line of the rubric may be read in "
            "two ways."
        ),
        Kind.CARELESS: _(
            "A steady hand over works that are much alike looks the same; so does somebody whom "
            "the rubric does not fit."
        ),
        Kind.COPIED: _(
            "Stock phrases, a template the course gave, a quotation of the work, or two accounts "
            "of one person’s own notes."
        ),
        Kind.TOO_FAST: _(
            "They may have read the work beforehand, written elsewhere and pasted, or be an "
            "experienced reviewer."
        ),
        Kind.SHORT: _(
            "Writing may be hard for them in this language, on a phone, or with an aid. They may "
            "have spoken with the author."
        ),
        Kind.RECIPROCAL: _("In a small group it happens by chance, and both works may be good."),
        Kind.RING: _("In a small group it happens by chance, and the works may be good."),
        Kind.SIMILAR_WORK: _(
            "Both may quote the task or the same source, or have worked together with leave."
        ),
    }[kind]
