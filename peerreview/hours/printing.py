# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Hours on paper and as a table: a certificate of one approval, a transcript of everything."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.desk import sheets
from peerreview.hours import checking, queries, units
from peerreview.hours.models import ActiveDay, Claim, HoursKind, Place
from peerreview.ui.paper import Paper

# Of more than these the table (CSV) has all, and so have the sums above the lists.
LISTED_MOST = 500
EXPLAINED = {
    HoursKind.STATED: lambda: _("said by who ran the activity, for doing all of it"),
    HoursKind.EVIDENCED: lambda: _("active minutes measured in the editor, in reviews, in live rooms"),
    HoursKind.DECLARED: lambda: _("said by the learner, with what shows it"),
}  # fmt: skip
CSV_HEAD = ("kind", "first_day", "last_day", "minutes", "hours", "description", "link", "approved_by", "approved_minutes")  # fmt: skip


def certificate(claim: Claim) -> bytes:
    """An approval, printed. The QR code is there when the learner lets it be checked."""
    paper = _paper(_("Certificate of professional hours"), claim.decided_at or claim.made_at)
    paper.frame()
    paper.space(14)
    paper.text(settings.SITE_NAME, quiet=True, centred=True)
    paper.heading(_("Certificate of professional hours"), size=24, centred=True)
    paper.space(4)
    paper.heading(claim.printed_name, size=20, centred=True)
    _mark_simulated(paper, claim.person)
    paper.text(
        _("has the following hours approved, of %(from)s to %(to)s.")
        % {"from": _day(claim.starts), "to": _day(claim.ends)},
        centred=True,
    )
    paper.space(4)
    lines = queries.lines_of(claim)
    sums = queries.claim_sums(claim, lines)
    rows = [
        [HoursKind(kind).label, approved.words, str(approved.units), EXPLAINED[HoursKind(kind)]()]
        for kind, (_claimed, approved) in sums.items()
        if approved.minutes
    ]
    head = [_("Kind"), _("Hours"), _("CEU"), _("What it means")]
    paper.table(head, [[str(cell) for cell in row] for row in rows], widths=(3, 2, 2, 7))
    paper.text(rule_words(claim.per_unit), size=9, quiet=True)
    paper.text(name_words(), size=9, quiet=True)
    paper.facts(_approval_facts(claim))
    if claim.is_public and claim.code:
        address = checking.url_for(claim)
        paper.code(address, caption=_("Scan or open to check that this approval stands."))
    paper.new_page()
    _list_lines(paper, lines)
    return bytes(paper)


def _mark_simulated(paper: Paper, person: User) -> None:
    if person.is_simulated:
        paper.text(_("Simulated: this person is made up."), bold=True, centred=True)


def name_words() -> str:
    """Whose word the name is."""
    return _("The name is printed as the learner wrote it. This site has not checked it.")


def _approval_facts(claim: Claim) -> list[tuple[str, str]]:
    facts = [
        (_("Approved by"), approver_words(claim)),
        (_("Approved on"), _day(claim.decided_at or claim.made_at)),
        (_("Claimed on"), _day(claim.made_at)),
    ]
    return [*facts, (_("Code"), claim.code or "")] if claim.is_public else facts


def approver_words(claim: Claim, *, is_named: bool = True) -> str:
    """Who approved, and as what; without a name where strangers may not know it."""
    if claim.is_outside and not is_named:
        return _("By a link sent to an address at %(domain)s") % {"domain": claim.approver_domain}
    if not is_named:
        return _("A facilitator on this site")
    if claim.is_outside:
        said = _("%(name)s, by a link sent to an address at %(domain)s")
        return said % {"name": claim.approved_by, "domain": claim.approver_domain}
    name = claim.approved_by or _("somebody who has left")
    if claim.cohort is None:
        return name
    return _("%(name)s, facilitator of %(cohort)s") % {"name": name, "cohort": claim.cohort.name}


def _list_lines(paper: Paper, lines: list) -> None:
    paper.heading(_("What was approved"))
    head = [_("Kind"), _("Days"), _("What"), _("Claimed"), _("Approved")]
    rows = [
        [
            str(line.get_kind_display()),
            _days(line.first_day, line.last_day),
            line.words,
            units.clock_words(line.minutes),
            units.clock_words(line.approved_minutes or 0),
        ]
        for line in lines
    ]
    paper.table(head, rows, widths=(3, 4, 8, 2, 2))


