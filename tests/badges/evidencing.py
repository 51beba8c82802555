# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rules and evidence of every kind, for property tests."""

from datetime import date
from uuid import UUID

from hypothesis import strategies as st

from badges.conditions.own import HOURS_KINDS, IDENTITY_LEVELS
from badges.evidence import (
    CalibrationEvidence,
    CriterionEvidence,
    EndorsementEvidence,
    Evidence,
    GivenEvidence,
    GroupEvidence,
    ReviewEvidence,
    StandingEvidence,
)

KEYS = ("argument", "form")
SKILLS = ("Writing", "Giving feedback")
BADGES = tuple(str(UUID(int=number)) for number in range(1, 5))
some_days = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
shares = st.floats(0, 1).map(lambda value: round(value, 3))


def _some(required: dict, optional: dict) -> st.SearchStrategy:
    return st.fixed_dictionaries(required, optional=optional)


few = st.integers(1, 4)
leaves = st.one_of(
    _some({"independent": few}, {"reliability": st.sampled_from([0.3, 0.6]), "assigned": few,
          "outside_group": few}).map(lambda body: {"reviewers": body}),
    _some({"criteria": st.one_of(st.just("all"), st.just([KEYS[0]])), "level": st.integers(0, 2),
          "probability": st.sampled_from([0.6, 0.9])}, {}).map(lambda body: {"consensus": body}),
    st.integers(0, 1).map(lambda most: {"flags": {"open": most}}),
    _some({"skill": st.one_of(st.none(), st.sampled_from(SKILLS)), "people": few},
          {"assigned": few, "voices": few, "strength": st.sampled_from([0.3, 0.5])}).map(
        lambda body: {"endorsements": body}),
    few.map(lambda n: {"facilitator": {"approve": n}}),
    _some({"max_size": st.integers(3, 12), "members_vouching": few, "outside": st.integers(0, 2)},
          {"skill": st.sampled_from(SKILLS)}).map(lambda body: {"group": body}),
    few.map(lambda n: {"gave": {"helpful_reviews": n, "within_days": 90}}),
    few.map(lambda n: {"reviewing": {"assigned": n, "groups": 1, "days": 1, "used": 0.5}}),
    few.map(lambda n: {"calibrated": {"exemplars": n, "agreement": 0.5, "within_days": 90}}),
    few.map(lambda n: {"mentored": {"learners": n}}),
    st.integers(20, 90).map(lambda n: {"reflection": {"min_chars": n}}),
    st.integers(1, 2).map(lambda n: {"holds": {"of": list(BADGES[:2]), "at_least": n}}),
    st.sampled_from(HOURS_KINDS).map(lambda kind: {"hours": {"kind": kind, "at_least": 2}}),
    st.sampled_from(IDENTITY_LEVELS).map(lambda level: {"identity": {"at_least": level}}),
    _some({"not_before": some_days}, {"from": some_days, "until": some_days}).map(
        lambda body: {"dates": body}),
)  # fmt: skip


def _branches(parts: st.SearchStrategy) -> st.SearchStrategy:
    lists = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        lists.map(lambda found: {"all": found}),
        lists.map(lambda found: {"any": found}),
        lists.flatmap(
            lambda found: st.integers(1, len(found)).map(
                lambda n: {"at_least": {"n": n, "of": found}}
            )
        ),
    )


rules = st.one_of(_branches(leaves), _branches(st.one_of(leaves, _branches(leaves))))
chances = st.lists(shares, min_size=2, max_size=2).map(
    lambda found: (1.0, *sorted(found, reverse=True))
)
criteria_of_a_work = st.tuples(*(
    st.builds(CriterionEvidence, key=st.just(key), title=st.just(key),
              level_titles=st.just(("No", "Some", "Yes")), reviews=st.integers(0, 4), at_least=chances)
    for key in KEYS
))  # fmt: skip
# A value for each field of Evidence: what one event may change.
FIELDS = {
    "has_submission": st.booleans(),
    "submitted": some_days,
    "independent_reviewers": st.integers(0, 5),
    "criteria": criteria_of_a_work,
    "reviews": st.lists(
        st.builds(ReviewEvidence, is_assigned=st.booleans(), is_outside=st.booleans(), reliability=shares),
        max_size=4).map(tuple),
    "open_flags": st.integers(0, 2),
    "endorsements": st.lists(
        st.builds(EndorsementEvidence, endorser=st.sampled_from("abcd"), skill=st.sampled_from(SKILLS),
                  relation=st.just("cohort"), is_assigned=st.booleans()), max_size=4).map(tuple),
    "standings": st.lists(
        st.builds(StandingEvidence, skill=st.sampled_from(SKILLS), strength=shares,
                  voices=st.integers(0, 4)), max_size=2).map(tuple),
    "approvals": st.integers(0, 4),
    "group": st.lists(
        st.builds(GroupEvidence, skill=st.sampled_from(SKILLS), size=st.integers(3, 14),
                  members_vouching=st.integers(0, 4), outside_vouching=st.integers(0, 2)),
        max_size=3).map(tuple),
    "given": st.lists(
        st.builds(GivenEvidence, day=some_days, group=st.sampled_from("xyz"), is_assigned=st.booleans(),
                  was_used=st.booleans(), is_mutual=st.booleans()), max_size=4).map(tuple),
    "reflection": st.integers(0, 100),
    "held": st.lists(st.sampled_from(BADGES), unique=True).map(tuple),
    "hours": st.dictionaries(st.sampled_from(HOURS_KINDS), st.integers(0, 5)).map(
        lambda found: tuple(sorted(found.items()))),
    "identity": st.integers(0, 3),
    "calibration": st.lists(
        st.builds(CalibrationEvidence, day=some_days, exemplars=st.integers(1, 5), agreement=shares),
        max_size=2).map(tuple),
    "mentored": st.integers(0, 4),
    "today": some_days,
}  # fmt: skip
evidences = st.builds(Evidence, **FIELDS)
# Which section of the evidence each field belongs to, where it is not its own.
SECTIONS = {
    "has_submission": "submission",
    "submitted": "submission",
    "independent_reviewers": "submission",
    "criteria": "submission",
    "open_flags": "flags",
    "today": "calendar",
}
