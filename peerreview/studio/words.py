# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What to do now, in a sentence for one person, by the phase and by who has sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peerreview.studio import lifecycle, results
from peerreview.studio.models import FEWEST, Ballot, Seat, Session
from peerreview.studio.queries import Here


@dataclass(frozen=True)
class Now:
    """A short imperative, and what stands behind it."""

    title: str
    text: str


def now_for(
    session: Session,
    *,
    seat: Seat,
    here: Here,
    own: Ballot | None,
    apart: results.Result | None,
    is_alone: bool,
) -> Now:
    """The sentence for the person of `seat`; `own` is their ballot of the present round."""
    leads = session.facilitator_id == seat.pk
    if session.phase == lifecycle.GATHERING:
        return _waiting() if leads and is_alone else _gathering(leads, _leader(session))
    if lifecycle.is_sealed(session.phase):
        return _rating(leads, here, own)
    if session.phase == lifecycle.DISCUSSING:
        return _talking(leads, apart)
    return Now(
        _("Say what changed"),
        _("Compare first and second rating. Write down what came of it, then end the session.")
        if leads
        else _("Compare first and second rating, and write down what came of it for you."),
    )


def _leader(session: Session) -> str:
    return session.facilitator.person.display_name if session.facilitator else ""


def is_alone(session: Session, seats: Sequence[Seat]) -> bool:
    """Whether too few have come for the first rating to be opened."""
    taken = [seat for seat in seats if seat.left_at is None]
    return session.phase == lifecycle.GATHERING and len(taken) < FEWEST


def _waiting() -> Now:
    return Now(
        _("Wait for the others"),
        _("Your group was told. When somebody has joined you, you can open the first rating."),
    )


def _gathering(leads: bool, leader: str) -> Now:
    if leads:
        return Now(
            _("Look at it together"),
            _(
                "Wait until everybody is here. When you have looked long enough, open the first rating."
            ),
        )
    text = _("Point at what you mean, ask, say what you see. Nobody judges yet.")
    if leader:
        text = _("%(text)s %(name)s opens the first rating.") % {"text": text, "name": leader}
    return Now(_("Look at it together"), text)


def _rating(leads: bool, here: Here, own: Ballot | None) -> Now:
    count = sealed_words(here)
    if own is None:
        return Now(_("Seal your ballot"), count)
    if here.missing:
        return Now(_("Sealed. Wait for the others"), count)
    if leads:
        return Now(_("Reveal together"), _("Everybody here has sealed."))
    return Now(_("Everybody has sealed"), _("The ballots are about to be revealed."))


def sealed_words(here: Here) -> str:
    """“2 of 4 have sealed.”"""
    values = {"sealed": here.sealed, "all": len(here.seats)}
    return _("%(sealed)d of %(all)d have sealed.") % values


def ending(
    session: Session, *, here: Here, shown: Sequence[results.Result], seats: Sequence[Seat]
) -> list[str]:
    """What it means to end the session now, a sentence each: what stays, what nobody can do any more."""
    said = [
        _("Everybody in the room goes to the record. Nobody can rate, comment or note any more.")
    ]
    if lifecycle.is_sealed(session.phase):
        sealed = ngettext(
            "%(count)d sealed ballot was not revealed, and stays sealed for good.",
            "%(count)d sealed ballots were not revealed, and stay sealed for good.",
            here.ballots,
        )
        said.append(sealed % {"count": here.ballots})
    elif names := _without(session, shown, seats):
        missing = _("Not rated in this round, and no longer able to: %(names)s.")
        said.append(missing % {"names": ", ".join(names)})
    if session.phase in (lifecycle.FIRST, lifecycle.DISCUSSING):
        said.append(_("There will be no second rating."))
    if session.revealed:
        said.append(
            _(
                "What is revealed, comments and notes stay with the work, for the group and its author."
            )
        )
    else:
        said.append(
            _(
                "No rating is revealed. Comments and notes stay with the work, for the group and its author."
            )
        )
    return said


def _without(session: Session, shown: Sequence[results.Result], seats: Sequence[Seat]) -> list[str]:
    """Names of those who sit here and gave no rating in the round that is revealed."""
    if not shown:
        return []
    rated = {
        one.number for one in shown[0].said if (one.second if session.revealed == 2 else one.first)
    }
    waited = [seat for seat in seats if seat.left_at is None and seat.number not in rated]
    may = [seat for seat in waited if lifecycle.may_rate(session.phase, came_in=seat.came_in)]
    return [seat.person.display_name for seat in may]


def timer_words(session: Session) -> str:
    """What the change of phase did to the timer; "" when nothing, or when somebody set it since."""
    opened = lifecycle.is_sealed(session.phase)
    if session.timer_note == Session.TimerNote.STOPPED:
        if opened:
            return _("The timer was stopped when the rating opened.")
        return _("The timer was stopped at the reveal.")
    if session.timer_note == Session.TimerNote.STARTED:
        if opened:
            return _("A new timer started when the rating opened.")
        return _("A new timer started at the reveal.")
    return ""


def _talking(leads: bool, apart: results.Result | None) -> Now:
    if apart is None:
        text = _("You agree on everything. What made you so sure?")
    else:
        text = _(
            "You are furthest apart on “%(criterion)s”. Start there: what did each of you see?"
        )
        text = text % {"criterion": apart.title}
    if leads:
        text = _("%(text)s When all is said, open the second rating.") % {"text": text}
    return Now(_("Talk about it"), text)
