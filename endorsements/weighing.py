# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Weighing the community's endorsements and keeping what they weigh.

The whole is weighed nightly, and at once while it is small; in a large community one endorsement
counts for its recipient at once by the basis of the last night. What does not change is not
written again.
"""

import hashlib
import io
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from endorsements import beginnings, mirror, trust, weight_queries
from endorsements.events import StandingChanged
from endorsements.ledger import Standing, TrustRun
from endorsements.models import Endorsement
from endorsements.telling import tell_gone
from peerreview.kernel import clock
from peerreview.outbox.services import emit

SMALL = 5_000  # so many endorsements are weighed anew at once, within a fraction of a second
NIGHT = timedelta(hours=24)
TOLD_WITHIN = timedelta(
    days=7
)  # that a leaver's word weighs no more; once, however often it is said
DAY_SECONDS = 86_400
DECIMALS = 2  # of strength are kept: more would tell who hides and shows what


@dataclass(frozen=True)
class Kept:
    """What a run keeps for the time until the next: by people's ids, ascending."""

    people: np.ndarray
    reliability: np.ndarray
    basis: trust.Basis

    def pack(self) -> bytes:
        """As bytes."""
        target = io.BytesIO()
        np.savez_compressed(
            target,
            people=self.people,
            reliability=self.reliability,
            trust=self.basis.trust,
            own=self.basis.own,
            gate=self.basis.gate,
            who=self.basis.debts.who,
            whom=self.basis.debts.whom,
            amount=self.basis.debts.amount,
            unit=np.array(self.basis.unit),
        )
        return target.getvalue()

    @classmethod
    def unpack(cls, packed: bytes) -> "Kept":
        """From bytes that `pack` made."""
        with np.load(io.BytesIO(packed), allow_pickle=False) as held:
            debts = trust.Debts(held["who"], held["whom"], held["amount"])
            lie = (held[name] for name in ("trust", "own", "gate"))
            return cls(
                held["people"],
                held["reliability"],
                trust.Basis(*lie, debts=debts, unit=float(held["unit"])),
            )


@dataclass(frozen=True)
class Counted:
    """Endorsements weighed, with the ids behind the numbers."""

    weighed: trust.Weighed
    people: list[int]
    skills: list[int]

    def place(self, person_id: int) -> int | None:
        """The number of a person; None for those nobody speaks of."""
        return self.people.index(person_id) if person_id in self.people else None


def weigh_near(person_id: int, now: datetime) -> Counted | None:
    """One person's endorsements by the latest basis; None before the first run by this algorithm."""
    run = TrustRun.objects.first()
    usable = run is not None and run.algorithm == trust.VERSION
    return _near(Kept.unpack(bytes(run.basis)), [person_id], now) if usable else None


@transaction.atomic
def recompute(*, now: datetime | None = None) -> TrustRun:
    """Weigh everything anew, and keep what changed. The same facts again add no row but the run."""
    at = now or clock.now()
    latest = TrustRun.objects.select_for_update().first()
    rows = _rows(weight_queries.counted(at))
    seeds = sorted(beginnings.seeds())
    people = sorted({*(row[0] for row in rows), *(row[1] for row in rows), *seeds})
    counted, kept = _whole(rows, people, seeds, at)
    run = TrustRun.objects.create(
        number=latest.number + 1 if latest else 1,
        algorithm=trust.VERSION,
        inputs_digest=_digest([rows, seeds, kept.reliability.tolist()]),
        basis=kept.pack(),
        endorsements=len(rows),
        made_at=at,
    )
    # The basis is for counting until the next run, and large.
    TrustRun.objects.filter(number__lt=run.number).exclude(basis=b"").update(basis=b"")
    _keep(counted, None, run, at)
    return run


@transaction.atomic
def recount(*, people: Collection[int], now: datetime | None = None) -> None:
    """Weigh what others say of these people, after it changed. Doing it again changes nothing."""
    at = now or clock.now()
    run = TrustRun.objects.select_for_update().first()
    is_old = run is None or run.algorithm != trust.VERSION
    if is_old or weight_queries.counted(at).count() <= SMALL:
        recompute(now=at)
        return
    _keep(_near(Kept.unpack(bytes(run.basis)), people, at), set(people), run, at)


def recompute_when_due(*, now: datetime | None = None) -> bool:
    """Weigh everything if the last time is a day ago; whether it was."""
    at = now or clock.now()
    latest = TrustRun.objects.first()
    if latest and latest.algorithm == trust.VERSION and latest.made_at > at - NIGHT:
        return False
    if latest is None and not weight_queries.counted(at).exists():
        return False
    mirror.refresh(now=at)
    recompute(now=at)
    for gone in weight_queries.gone_since(at - TOLD_WITHIN, at):
        tell_gone(gone, now=at)
    return True


Row = tuple[int, int, int, float, float, int]


