# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Which values an activity may have: dates and numbers that do not contradict each other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from peerreview.activities.models import Activity
from peerreview.activities.stages import STAGED, Act, Span, Window, closes_at, released_at
from peerreview.activities.windows import window_of
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Invalid

MAX_TITLE, MAX_BRIEF = 160, 20_000
MAX_REVIEWS = 10
MAX_GRACE = 7 * 24 * 3600
MAX_TEAM = 8
MAX_REASON = 500
DATES = ("opens_at", "submit_by", "submit_until", "review_by", "review_until")
# Nobody plans further; a year like 20226 is a slip of the finger.
FURTHEST = timedelta(days=5 * 366)


@dataclass(frozen=True, kw_only=True)
class Values:
    """What is set for an activity, with clean text and aware dates."""

    title: str
    brief: str
    blindness: str
    reviews_needed: int
    reviews_asked: int
    peers_see: str
    author_sees: str
    team_size: int
    opens_at: datetime | None = None
    submit_by: datetime | None = None
    submit_until: datetime | None = None
    review_by: datetime | None = None
    review_until: datetime | None = None

    def columns(self) -> dict[str, object]:
        """The same under the names of the table."""
        columns = dict(vars(self))
        columns["brief_source"] = columns.pop("brief")
        return columns

    def rules_as_columns(self) -> dict[str, object]:
        """The columns that are no dates."""
        return {name: value for name, value in self.columns().items() if name not in DATES}


def refuse_unknown_kind(kind: str, *, has_cohort: bool) -> None:
    """Invalid unless `kind` is known and fits having or not having a cohort."""
    if kind not in Activity.Kind.values:
        message = _("Choose a cohort assignment, a group exchange or an open challenge.")
        raise Invalid("kind", message, field="kind")
    if has_cohort == (kind == Activity.Kind.CHALLENGE):
        raise Invalid(
            "cohort", _("An assignment has a cohort; a challenge has none."), field="kind"
        )


def refuse_contradictions(values: Values, now: datetime) -> None:
    """Invalid, naming the first wrong field and what to do."""
    refuse_contradictory_values(values)
    _refuse_dates(values, now)


def refuse_contradictory_values(values: Values) -> None:
    """The same for all but the dates."""
    _refuse_texts(values)
    _refuse_choices(values)
    _refuse_numbers(values)


def refuse_team_without_cohort(values: Values, cohort: Cohort | None) -> None:
    """Invalid for teams where there is no cohort to choose team-mates from."""
    if values.team_size > 1 and cohort is None:
        message = _("Teams are made of people of one cohort; a challenge is for single people.")
        raise Invalid("team_size", message, field="team_size")


def _refuse_choices(values: Values) -> None:
    choices = {
        "blindness": (Activity.Blindness, _("Choose who sees names.")),
        "peers_see": (Activity.PeersSee, _("Choose when reviewers see other reviews.")),
        "author_sees": (Activity.AuthorSees, _("Choose when authors see their reviews.")),
    }
    for field, (known, message) in choices.items():
        if getattr(values, field) not in known.values:
            raise Invalid(field, message, field=field)


def _refuse_texts(values: Values) -> None:
    if not values.title:
        raise Invalid("title", _("Give it a title."), field="title")
    if len(values.title) > MAX_TITLE:
        message = _("Keep the title to %(most)d characters.") % {"most": MAX_TITLE}
        raise Invalid("title", message, field="title")
    if not values.brief:
        raise Invalid("brief", _("Say what people should make."), field="brief")
    if len(values.brief) > MAX_BRIEF:
        message = _("Keep the brief to %(most)d characters.") % {"most": MAX_BRIEF}
        raise Invalid("brief", message, field="brief")


def _refuse_numbers(values: Values) -> None:
    for field in ("reviews_needed", "reviews_asked"):
        if not 1 <= getattr(values, field) <= MAX_REVIEWS:
            message = _("Choose a number from 1 to %(most)d.") % {"most": MAX_REVIEWS}
            raise Invalid(field, message, field=field)
    if not 1 <= values.team_size <= MAX_TEAM:
        message = _("Choose a number from 1 to %(most)d.") % {"most": MAX_TEAM}
        raise Invalid("team_size", message, field="team_size")
    if values.reviews_asked < values.reviews_needed:
        message = _(
            "Each submission needs %(needed)d reviews, so ask each person for at least "
            "%(needed)d; with fewer, some work would stay without."
        )
        message = message % {"needed": values.reviews_needed}
        raise Invalid("reviews_asked", message, field="reviews_asked")


def _refuse_dates(values: Values, now: datetime) -> None:
    if values.submit_by is not None:
        _refuse_past(values.submit_by, now, "submit_by")
        if values.submit_by <= values.opens_at:
            message = _("Choose a time after the opening.")
            raise Invalid("submit_by", message, field="submit_by")
    if values.review_by is not None:
        _refuse_past(values.review_by, now, "review_by")
        if values.review_by <= (values.submit_by or values.opens_at):
            message = _(
                "Choose a time after handing in ends, so that the last work can be reviewed."
            )
            raise Invalid("review_by", message, field="review_by")
    _refuse_late_dates(values)
    if values.opens_at > now + FURTHEST:
        raise Invalid("opens_at", _("That is too far ahead. Check the year."), field="opens_at")