def transcript(person: User, first: date | None, last: date | None, now: datetime) -> bytes:
    """Everything a person has, kind by kind, and which of it was approved."""
    paper = _paper(_("Transcript of professional hours"), now)
    paper.heading(_("Transcript of professional hours"), size=20)
    _mark_simulated(paper, person)
    span = _span(first, last, now)
    paper.facts([(_("Name"), person.display_name), (_("Of"), span)])
    kinds = queries.totals(person.pk, first=first, last=last)
    amounts = zip(HoursKind, (kinds.stated, kinds.evidenced, kinds.declared), strict=True)
    rows = [
        [str(kind.label), each.words, str(each.units), EXPLAINED[kind]()] for kind, each in amounts
    ]
    paper.table([_("Kind"), _("Hours"), _("CEU"), _("What it means")], rows, widths=(3, 2, 2, 7))
    paper.text(rule_words(units.CONTACT_HOURS), size=9, quiet=True)
    paper.text(_("The three kinds may be of the same time. They are never added together."), size=9)
    for title, items in _sections(person, first, last):
        if items:
            paper.heading(title, size=13)
            paper.table([_("Day"), _("What"), _("Hours")], items, widths=(3, 10, 2))
        if len(items) == LISTED_MOST:
            paper.text(_("These are the newest. The table (CSV) has all."), size=9, quiet=True)
    _list_approvals(paper, person, first, last)
    return bytes(paper)


def _span(first: date | None, last: date | None, now: datetime) -> str:
    if first and last:
        return _days(first, last)
    if first:
        return _("all days from %(day)s") % {"day": _day(first)}
    return _("all days until %(day)s") % {"day": _day(last or now)}


def _sections(
    person: User, first: date | None, last: date | None
) -> Iterator[tuple[str, list[list[str]]]]:
    wanted = queries.between(first, last)
    grants = queries.grants_of(person).filter(wanted)[:LISTED_MOST]
    stated = [[_day(row.day), row.activity.title, row.hours] for row in grants]
    yield _("Stated"), stated
    yield _("Evidenced"), [_month(row) for row in queries.measured_months(person, wanted)]
    entries = queries.entries_of(person).filter(wanted)[:LISTED_MOST]
    yield _("Self-declared"), [[_day(row.day), row.description, row.hours] for row in entries]


def _month(row: dict) -> list[str]:
    month = formats.date_format(row["month"], "YEAR_MONTH_FORMAT")
    return [month, str(Place(row["place"]).label), units.clock_words(row["sum"])]


def _list_approvals(paper: Paper, person: User, first: date | None, last: date | None) -> None:
    rows = []
    for claim in queries.approvals_of(person, first, last):
        sums = queries.claim_sums(claim, claim.lines.all())
        said = "; ".join(
            f"{HoursKind(kind).label} {approved.words}"
            for kind, (_claimed, approved) in sums.items()
            if approved.minutes
        )
        rows.append(
            [_days(claim.starts, claim.ends), said, approver_words(claim), _day(claim.decided_at)]
        )
    if rows:
        paper.heading(_("Approvals"), size=13)
        paper.table(
            [_("Days"), _("Hours"), _("Approved by"), _("Approved on")], rows, widths=(3, 5, 5, 3)
        )


def csv_lines(person: User, first: date | None, last: date | None) -> Iterator[str]:
    """One row for each grant, measured day and entry, and for each line of an approval; no cell is a formula."""
    yield _csv(CSV_HEAD)
    wanted = queries.between(first, last)
    for grant in queries.grants_of(person).filter(wanted):
        yield _row("stated", grant.day, grant.day, grant.minutes, grant.activity.title, "")
    for active in ActiveDay.objects.filter(wanted, person=person, minutes__gt=0):
        yield _row("evidenced", active.day, active.day, active.minutes, active.place, "")
    for entry in queries.entries_of(person).filter(wanted):
        yield _row("declared", entry.day, entry.day, entry.minutes, entry.description, entry.url)
    for claim in queries.approvals_of(person, first, last):
        for line in claim.lines.all():
            yield _row(
                f"approved {line.kind}", line.first_day, line.last_day, line.minutes, line.words,
                line.url, claim.approved_by, line.approved_minutes or 0,
            )  # fmt: skip


def _row(
    kind: str, first: date, last: date, minutes: int, words: str, url: str, *approved: object
) -> str:
    hours = round(minutes / 60, 2)
    cells = [kind, first.isoformat(), last.isoformat(), minutes, hours, words, url, *approved]
    return _csv([*cells, *[""] * (len(CSV_HEAD) - len(cells))])


def _csv(cells: object) -> str:
    return (
        ",".join(f'"{sheets.safe(cell).replace(chr(34), chr(34) * 2)}"' for cell in cells) + "\r\n"
    )


def _paper(title: str, at: datetime) -> Paper:
    language = get_language() or "en"
    return Paper(title=title, language=language, made_at=at, foot=settings.SITE_NAME)


def rule_words(per_unit: object) -> str:
    """How hours become units."""
    said = _("One CEU is %(hours)s contact hours of 60 minutes, rounded down to a tenth.")
    return said % {"hours": formats.number_format(per_unit, use_l10n=True).removesuffix(".0")}


def _day(moment: date | None) -> str:
    return formats.date_format(moment, "DATE_FORMAT") if moment else ""


def _days(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"
