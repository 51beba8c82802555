# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A case as one of its readers may see it: both sides under pseudonyms, the moderator with names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities.rules import is_facilitator_of, sees_names
from peerreview.moderation import kinds, rules
from peerreview.moderation.kinds import Thing
from peerreview.moderation.models import Case
from peerreview.reviews.models import Review
from peerreview.reviews.queries import handed_in
from peerreview.reviews.visibility import ReviewView, Role, Viewpoint, view_from

PILLS = {"open": "waiting", "answered": "open", "closed": "done"}


@dataclass(frozen=True)
class FlagView:
    """A flag; `by` is a name, a pseudonym or “You”."""

    by: str
    category: str
    words: str
    made_at: datetime


@dataclass(frozen=True)
class CaseView:
    """A case for one reader."""

    case: Case
    role: str
    title: str
    accused: str
    pill: str
    state: str
    flags: tuple[FlagView, ...]
    thing: Thing | None
    review: ReviewView | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a ruling."""
        return self.case.state != Case.State.CLOSED

    @property
    def may_answer(self) -> bool:
        """Whether the reader is who answers, and still can."""
        return self.role == "accused" and self.is_open

    @property
    def may_reinstate(self) -> bool:
        """Whether the reader moderates, and what was set aside may come back."""
        is_set_aside = self.case.ruling == Case.Ruling.REMOVE and not self.case.reinstated_at
        return self.role == "moderator" and is_set_aside and self.thing is not None

    @property
    def may_hide(self) -> bool:
        """Whether others can be kept from it until the ruling."""
        return self.may_rule and kinds.kind_named(self.case.kind).may_wait_hidden

    @property
    def may_rule(self) -> bool:
        """Whether the reader is who rules, and still can."""
        return self.role == "moderator" and self.is_open


def view_of(viewer: User, case: Case) -> CaseView:
    """The case for this reader, with the thing it is about where they moderate."""
    thing = kinds.thing_of(case)
    role = _role(viewer, case, is_moderator=rules.moderates_case(viewer, case))
    review = _review(viewer, thing) if role == "moderator" else None
    return _view(viewer, case, thing, role, review)


def views_of(viewer: User, rows: Iterable[Case], *, is_moderator: bool) -> list[CaseView]:
    """The cases of a page; queries by kind of thing, not by case."""
    found = list(rows)
    things = kinds.things_of(found)
    return [
        _view(viewer, case, things.get(case.thing), _role(viewer, case, is_moderator=is_moderator))
        for case in found
    ]


def _role(viewer: User, case: Case, *, is_moderator: bool) -> str:
    if case.accused_id == viewer.pk:
        return "accused"
    if any(flag.by_id == viewer.pk for flag in case.flags.all()):
        return "flagger"
    return "moderator" if is_moderator else "flagger"


def _view(
    viewer: User, case: Case, thing: Thing | None, role: str, review: ReviewView | None = None
) -> CaseView:
    return CaseView(
        case=case,
        role=role,
        title=_title(case, thing, role),
        accused=_accused(viewer, case, thing, role),
        pill=PILLS[case.state],
        state=case.get_state_display(),
        flags=tuple(
            FlagView(
                _by(viewer, flag.by, number, role),
                flag.get_category_display(),
                flag.words,
                flag.made_at,
            )
            for number, flag in enumerate(case.flags.all(), 1)
        ),
        thing=thing,
        review=review,
    )


def _title(case: Case, thing: Thing | None, role: str) -> str:
    if thing is None:
        return _("Something that is gone")
    is_own = role == "accused"
    if thing.about:
        return thing.about_own if is_own else thing.about
    if case.kind == "review":
        return (_("Your review of “%s”") if is_own else _("A review of “%s”")) % thing.title
    if case.kind == "submission":
        return (_("Your work “%s”") if is_own else _("The work “%s”")) % thing.title
    return (_("What you wrote about “%s”") if is_own else _("A remark on “%s”")) % thing.title


def _accused(viewer: User, case: Case, thing: Thing | None, role: str) -> str:
    if case.accused is None:
        return _("Somebody who has left")
    if role == "accused":
        return _("You")
    is_masked = thing is not None and thing.is_masked and not viewer.is_staff
    if role == "moderator" and not is_masked:
        return case.accused.display_name
    if thing is not None and thing.alias:
        return thing.alias
    if case.activity is None:
        return case.accused.display_name
    return case.accused.display_name if sees_names(viewer, case.activity) else _("The author")


def _by(viewer: User, by: User, number: int, role: str) -> str:
    if by.pk == viewer.pk:
        return _("You")
    if role == "moderator":
        return by.display_name
    return _("Person %(number)s") % {"number": number}


def _review(viewer: User, thing: Thing | None) -> ReviewView | None:
    """The review a case is about, as who runs the activity sees it."""
    if thing is None or thing.kind != "review" or thing.submission is None:
        return None
    row: Review | None = handed_in(thing.submission).filter(uuid=thing.uuid).first()
    return view_from(Viewpoint(viewer.pk, Role.FACILITATOR, True, True), row) if row else None


def links_to_work(viewer: User, case: Case) -> bool:
    """Whether the results page of the work is open to this reader."""
    return case.activity is not None and is_facilitator_of(viewer, case.activity)
