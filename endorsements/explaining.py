# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Why somebody's endorsements weigh as they do, in sentences: for themselves alone.

Nobody reads a number about somebody else: bands, and what lies between the two of them. Of a word
out of a review nothing is said that could tell who gave it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from endorsements import mirror, queries, weighing
from endorsements.ledger import Mirror, Standing
from endorsements.models import Endorsement
from endorsements.trust import BUDGET, Term
from peerreview.kernel import clock

ENOUGH = 0.5  # about three assigned peers or one facilitator
OLD = 0.75  # freshness below which age is worth a word
WEAK = 0.5
ASSIGNED = 2


class Band(StrEnum):
    """How much there is, in words."""

    NONE = "none"
    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


STRENGTHS: dict[Band, Promise] = {
    Band.NONE: gettext_lazy("does not count towards a badge yet"),
    Band.LITTLE: gettext_lazy("a beginning"),
    Band.SOME: gettext_lazy("nearly enough for most badges"),
    Band.MUCH: gettext_lazy("enough for most badges"),
}
SHARES: dict[Band, Promise] = {
    Band.NONE: gettext_lazy("carries nothing yet"),
    Band.LITTLE: gettext_lazy("carries a little"),
    Band.SOME: gettext_lazy("carries some of it"),
    Band.MUCH: gettext_lazy("carries much of it"),
}
OWN_WORD: dict[Band, Promise] = {
    Band.NONE: gettext_lazy("not known yet"),
    Band.LITTLE: gettext_lazy("known a little"),
    Band.SOME: gettext_lazy("known"),
    Band.MUCH: gettext_lazy("well known"),
}


@dataclass(frozen=True)
class Line:
    """One skill in the list: a standing in words."""

    standing: Standing

    @property
    def words(self) -> Promise:
        """Its band."""
        return STRENGTHS[strength_band(self.standing.strength)]

    @property
    def voices(self) -> str:
        """The sentence anybody may read."""
        return voices_words(self.standing.voices)


@dataclass(frozen=True)
class Reason:
    """One endorsement: what it carries, and why."""

    endorsement: Endorsement
    band: Band
    sentences: list[str]

    @property
    def words(self) -> Promise:
        """Its band."""
        return SHARES[self.band]


@dataclass(frozen=True)
class Explanation:
    """All of one skill."""

    band: Band
    words: Promise
    voices: str
    reasons: list[Reason]
    next_step: str


@dataclass(frozen=True)
class OwnWord:
    """What the person's own word weighs with others, and what came of it."""

    band: Band
    words: Promise
    next_step: str
    gives_very_many: bool
    mirror: Mirror | None


def strength_band(strength: float) -> Band:
    """Of a whole score."""
    if strength < 0.05:
        return Band.NONE
    if strength < ENOUGH / 2:
        return Band.LITTLE
    return Band.SOME if strength < ENOUGH else Band.MUCH


def voices_words(voices: int) -> str:
    """What may be said in public."""
    if not voices:
        return _("No independent voice yet")
    return ngettext(
        "At least %(count)d independent voice", "At least %(count)d independent voices", voices
    ) % {"count": voices}


def explain(person_id: int, skill_id: int, *, now: datetime | None = None) -> Explanation | None:
    """None where nothing was said about the person in this skill."""
    at = now or clock.now()
    rows = {
        row.endorser_id: row
        for row in queries.accepted_by(person_id)
        .filter(skill=skill_id)
        .order_by("evidence", "given_at", "pk")
    }
    if not rows:
        return None
    counted = weighing.weigh_near(person_id, at)
    place = counted.place(person_id) if counted else None
    if counted is None or place is None or skill_id not in counted.skills:
        return _not_weighed(rows)
    column = counted.skills.index(skill_id)
    terms = counted.weighed.terms(place, column)
    strength = float(counted.weighed.scores[place, column])
    reasons = [
        Reason(row, _share(term.value, strength), _sentences(term, row))
        for term in terms
        if (row := rows.get(counted.people[term.endorser]))
    ]
    band = strength_band(strength)
    voices = int(counted.weighed.voices[place, column])
    return Explanation(
        band, STRENGTHS[band], voices_words(voices), reasons, _next_step(terms, band)
    )


