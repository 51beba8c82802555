# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: who may see the reviews of a submission, and with whose names. `visibility` gathers the facts."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """As whom one looks at the reviews of a submission."""

    NOBODY = "nobody"
    READER = "reader"  # takes part in the activity, has nothing to do with this work
    OWING = "owing"  # has a review of it to hand in first
    LAPSED = "lapsed"  # had one to hand in, and no longer can
    AUTHOR = "author"
    FACILITATOR = "facilitator"
    PEER = "peer"  # has handed in


class Seal(StrEnum):
    """Why an author does not see the reviews that are in."""

    SWITCHED_OFF = "switched_off"  # results are not shown at all for now
    NOT_RELEASED = "not_released"  # they come later, all together
    OWES = "owes"  # the author has reviews to hand in first
    OWN_RATING = "own_rating"  # … or their own work to rate


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the rule asks about. `peers_see`, `author_sees` and `blindness` are the activity's choices."""

    role: Role
    blindness: str
    peers_see: str
    author_sees: str
    has_results: bool = True  # the stage is switched on
    results_open: bool = True  # … and has come
    is_released: bool = False  # all at once, for everybody
    has_paid: bool = True  # the viewer handed in all reviews asked of them in the activity
    has_unfinished: bool = False  # … and holds one that is not handed in
    is_complete: bool = False  # the submission has the reviews it needs
    can_end: bool = True  # there is a moment at which results are released
    is_unsealed: bool = False  # a facilitator let the author in, with a reason
    owes_own_rating: bool = False  # the author has not rated their own work, and is asked to


def seal(facts: Facts) -> Seal | None:
    """What keeps the author from the reviews; None when nothing does."""
    if not facts.has_results:
        return Seal.SWITCHED_OFF
    if not facts.results_open:
        return Seal.NOT_RELEASED
    if facts.author_sees == "released" and not _is_released_to_author(facts):
        return Seal.NOT_RELEASED
    if facts.author_sees == "paid" and not (facts.has_paid or facts.is_unsealed):
        return Seal.OWES
    if facts.owes_own_rating and not facts.is_unsealed:
        return Seal.OWN_RATING
    return None


def _is_released_to_author(facts: Facts) -> bool:
    """What never ends is released for each work when it has all the reviews it needs."""
    return facts.is_released or (facts.is_complete and not facts.can_end)


def sees_reviews(facts: Facts) -> bool:
    """Whether reviews that are handed in, by others, are shown to this viewer."""
    if facts.role is Role.FACILITATOR:
        return True
    if facts.role is Role.AUTHOR:
        return seal(facts) is None
    return _peer_sees(facts)


def _peer_sees(facts: Facts) -> bool:
    """HotCRP's four rules. Who owes a review of the work sees no other, by whichever of them."""
    if facts.peers_see == "released":
        return facts.is_released and facts.role in {Role.PEER, Role.LAPSED, Role.READER}
    if facts.peers_see == "unless_owing":
        return facts.role in {Role.PEER, Role.LAPSED, Role.READER}
    if facts.peers_see == "all_done":
        return facts.role is Role.PEER and facts.has_paid and not facts.has_unfinished
    return facts.role is Role.PEER


def sees_reviewers(facts: Facts) -> bool:
    """Whether reviews are shown with the names of those who wrote them."""
    return facts.role is Role.FACILITATOR or _names_are_open(facts)


def _names_are_open(facts: Facts) -> bool:
    return facts.blindness == "open" or (facts.blindness == "reveal" and facts.is_released)