def _refuse_late_dates(values: Values) -> None:
    for soft, hard in (("submit_by", "submit_until"), ("review_by", "review_until")):
        told, until = getattr(values, soft), getattr(values, hard)
        if until is not None and (told is None or until <= told):
            message = _("Choose a time after the date people are told, or leave it empty.")
            raise Invalid(hard, message, field=hard)
    end = values.review_until or values.review_by
    if values.submit_until is not None and end is not None and values.submit_until > end:
        message = _("Late work must come in before reviewing closes, or nobody could review it.")
        raise Invalid("submit_until", message, field="submit_until")


def _refuse_past(at: datetime, now: datetime, field: str) -> None:
    if at <= now:
        raise Invalid(field, _("This time has passed. Choose one ahead."), field=field)
    if at > now + FURTHEST:
        raise Invalid(field, _("That is too far ahead. Check the year."), field=field)


def refuse_contradictory_stage(before: Window, after: Window, act: Act, now: datetime) -> None:
    """Invalid, naming the field, when the stage as changed contradicts itself, the others or `now`."""
    if act not in STAGED:
        raise Invalid("act", _("There is no such stage."), field="act")
    span = after.span(act)
    if act is Act.SUBMIT and not span.is_on:
        message = _("Handing in cannot be switched off. Close it now, or set an earlier date.")
        raise Invalid("is_on", message, field="is_on")
    if not 0 <= span.grace_seconds <= MAX_GRACE:
        message = _("Choose from 0 to %(most)d minutes.") % {"most": MAX_GRACE // 60}
        raise Invalid("grace_seconds", message, field="grace_seconds")
    _refuse_order(after, act)
    _refuse_moved_into_past(before.span(act), span, now)
    _refuse_review_before_submit(after, act)


def _refuse_order(window: Window, act: Act) -> None:
    span = window.span(act)
    first = span.opens_at or window.opens_at
    if span.opens_at is not None and span.opens_at < window.opens_at:
        message = _("Choose a time after the activity opens.")
        raise Invalid("opens_at", message, field="opens_at")
    if span.due_at is not None and span.due_at <= first:
        raise Invalid("due_at", _("Choose a time after the opening."), field="due_at")
    if span.closes_at is not None and span.due_at is None:
        message = _("Set the date people are told first; this one is for those who are late.")
        raise Invalid("due_at", message, field="due_at")
    if span.closes_at is not None and span.closes_at <= span.due_at:
        message = _("Choose a time after the date people are told, or leave it empty.")
        raise Invalid("closes_at", message, field="closes_at")


def _refuse_moved_into_past(old: Span, new: Span, now: datetime) -> None:
    for field in ("due_at", "closes_at"):
        at = getattr(new, field)
        if at is not None and at != getattr(old, field):
            _refuse_past(at, now, field)
    if new.opens_at is not None and new.opens_at > now + FURTHEST:
        raise Invalid("opens_at", _("That is too far ahead. Check the year."), field="opens_at")


def _refuse_review_before_submit(window: Window, act: Act) -> None:
    """Whichever of the two is changed is the one to mend."""
    if act not in {Act.SUBMIT, Act.REVIEW}:
        return
    submit, review = window.span(Act.SUBMIT), window.span(Act.REVIEW)
    if review.due_at is None or submit.due_at is None:
        return
    if review.due_at <= submit.due_at:
        message = _("Reviewing must end after handing in ends, so that the last work is reviewed.")
        raise Invalid("due_at", message, field="due_at")
    if review.hard_end < submit.hard_end:
        message = _("Late work must come in before reviewing closes, or nobody could review it.")
        raise Invalid("closes_at", message, field="closes_at")


def refuse_extension(activity: Activity, act: Act, until: datetime, now: datetime) -> None:
    """Invalid for more time that is none, or that ends when it is of no use."""
    window = window_of(activity)
    if act not in STAGED or not window.has(act) or window.span(act).due_at is None:
        raise Invalid("stage", _("This stage has no date to move."), field="stage")
    _refuse_past(until, now, "until")
    if until <= window.span(act).due_at:
        raise Invalid("until", _("Everybody has that long. Choose a later time."), field="until")
    end = closes_at(window, Act.REVIEW)
    if act is Act.SUBMIT and end is not None and until > end:
        message = _("Reviewing ends before that, so nobody could review it. Move that date first.")
        raise Invalid("until", message, field="until")
    release = released_at(window)
    is_revealed = activity.blindness == Activity.Blindness.REVEAL
    if is_revealed and act is Act.REVIEW and release is not None and until > release:
        message = _("Names are shown when results are released. Move that date first.")
        raise Invalid("until", message, field="until")