def _rows(found: QuerySet[Endorsement]) -> list[Row]:
    """(endorser, recipient, skill, weight, day, evidence), as `trust.EDGE` has them."""
    values = found.order_by("pk").values_list(
        "endorser_id", "recipient_id", "skill_id", "strength", "given_at", "evidence"
    )
    return [
        (*who, strength / 2, given_at.timestamp() / DAY_SECONDS, evidence)
        for *who, strength, given_at, evidence in values.iterator(chunk_size=5000)
    ]


def _edges(rows: Iterable[Row], people: list[int], skills: list[int]) -> np.ndarray:
    number, column = ({key: at for at, key in enumerate(keys)} for keys in (people, skills))
    edges = [(number[src], number[dst], column[skill], *rest) for src, dst, skill, *rest in rows]
    return np.array(edges, trust.EDGE)


def _whole(
    rows: list[Row], people: list[int], seeds: list[int], at: datetime
) -> tuple[Counted, Kept]:
    known = beginnings.reliability()
    reliability = np.array([known.get(person, np.nan) for person in people], float)
    counted = _weigh(rows, people, seeds, reliability, at, None)
    return counted, Kept(np.array(people, np.int64), reliability, counted.weighed.basis)


def _near(kept: Kept, people: Collection[int], at: datetime) -> Counted:
    """By a kept basis, from what these people and their endorsers gave."""
    to = list(people)
    counted = weight_queries.counted(at)
    endorsers = counted.filter(recipient__in=to).values("endorser")
    rows = _rows(counted.filter(Q(endorser__in=to) | Q(endorser__in=endorsers)))
    named = {*to, *(row[0] for row in rows), *(row[1] for row in rows)}
    known = kept.people.tolist()
    everybody = [*known, *sorted(named.difference(known))]
    seeds = sorted(beginnings.seeds().intersection(everybody))
    reliability = np.append(kept.reliability, np.full(len(everybody) - len(known), np.nan))
    return _weigh(rows, everybody, seeds, reliability, at, kept.basis)


def _weigh(
    rows: list[Row],
    people: list[int],
    seeds: list[int],
    reliability: np.ndarray,
    at: datetime,
    basis: trust.Basis | None,
) -> Counted:
    skills = sorted({row[2] for row in rows})
    number = {person: place for place, person in enumerate(people)}
    weighed = trust.weigh(
        _edges(rows, people, skills),
        [number[seed] for seed in seeds],
        n=len(people),
        n_skills=max(len(skills), 1),
        now=at.timestamp() / DAY_SECONDS,
        reliability=reliability,
        basis=basis,
    )
    return Counted(weighed, people, skills)


def _keep(counted: Counted, only: set[int] | None, run: TrustRun, at: datetime) -> None:
    """Write the standings that changed, and say so."""
    before = _latest(only)
    found = _found(counted, only)
    gone = {
        pair: (0.0, 0, _digest([])) for pair, row in before.items() if row.voices or row.strength
    }
    rows = [
        Standing(
            person_id=person,
            skill_id=skill,
            number=before[person, skill].number + 1 if (person, skill) in before else 1,
            strength=strength,
            voices=voices,
            algorithm=trust.VERSION,
            run_number=run.number,
            digest=digest,
            made_at=at,
        )
        for (person, skill), (strength, voices, digest) in sorted({**gone, **found}.items())
        if (person, skill) not in before or before[person, skill].digest != digest
    ]
    Standing.objects.bulk_create(rows, batch_size=500)
    for row in rows:
        emit(StandingChanged(person_id=row.person_id, skill_id=row.skill_id), now=at)


def _latest(only: set[int] | None) -> dict[tuple[int, int], Standing]:
    rows = Standing.objects.order_by("number")
    if only is not None:
        rows = rows.filter(person__in=only)
    # Of each pair the last one wins.
    return {(row.person_id, row.skill_id): row for row in rows.iterator(chunk_size=5000)}


def _found(
    counted: Counted, only: set[int] | None
) -> dict[tuple[int, int], tuple[float, int, str]]:
    weighed = counted.weighed
    pairs = set(zip(weighed.edges["dst"].tolist(), weighed.edges["skill"].tolist(), strict=True))
    found = {}
    for to, skill in pairs:
        person = counted.people[to]
        if only is not None and person not in only:
            continue
        strength = round(float(weighed.scores[to, skill]), DECIMALS)
        voices = int(weighed.voices[to, skill])
        terms = [
            [counted.people[term.endorser], round(term.value, DECIMALS), term.evidence]
            for term in weighed.terms(to, skill)
        ]
        digest = _digest([trust.VERSION, strength, voices, terms])
        found[person, counted.skills[skill]] = (strength, voices, digest)
    return found


def _digest(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"), allow_nan=True)
    return hashlib.sha256(f"{settings.SECRET_KEY}{text}".encode()).hexdigest()


def trusted_from_the_start() -> set[int]:
    """Ids of those with whom trust begins."""
    return beginnings.seeds()
