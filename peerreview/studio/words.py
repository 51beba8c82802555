# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What to do now, in a sentence for one person, by the phase and by who has sealed."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from peerreview.studio import lifecycle, results
from peerreview.studio.models import Ballot, Seat, Session
from peerreview.studio.queries import Here


@dataclass(frozen=True)
class Now:
    """A short imperative, and what stands behind it."""

    title: str
    text: str


def now_for(
    session: Session, *, seat: Seat, here: Here, own: Ballot | None, apart: results.Result | None
) -> Now:
    """The sentence for the person of `seat`; `own` is their ballot of the present round."""
    leads = session.facilitator_id == seat.pk
    if session.phase == lifecycle.GATHERING:
        return _gathering(leads, _leader(session))
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
