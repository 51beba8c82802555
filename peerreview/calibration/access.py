# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From an id in an address to an activity or exemplar the person may use."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import access as activity_access
from peerreview.activities import rules as activity_rules
from peerreview.activities.models import Activity, Submission
from peerreview.calibration import queries, rules
from peerreview.calibration.models import Clearance, Exemplar
from peerreview.kernel.errors import DomainError, Missing, NotAllowed


def activity_for_tender(user: User, uuid: UUID) -> Activity:
    """An activity one looks after; NotAllowed for its learners, Missing for strangers."""
    activity = activity_access.activity_for_reader(user, uuid)
    if not rules.may_set(user, activity):
        raise NotAllowed("not-facilitator", _("Only a facilitator sets examples here."))
    return activity


def activity_for_learner(user: User, uuid: UUID) -> Activity:
    """An activity one takes part in."""
    activity = activity_access.activity_for_reader(user, uuid)
    if not activity_rules.may_take_part(user, activity):
        message = _(
            "You look after this activity, so you need no calibration. You set its examples."
        )
        raise NotAllowed("sees-names", message)
    return activity


def exemplar_for_tender(user: User, uuid: UUID) -> Exemplar:
    """An exemplar of an activity one looks after; NotAllowed for who may try it, else Missing."""
    exemplar = _exemplar(uuid)
    if rules.may_set(user, exemplar.activity):
        return exemplar
    if rules.may_try(user, exemplar):
        raise NotAllowed("not-facilitator", _("Only a facilitator sets examples here."))
    raise _missing()


def exemplar_for_learner(user: User, uuid: UUID) -> Exemplar:
    """A published exemplar to rate; Missing for all else."""
    exemplar = _exemplar(uuid)
    if not rules.may_try(user, exemplar):
        raise _missing()
    return exemplar


def exemplar_for_author(user: User, uuid: UUID) -> Exemplar:
    """An exemplar made of one's own past work."""
    exemplar = _exemplar(uuid)
    is_own = exemplar.version.artifact.owner_id == user.pk
    if not is_own or exemplar.consent == Exemplar.Consent.NOT_NEEDED:
        raise _missing()
    return exemplar


def past_work(user: User, activity: Activity, uuid: UUID) -> Submission:
    """A past submission that may be proposed as an exemplar of this activity."""
    submission = queries.past_works(user, activity).filter(uuid=uuid).first()
    if submission is None:
        raise Missing("no-submission", _("There is no such work, or it is shown already."))
    return submission


def person_asking(activity: Activity, uuid: UUID) -> User:
    """Somebody who asked to be let through, or takes part in the activity."""
    clearance = (
        Clearance.objects.filter(activity=activity, person__uuid=uuid)
        .select_related("person")
        .first()
    )
    if clearance is None:
        raise Missing("no-request", _("This person has not asked."))
    return clearance.person


def _exemplar(uuid: UUID) -> Exemplar:
    exemplar = queries.with_surroundings().filter(uuid=uuid, removed_at=None).first()
    if exemplar is None:
        raise _missing()
    return exemplar


def _missing() -> DomainError:
    return Missing("no-exemplar", _("There is no such example, or it is not for you."))
