# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pure: what is asked of the person: what they gave, wrote, hold, spent, and who they are."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from badges.conditions.fields import badges, one_of, share, whole
from badges.conditions.judging import Condition, Found, Measure
from badges.evidence import Evidence, GivenEvidence, Section, day_of
from badges.verdicts import State

# The last two need somebody who checks papers or knows the person; nobody does that here yet, so
# rules may name them, are not met by them, and the form does not offer them.
IDENTITY_LEVELS = ("self_asserted", "email_confirmed", "vouched_for", "document_checked")
IDENTITY_KNOWN = IDENTITY_LEVELS[:2]
HOURS_KINDS = ("stated", "evidenced", "self_declared")
YEARS_10 = 3650
MOST = 500


def _gave(body: Mapping[str, Any], evidence: Evidence) -> Found:
    recent = _since(evidence.given, body["within_days"], evidence.today)
    used = sum(item.was_used for item in recent)
    measure = Measure(what="helpful reviews", have=used, need=body["helpful_reviews"])
    values = {"given": len(recent), "within_days": body["within_days"]}
    return Found(measures=(measure,), values=values)


def _since(given: Sequence[GivenEvidence], days: int, today: str) -> list[GivenEvidence]:
    now = day_of(today)
    if now is None:
        return list(given)
    since = (now - timedelta(days=days)).isoformat()
    return [item for item in given if item.day >= since]


def _reviewing(body: Mapping[str, Any], evidence: Evidence) -> Found:
    """Assigned reviews in several groups on several days, of which authors made use who did not
    review the person in turn."""
    assigned = [item for item in evidence.given if item.is_assigned]
    one_way = [item for item in assigned if not item.is_mutual]
    used = sum(item.was_used for item in one_way)
    part = round(used / len(one_way), 4) if one_way else 0.0
    measures = (
        Measure(what="assigned reviews", have=len(assigned), need=body["assigned"]),
        Measure(what="groups", have=len({item.group for item in assigned}), need=body["groups"]),
        Measure(what="days", have=len({item.day for item in assigned}), need=body["days"]),
        Measure(what="share used", have=part, need=body["used"], is_soft=True),
    )
    return Found(measures=measures)


def _calibrated(body: Mapping[str, Any], evidence: Evidence) -> Found:
    recent = evidence.calibration
    now = day_of(evidence.today)
    if "within_days" in body and now is not None:
        since = (now - timedelta(days=body["within_days"])).isoformat()
        recent = tuple(item for item in recent if item.day >= since)
    exemplars = sum(item.exemplars for item in recent)
    # The lower bound over all exemplars, each activity counted by how many it had.
    agreement = sum(item.agreement * item.exemplars for item in recent) / max(exemplars, 1)
    measures = (
        Measure(what="exemplars", have=exemplars, need=body["exemplars"]),
        Measure(what="agreement", have=round(agreement, 4), need=body["agreement"], is_soft=True),
    )
    return Found(measures=measures)


def _mentored(body: Mapping[str, Any], evidence: Evidence) -> Found:
    return Found(
        measures=(Measure(what="learners", have=evidence.mentored, need=body["learners"]),)
    )


def _reflection(body: Mapping[str, Any], evidence: Evidence) -> Found:
    have = evidence.reflection
    return Found(measures=(Measure(what="characters", have=have, need=body["min_chars"]),))


def _holds(body: Mapping[str, Any], evidence: Evidence) -> Found:
    held = [item for item in body["of"] if item in evidence.held]
    missing = [item for item in body["of"] if item not in evidence.held]
    # A shorter list can ask for no more than it has.
    measure = Measure(what="badges", have=len(held), need=min(body["at_least"], len(body["of"])))
    return Found(measures=(measure,), values={"missing": missing})


def _hours(body: Mapping[str, Any], evidence: Evidence) -> Found:
    have = dict(evidence.hours).get(body["kind"], 0.0)
    measure = Measure(what="hours", have=have, need=body["at_least"])
    return Found(measures=(measure,), values={"kind": body["kind"]})


def _identity(body: Mapping[str, Any], evidence: Evidence) -> Found:
    need = IDENTITY_LEVELS.index(body["at_least"])
    # The lowest level is everybody's who is here at all.
    here = Measure(what="here", have=int(bool(evidence.today)), need=1)
    level = Measure(what="identity", have=evidence.identity, need=need)
    return Found(measures=(level, here), short=State.UNMET, values={"at_least": body["at_least"]})


OF_ONES_OWN = {
    "gave": Condition(
        fields={
            "helpful_reviews": whole(1, MOST, initial=3),
            "within_days": whole(7, YEARS_10, initial=365),
        },
        reads=frozenset({Section.GIVEN, Section.CALENDAR}),
        judge=_gave,
    ),
    "reviewing": Condition(
        fields={
            "assigned": whole(1, MOST, initial=10),
            "groups": whole(1, 50, initial=3),
            "days": whole(1, 365, initial=5),
            "used": share(0.05, 1.0, initial=0.6),
        },
        reads=frozenset({Section.GIVEN}),
        judge=_reviewing,
        is_monotone=False,
    ),
    "calibrated": Condition(
        fields={
            "exemplars": whole(1, MOST, initial=8),
            "agreement": share(0.1, 0.99, initial=0.6),
            "within_days": whole(7, YEARS_10, is_required=False),
        },
        reads=frozenset({Section.CALIBRATION}),
        reads_for={"within_days": Section.CALENDAR},
        judge=_calibrated,
        is_monotone=False,
    ),
    "mentored": Condition(
        fields={"learners": whole(1, 50, initial=3)},
        reads=frozenset({Section.MENTORED}),
        judge=_mentored,
    ),
    "reflection": Condition(
        fields={"min_chars": whole(20, 5000, initial=200)},
        reads=frozenset({Section.REFLECTION}),
        judge=_reflection,
    ),
    "holds": Condition(
        fields={"of": badges(), "at_least": whole(1, 40, initial=1)},
        reads=frozenset({Section.HELD}),
        judge=_holds,
    ),
    "hours": Condition(
        fields={"kind": one_of(*HOURS_KINDS), "at_least": share(0.5, 10000, initial=6)},
        reads=frozenset({Section.HOURS}),
        judge=_hours,
    ),
    "identity": Condition(
        fields={"at_least": one_of(*IDENTITY_LEVELS, offered=IDENTITY_KNOWN)},
        reads=frozenset({Section.IDENTITY, Section.CALENDAR}),
        judge=_identity,
    ),
}
