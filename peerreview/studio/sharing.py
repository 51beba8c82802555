# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What everybody in the room does: seal a ballot, say something, note what came of it, present."""

from uuid import UUID

from django.utils.translation import gettext as _

from peerreview.artifacts.models import Part
from peerreview.kernel import text
from peerreview.kernel.errors import Closed, Invalid
from peerreview.rubrics.sheets import Sheet
from peerreview.studio import lifecycle, places
from peerreview.studio.models import Ballot, Remark
from peerreview.studio.turns import Turn, act

TEXT_MAX_CHARS = 1_000
REMARKS_MOST = 300


class Incomplete(Invalid):
    """The ballot cannot be sealed as it is; `sheet` says what is wrong, field by field."""

    def __init__(self, sheet: Sheet) -> None:
        titles = ", ".join(dict.fromkeys(title for _anchor, title, _words in sheet.problems))
        message = _("Not sealed yet. Look at: %(criteria)s.") % {"criteria": titles}
        super().__init__("incomplete", message, field=next(iter(sheet.errors)))
        self.sheet = sheet


@act("seal")
def seal(turn: Turn, *, round: int, sheet: Sheet) -> None:
    """Seal a ballot; until the reveal a new one takes its place. Raises Incomplete with the sheet.

    `round` is the one it was written for: raises Closed when the group has moved on meanwhile.
    """
    session, seat = turn.session, turn.seat
    is_open = lifecycle.may_rate(session.phase, came_in=seat.came_in)
    if round != lifecycle.round_of(session.phase) or not is_open:
        raise Closed("round-over", _("This round was revealed. You can rate in the next one."))
    if not sheet.require():
        raise Incomplete(sheet)
    is_late = not lifecycle.is_sealed(session.phase)
    said = {
        "levels": {key: entry.value for key, entry in sheet.entries.items()},
        "words": {key: entry.words for key, entry in sheet.entries.items() if entry.words},
        "sealed_at": turn.now,
    }
    if is_late and Ballot.objects.filter(seat=seat, round=round).exists():
        raise Closed("revealed", _("Your ballot is revealed and no longer changes."))
    Ballot.objects.update_or_create(
        seat=seat, round=round, defaults=said, create_defaults={**said, "is_late": is_late}
    )


@act("say")
def say(turn: Turn, *, uuid: UUID, said: str, place: places.Place | None = None) -> None:
    """A comment for all in the room, perhaps at a place of the work."""
    _keep(turn, Remark.Kind.COMMENT, uuid, said, place)


@act("note")
def note(turn: Turn, *, uuid: UUID, said: str) -> None:
    """Something that came of it and should stay: a finding, a next step."""
    _keep(turn, Remark.Kind.NOTE, uuid, said, None)


def _keep(turn: Turn, kind: str, uuid: UUID, said: str, place: places.Place | None) -> None:
    if place and not _is_part(turn, place):
        raise Invalid("no-part", _("Choose a part of this work."), field="part")
    Remark.objects.create(
        uuid=uuid,
        seat=turn.seat,
        kind=kind,
        text=_checked(turn, said),
        place=places.as_json(place),
        phase=turn.session.phase,
        at=turn.now,
    )


def _is_part(turn: Turn, place: places.Place) -> bool:
    return Part.objects.filter(version=turn.session.version_id, uuid=place.part).exists()


def _checked(turn: Turn, said: str) -> str:
    clean = text.plain(said).strip()
    if not clean:
        raise Invalid("empty", _("Write something first."), field="text")
    if len(clean) > TEXT_MAX_CHARS:
        message = _("Shorten this to %(most)s characters; it has %(now)s.")
        values = {"most": TEXT_MAX_CHARS, "now": len(clean)}
        raise Invalid("too-long", message % values, field="text")
    if Remark.objects.filter(seat__session=turn.session).count() >= REMARKS_MOST:
        raise Invalid("too-many", _("This session is as full as it can be."), field="text")
    return clean


@act("present")
def present(turn: Turn, *, is_on: bool) -> None:
    """Have the others follow where I look; or stop. Whoever presented before no longer does."""
    if is_on:
        turn.session.presenter = turn.seat
    elif turn.session.presenter_id == turn.seat.pk:
        turn.session.presenter = None
