# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A view on paper, for a committee: what was chosen, with its evidence, limits and where to check it."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from peerreview.portfolio.registry import Piece
from peerreview.portfolio.showing import Group, Shown, View, address
from peerreview.ui.paper import Paper

# A title is not left alone at the foot of a page (mm).
TOGETHER = 28.0


def paper(view: View, *, url: str, now: datetime) -> bytes:
    """A4 pages as PDF; the code leads to `url`."""
    made = date_format(timezone.localtime(now), "DATE_FORMAT")
    sheet = Paper(
        title=_("Dossier: %(name)s") % {"name": view.name},
        language=get_language() or settings.LANGUAGE_CODE,
        made_at=now,
        foot=_("%(name)s · made on %(day)s by %(site)s")
        % {"name": view.name, "day": made, "site": settings.SITE_NAME},
    )
    sheet.heading(view.name, size=22)
    if view.is_simulated:
        sheet.text(_("Simulated: this person is made up."), bold=True)
    for words in (view.claim, view.about):
        if words:
            sheet.text(words, size=11.5)
    if url:
        sheet.code(url, caption=_("The same on screen, while its link holds:"))
    for group in view.groups:
        _group(sheet, group)
    _limits(sheet, view)
    return bytes(sheet)


def _group(sheet: Paper, group: Group) -> None:
    sheet.space(4)
    sheet.keep(TOGETHER + 10)
    sheet.heading(str(group.kind.label), size=14)
    for sentence in group.summary:
        sheet.text(sentence, bold=True)
    for one in group.shown:
        _piece(sheet, one)


def _piece(sheet: Paper, one: Shown) -> None:
    piece = one.piece
    sheet.keep(TOGETHER)
    sheet.text(piece.title, bold=True)
    line = " · ".join(words for words in (piece.about, _day(piece.at)) if words)
    if line:
        sheet.text(line, size=9, quiet=True)
    if piece.said:
        sheet.quote(piece.said, source=", ".join(w for w in (piece.by, piece.why) if w) or "–")
    elif piece.by:
        sheet.text(piece.by, size=9.5, quiet=True)
    if one.words:
        sheet.text(one.words)
    sheet.facts([(fact.label, fact.words) for fact in (*piece.facts, *piece.more)])
    for words, size in _small_print(piece):
        sheet.text(words, size=size, quiet=True)
    sheet.space(2)


def _small_print(piece: Piece) -> Iterator[tuple[str, float]]:
    if piece.why and not piece.said:
        yield piece.why, 9
    if piece.missing:
        yield _("Not assessed: %(what)s") % {"what": ", ".join(piece.missing)}, 9.5
    if piece.digest:
        yield f"SHA-256 {piece.digest}", 7.5
    if piece.check_path:
        yield _("Check: %(where)s") % {"where": address(piece.check_path)}, 9
    if piece.limits:
        yield piece.limits, 9


def _day(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else ""


def _limits(sheet: Paper, view: View) -> None:
    sheet.rule()
    sheet.heading(_("What this does not say"), size=14)
    sheet.text(
        _(
            "The owner chose what stands here. What is not here was not chosen, or was never assessed; "
            "neither may be concluded from its absence. Names are as people wrote them."
        )
    )
    if view.missing:
        sheet.text(_("Not assessed: %(what)s") % {"what": ", ".join(view.missing)})
