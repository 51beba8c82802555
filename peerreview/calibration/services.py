# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Setting exemplars, asking their authors, trying them, and letting people go on."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.models import Activity, Submission
from peerreview.artifacts import services as artifacts
from peerreview.calibration import queries, rules
from peerreview.calibration.events import (
    CalibrationAttempted,
    CalibrationHelpAsked,
    ExemplarConsentAnswered,
    ExemplarConsentAsked,
    ExemplarPublished,
    ExemplarRemoved,
    ReviewerCleared,
)
from peerreview.calibration.models import (
    Attempt,
    AttemptScore,
    Clearance,
    Exemplar,
    ReferenceRating,
)
from peerreview.kernel import clock, ids, text
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.services import emit
from peerreview.rubrics.models import Criterion
from peerreview.rubrics.queries import criteria_of
from peerreview.rubrics.sheets import Entry, judged
from peerreview.stats import calibration as stats

Consent = Exemplar.Consent
State = Clearance.State
WORDS_MAX_CHARS = 500


# ---- Setting exemplars ----------------------------------------------------------------------


@transaction.atomic
def make_exemplar(
    *, activity: Activity, by: User, key: UUID | None = None, now: datetime | None = None
) -> Exemplar:
    """A new exemplar with an empty draft to fill. The same key again gives the same one."""
    at = now or clock.now()
    _require_tender(activity, by)
    key = key or ids.new_uuid()
    there = Exemplar.objects.filter(uuid=key, activity=activity, removed_at=None).first()
    if there:
        return there
    _lock(activity)
    _require_room(activity)
    draft = artifacts.start_artifact(owner=by, key=key, now=at)
    return _add(activity, by, at, uuid=key, version=draft)


@transaction.atomic
def propose_past_work(
    *, activity: Activity, submission: Submission, by: User, now: datetime | None = None
) -> Exemplar:
    """Ask the author of a past submission whether it may be shown. Again gives the same exemplar."""
    at = now or clock.now()
    _require_tender(activity, by)
    _lock(activity)
    there = Exemplar.objects.filter(
        activity=activity, version=submission.version_id, removed_at=None
    ).first()
    if there:
        return there
    _require_room(activity)
    if not queries.past_works(by, activity).filter(pk=submission.pk).exists():
        raise NotAllowed(
            "not-yours", _("You can only propose work from activities you look after.")
        )
    exemplar = _add(activity, by, at, version=submission.version, consent=Consent.ASKED)
    emit(
        ExemplarConsentAsked(
            exemplar_id=exemplar.pk,
            activity_id=activity.pk,
            author_id=submission.author_id,
            by_id=by.pk,
        ),
        now=at,
    )
    return exemplar


def _add(activity: Activity, by: User, at: datetime, **fields: object) -> Exemplar:
    last = Exemplar.objects.filter(activity=activity).aggregate(last=Max("position"))["last"]
    return Exemplar.objects.create(
        activity=activity,
        created_by=by,
        created_at=at,
        position=0 if last is None else last + 1,
        **fields,
    )


def _lock(activity: Activity) -> None:
    """What is done to the exemplars of one activity happens one after another."""
    Activity.objects.select_for_update(no_key=True).get(pk=activity.pk)


