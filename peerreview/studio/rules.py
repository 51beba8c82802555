# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may do what in a studio."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from peerreview.activities.models import Activity, Submission
from peerreview.activities.queries import KEPT, not_over
from peerreview.activities.rules import names_are_revealed
from peerreview.artifacts.models import Version
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.models import Cohort
from peerreview.kernel.errors import Closed, Conflict, NotAllowed
from peerreview.studio import lifecycle, presence
from peerreview.studio.models import Seat, Session


def is_in_group(user: Any, session: Session) -> bool:
    """Whether they belong to the study group now."""
    return cohort_rules.is_member(user, session.group)


def may_read_record(user: Any, session: Session) -> bool:
    """The group, and whose work it is."""
    return session.version.artifact.owner_id == user.pk or is_in_group(user, session)


def require_group(user: Any, group: Cohort) -> None:
    """Studios are for study groups, opened by their members; not in an archived one, nor by guests."""
    if not group.is_study_group or not cohort_rules.may_tend(user, group):
        raise NotAllowed("not-in-group", _("A studio is for a study group that you are in."))


def require_showable(version: Version, now: datetime) -> None:
    """The work must not be in a blind review: whoever saw it here would know whose it is.

    Raises Conflict until it has its reviews, the names are open, or the activity is over.
    """
    waiting = (
        Submission.objects.filter(
            KEPT,
            version__artifact=version.artifact_id,
            activity__blindness__in=[Activity.Blindness.DOUBLE, Activity.Blindness.REVEAL],
            activity__in=Activity.objects.filter(not_over(now)),
            reviews_done__lt=F("activity__reviews_needed"),
        )
        .select_related("activity")
        .order_by("pk")
    )
    for submission in waiting:
        if not names_are_revealed(submission.activity, now):
            message = _(
                "This work is being reviewed blind in “%(activity)s”. Open it together once its reviews are in."
            )
            values = {"activity": submission.activity.title}
            raise Conflict("in-blind-review", message % values, field="work")


def is_facilitator(seat: Seat, session: Session) -> bool:
    """Whether this seat leads."""
    return session.facilitator_id == seat.pk


def is_headless(session: Session) -> bool:
    """Whether nobody leads at present: the facilitator left, or is not in the room."""
    if session.facilitator_id is None:
        return True
    return not presence.seated([session.facilitator_id])


def require_act(session: Session, seat: Seat, act: str) -> str:
    """The phase after the act. Raises Closed when it is not possible now, NotAllowed for who may not."""
    after = lifecycle.after(session.phase, act)
    if after is None:
        raise _not_now(session.phase, act)
    if act in lifecycle.LED and not is_facilitator(seat, session):
        raise NotAllowed("not-facilitator", _("Only who facilitates may do this. Ask them."))
    return after


def _not_now(phase: str, act: str) -> Closed:
    if phase == lifecycle.ENDED:
        return Closed("ended", _("This session has ended. Its record keeps what was said."))
    if act in lifecycle.TALK and (why := hushed(phase)):
        return Closed("hushed", why)
    message = _("This is not possible now: the group has moved on. Look at what the page says.")
    return Closed("not-now", message)


def hushed(phase: str) -> str:
    """Why nobody may comment or note anything now; "" when they may."""
    if not lifecycle.is_sealed(phase):
        return ""
    return _(
        "Comments rest while everybody rates alone, so that nobody is swayed. They open again "
        "with the reveal."
    )