def _not_weighed(rows: dict[int, Endorsement]) -> Explanation:
    waiting = [_("It is being weighed. Look again in a minute.")]
    reasons = [Reason(row, Band.NONE, waiting) for row in rows.values()]
    return Explanation(Band.NONE, STRENGTHS[Band.NONE], voices_words(0), reasons, waiting[0])


def _share(value: float, strength: float) -> Band:
    if value < 0.005:
        return Band.NONE
    part = value / strength
    return Band.LITTLE if part < 0.2 else Band.SOME if part < 0.5 else Band.MUCH


def _sentences(term: Term, row: Endorsement) -> list[str]:
    said = [_evidence_words(term, row)]
    if term.evidence != ASSIGNED and not row.is_pseudonymous:
        said += _words_between(term)
    if term.freshness < OLD:
        said.append(_("It was given a while ago: the older, the less it counts."))
    return said


def _evidence_words(term: Term, row: Endorsement) -> str:
    if term.evidence == ASSIGNED:
        return _("It comes out of a review that was assigned: nobody could choose whom to praise.")
    if row.is_of_group_round:
        return _("It comes out of a review in your study group, which settles who reads whom.")
    if term.evidence:
        if row.was_asked_for:
            return _("It was asked for, and cites a work that the asker chose.")
        return _("It cites a work that the endorser chose.")
    return _("It cites no work, so it counts like a thank-you note.")


def _words_between(term: Term) -> list[str]:
    said = []
    if not term.credibility:
        said.append(
            _("The community does not know yet how far to go by this person’s word about you.")
        )
    elif term.credibility < WEAK:
        said.append(_("The community knows this person’s word a little."))
    if term.circle < 1 and term.credibility:
        said.append(
            _("Others who endorse you are linked with this person: together they are one circle.")
        )
    if term.is_answer:
        said.append(_("You endorsed each other: an answer counts half."))
    if term.budget < 1:
        said.append(
            _("This person endorses very many people, which divides what each word weighs.")
        )
    return said


def _next_step(terms: list[Term], band: Band) -> str:
    """The smallest thing that would add most."""
    keys = [term for term in terms if term.is_key and term.value > 0]
    if band is Band.MUCH:
        return _("Nothing is missing here. More of the same adds little.")
    if not keys:
        return _(
            "What counts most is the word of somebody who was assigned to review your work, or of "
            "a facilitator who saw it. One of them opens what your friends’ words add."
        )
    if all(term.evidence == 0 for term in terms):
        return _("Ask one of those who endorsed you to say it again, citing the work it shows in.")
    if any(term.circle <= WEAK and term.credibility for term in terms):
        return _("Your endorsers are one circle. Ask somebody outside it who saw your work.")
    return _("One more assigned reviewer, or a facilitator, who vouches for it.")


def own_word(person_id: int, *, now: datetime | None = None) -> OwnWord:
    """How the person's own endorsements of others weigh."""
    at = now or clock.now()
    counted = weighing.weigh_near(person_id, at)
    place = counted.place(person_id) if counted else None
    known = float(counted.weighed.credibility()[place]) if counted and place is not None else 0.0
    is_seed = person_id in weighing.trusted_from_the_start()
    band = Band.MUCH if is_seed else _credibility_band(known)
    return OwnWord(
        band=band,
        words=OWN_WORD[band],
        next_step=_own_step(band),
        gives_very_many=not is_seed and queries.given_since(person_id, at - _YEARS) > BUDGET,
        mirror=mirror.of(person_id),
    )


_YEARS = timedelta(days=730)


def _credibility_band(known: float) -> Band:
    if known < 0.1:
        return Band.NONE
    if known < WEAK:
        return Band.LITTLE
    return Band.SOME if known < 1 else Band.MUCH


def _own_step(band: Band) -> str:
    if band is Band.MUCH:
        return _("Your word counts in full. Give it where you saw the work yourself.")
    if band is Band.NONE:
        return _(
            "Your word begins to count when somebody whose word counts vouches for you: a "
            "facilitator, or a reviewer of your work."
        )
    return _("It grows as more people whose word counts vouch for you, each for work they saw.")