def _require_tender(activity: Activity, by: User) -> None:
    if not rules.may_set(by, activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator sets examples here."))


def _require_room(activity: Activity) -> None:
    if queries.kept(activity).count() >= rules.EXEMPLARS_MAX:
        message = _(
            "There are %(count)s examples already. More would tire people out: remove one first."
        )
        raise Conflict("enough", message % {"count": rules.EXEMPLARS_MAX})


@transaction.atomic
def answer_consent(
    *, exemplar: Exemplar, by: User, agreed: bool, now: datetime | None = None
) -> Exemplar:
    """The author says whether their work may be shown. They may take a yes back at any time."""
    at = now or clock.now()
    fresh = _locked(exemplar)
    if fresh.version.artifact.owner_id != by.pk or fresh.consent == Consent.NOT_NEEDED:
        raise NotAllowed("not-author", _("Only its author says whether a work may be shown."))
    wanted = Consent.GIVEN if agreed else Consent.REFUSED
    if fresh.consent == wanted:
        return fresh
    fresh.consent = wanted
    if not agreed:
        fresh.published_at = None
    fresh.save(update_fields=["consent", "published_at"])
    emit(
        ExemplarConsentAnswered(
            exemplar_id=fresh.pk, activity_id=fresh.activity_id, author_id=by.pk, agreed=agreed
        ),
        now=at,
    )
    return fresh


@transaction.atomic
def save_references(*, exemplar: Exemplar, by: User, entries: Mapping[str, Entry]) -> Exemplar:
    """Store levels and reasons by criterion, complete or not. Raises Conflict once somebody tried it."""
    fresh = _changeable(exemplar, by)
    for criterion in judged(criteria_of(fresh.activity.rubric_version)):
        entry = entries.get(criterion.key, Entry())
        ReferenceRating.objects.update_or_create(
            exemplar=fresh,
            criterion=criterion,
            defaults={"level": _level(criterion, entry.value), "reason": entry.words},
        )
    return fresh


def _level(criterion: Criterion, value: int | None) -> object:
    return next((level for level in criterion.levels.all() if level.value == value), None)


@transaction.atomic
def publish(*, exemplar: Exemplar, by: User, now: datetime | None = None) -> Exemplar:
    """Show it to learners; a work made for it freezes. Doing it again changes nothing.

    Raises Invalid for an incomplete reference, Conflict without the author's yes, NotReady (from
    artifacts) for an empty work.
    """
    at = now or clock.now()
    fresh = _locked(exemplar)
    _require_tender(fresh.activity, by)
    if fresh.published_at:
        return fresh
    if fresh.consent not in {Consent.NOT_NEEDED, Consent.GIVEN}:
        raise Conflict("no-consent", _("Its author has not agreed to have it shown."))
    sheet = queries.reference_sheet(fresh)
    if not sheet.require(words=True):
        message = _("Give each criterion a level and a reason first.")
        raise Invalid("incomplete", message, field="references")
    if not fresh.version.is_frozen:
        artifacts.freeze(version=fresh.version, by=by, now=at)
    fresh.published_at = at
    fresh.save(update_fields=["published_at"])
    emit(
        ExemplarPublished(
            exemplar_id=fresh.pk,
            activity_id=fresh.activity_id,
            version_id=fresh.version_id,
            by_id=by.pk,
        ),
        now=at,
    )
    return fresh


@transaction.atomic
def move(*, exemplar: Exemplar, by: User, position: int) -> None:
    """Put an exemplar at a place among the others, counted from 0; beyond the ends means the end."""
    _lock(exemplar.activity)
    _require_tender(exemplar.activity, by)
    order = [one for one in queries.kept(exemplar.activity) if one.pk != exemplar.pk]
    order.insert(max(0, min(position, len(order))), exemplar)
    for place, one in enumerate(order):
        Exemplar.objects.filter(pk=one.pk).update(position=place)


@transaction.atomic
def remove(*, exemplar: Exemplar, by: User, now: datetime | None = None) -> None:
    """Take an exemplar out, until somebody has tried it. Doing it again changes nothing."""
    at = now or clock.now()
    fresh = _locked(exemplar)
    _require_tender(fresh.activity, by)
    if fresh.removed_at:
        return
    _require_untried(fresh)
    fresh.removed_at = at
    fresh.save(update_fields=["removed_at"])
    emit(ExemplarRemoved(exemplar_id=fresh.pk, activity_id=fresh.activity_id, by_id=by.pk), now=at)


def _changeable(exemplar: Exemplar, by: User) -> Exemplar:
    fresh = _locked(exemplar)
    _require_tender(fresh.activity, by)
    _require_untried(fresh)
    return fresh


def _require_untried(exemplar: Exemplar) -> None:
    if exemplar.attempts.exists():
        message = _(
            "Somebody has rated this example by its reference already, so it stays as it is."
        )
        raise Conflict("tried", message)


def _locked(exemplar: Exemplar) -> Exemplar:
    rows = queries.with_surroundings().select_for_update(of=("self",), no_key=True)
    return rows.get(pk=exemplar.pk)


# ---- Trying them ----------------------------------------------------------------------------


@transaction.atomic
def hand_in(
    *,
    exemplar: Exemplar,
    by: User,
    number: int,
    entries: Mapping[str, Entry],
    now: datetime | None = None,
) -> Attempt:
    """A try: every criterion rated. The same number again gives the try that is there.

    Raises NotAllowed, Invalid for a missing level, Conflict when no try is left.
    """
    at = now or clock.now()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    fresh = queries.with_surroundings().get(pk=exemplar.pk)
    if not rules.may_try(by, fresh):
        raise NotAllowed("not-for-you", _("This example is not for you to rate."))
    standing = queries.standing_with(by, fresh)
    there = next((one for one in standing.attempts if one.number == number), None)
    if there:
        return there
    if not standing.may_try or number != standing.next_number:
        raise Conflict("no-try-left", _("You have rated this example already."))
    attempt = _store_attempt(fresh, by, number, entries, at)
    _settle(fresh.activity, by, at)
    return attempt


def _store_attempt(
    exemplar: Exemplar, by: User, number: int, entries: Mapping[str, Entry], at: datetime
) -> Attempt:
    reference = queries.references_of(exemplar)
    scores, are_within = [], []
    for criterion in judged(criteria_of(exemplar.activity.rubric_version)):
        entry = entries.get(criterion.key, Entry())
        level = _level(criterion, entry.value)
        if level is None:
            raise Invalid("no-level", _("Choose a level."), field=f"level-{criterion.key}")
        known = reference[criterion.key].level.value
        are_within.append(stats.is_within(level.value, known, len(criterion.levels.all())))
        scores.append(AttemptScore(criterion=criterion, level=level, note=entry.words))
    attempt = Attempt.objects.create(
        exemplar=exemplar, person=by, number=number, is_passed=all(are_within), submitted_at=at
    )
    for score in scores:
        score.attempt = attempt
    AttemptScore.objects.bulk_create(scores)
    emit(
        CalibrationAttempted(
            attempt_id=attempt.pk,
            exemplar_id=exemplar.pk,
            activity_id=exemplar.activity_id,
            person_id=by.pk,
            number=number,
            is_passed=attempt.is_passed,
        ),
        now=at,
    )
    return attempt


def _settle(activity: Activity, person: User, at: datetime) -> None:
    """Who passed all is calibrated; who has no try left goes on all the same."""
    standings = queries.standings(person, activity)
    if all(standing.is_passed for standing in standings):
        _clear(activity, person, State.CALIBRATED, person, at)
    elif not any(standing.may_try for standing in standings):
        _clear(activity, person, State.WENT_ON, person, at)


# ---- Going on -------------------------------------------------------------------------------


@transaction.atomic
def go_on(*, activity: Activity, by: User, now: datetime | None = None) -> Clearance:
    """Go on to review without having passed: after one try, to know what it is about."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    tried = Attempt.objects.filter(exemplar__activity=activity, person=by)
    if not tried.exists() and queries.for_learner(by, activity).exists():
        raise Conflict(
            "try-first", _("Rate one of the examples first; then you can go on either way.")
        )
    return _clear(activity, by, State.WENT_ON, by, now or clock.now())


@transaction.atomic
def ask_to_go_on(
    *, activity: Activity, by: User, words: str = "", now: datetime | None = None
) -> Clearance:
    """Ask the facilitator to be let through, with a word why. Again replaces the words."""
    at = now or clock.now()
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    why = text.plain(words).strip()[:WORDS_MAX_CHARS]
    there = queries.clearance_of(by, activity)
    if queries.is_cleared(there):
        return there
    clearance, is_new = Clearance.objects.update_or_create(
        activity=activity, person=by, defaults={"state": State.ASKED, "words": why, "at": at}
    )
    if is_new:
        emit(CalibrationHelpAsked(activity_id=activity.pk, person_id=by.pk), now=at)
    return clearance


@transaction.atomic
def waive(*, activity: Activity, person: User, by: User, now: datetime | None = None) -> Clearance:
    """Let somebody through without calibration. Who is calibrated stays so."""
    _require_tender(activity, by)
    return _clear(activity, person, State.WAIVED, by, now or clock.now())


def _clear(activity: Activity, person: User, state: str, by: User, at: datetime) -> Clearance:
    """Let them through; only to have passed is more than to be through already."""
    there = Clearance.objects.select_for_update(no_key=True).filter(
        activity=activity, person=person
    ).first()  # fmt: skip
    if queries.is_cleared(there) and (there.state == State.CALIBRATED or state != State.CALIBRATED):
        return there
    clearance, _made = Clearance.objects.update_or_create(
        activity=activity, person=person, defaults={"state": state, "at": at}
    )
    emit(
        ReviewerCleared(
            activity_id=activity.pk, person_id=person.pk, state=str(state), by_id=by.pk
        ),
        now=at,
    )
    return clearance
