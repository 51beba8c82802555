# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge on paper. What can be checked is the signed badge, which lies inside the file; the paper says
so, and says what it does not prove."""

from datetime import datetime

from django.utils import dateformat, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from badges import backing_queries, glances, images, pages, sharing, standing_words
from badges.issuers import queries as issuers
from badges.models import Backing, Credential
from peerreview.kernel import clock
from peerreview.ui.paper import Paper

MOST_HOURS = 5


def pdf(credential: Credential, *, sample: str = "") -> bytes:
    """The certificate as PDF, with the signed badge attached as JSON. `sample` says that it is none."""
    award, achievement = credential.award, credential.award.achievement
    paper = Paper(
        title=_("Certificate: %(badge)s") % {"badge": achievement.name},
        language=get_language() or "en",
        made_at=credential.issued_at,
        foot=credential.credential_id,
    )
    paper.frame()
    paper.picture(images.png(achievement), said=achievement.name, width=46)
    if sample:
        paper.heading(sample, size=14, centred=True)
    paper.heading(achievement.name, size=26, centred=True)
    if stamp := standing_words.stamp(credential, clock.now()):
        paper.heading(stamp, size=16, centred=True)
    paper.text(award.printed_name or _("Held by somebody not named here"), size=18, centred=True)
    issued = _("Issued by %(issuer)s on %(day)s") % {
        "issuer": achievement.issuer.name,
        "day": _day(credential),
    }
    paper.text(issued, centred=True, quiet=True)
    if body := _assessor(credential):
        paper.text(_("Assessed by %(body)s") % {"body": body}, centred=True, quiet=True)
    paper.space(4)
    paper.text(achievement.description, centred=True)
    paper.space(4)
    _evidence(paper, credential)
    _limits(paper, credential)
    _check(paper, credential)
    said = _("The signed badge. Any Open Badges 3.0 verifier can check it.")
    paper.attach("badge.json", credential.document.encode(), said=said)
    return bytes(paper)


def _assessor(credential: Credential) -> str:
    """The outside body that stands by the badge; empty without one."""
    cosigned = issuers.cosignature_of(credential.award_id)
    return cosigned.assessment.body.name if cosigned else ""


def _evidence(paper: Paper, credential: Credential) -> None:
    short = glances.glance(pages.evidence_of(credential.award))
    rows = [
        (_("What was judged"), short.judged),
        (_("Handed in"), _date(short.handed_in) if short.handed_in else ""),
        (_("What reviewers found"), short.found),
        (_("How far they agreed"), short.agreed),
        *_hours(credential),
    ]
    paper.facts([row for row in rows if row[1]])
    if short.voice:
        source = f"{short.voice.given_by} {short.voice.about}"
        paper.quote(short.voice.reason, source=source)


def _hours(credential: Credential) -> list[tuple[str, str]]:
    """Hours are whose word they are: nobody's sum."""
    return [
        (_("Hours"), _says(backing))
        for backing in backing_queries.backings_of(credential.award.achievement)
        if backing.hours
    ][:MOST_HOURS]


def _says(backing: Backing) -> str:
    said_by = backing.on_behalf_of or backing.endorser.display_name
    return _("Counts as %(hours)s hours, says %(who)s") % {
        "hours": f"{backing.hours:f}".rstrip("0").rstrip("."),
        "who": said_by,
    }


def _limits(paper: Paper, credential: Credential) -> None:
    paper.text(_("Who it belongs to"), bold=True)
    lines = [_("An e-mail address that its holder has confirmed. Nobody looked at a passport.")]
    if credential.award.printed_name:
        lines.append(_("The name is printed as the holder wrote it; nobody has checked it."))
    paper.text(" ".join(lines), size=9, quiet=True)


def _check(paper: Paper, credential: Credential) -> None:
    paper.space(2)
    paper.rule()
    caption = _(
        "Paper can be forged; the badge cannot. Open its page, or take the signed badge out of this file "
        "(badge.json) to any Open Badges 3.0 verifier."
    )
    if credential.is_public:
        paper.code(sharing.short_url(credential), caption=caption)
    else:
        paper.text(
            _(
                "Its page is private. The signed badge inside this file (badge.json) can be checked with "
                "any Open Badges 3.0 verifier."
            ),
            size=9,
            quiet=True,
        )


def _day(credential: Credential) -> str:
    return _date(credential.issued_at)


def _date(moment: datetime) -> str:
    return dateformat.format(timezone.localtime(moment), "j F Y")
