# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cohort of Fran's with Alice and Ben, and a skill."""

import pytest

from endorsements import services
from endorsements.models import Skill
from peerreview.cohorts import services as cohorts
from peerreview.cohorts.models import Cohort

REASON = "She drew the flood map that everybody in our group now uses."


@pytest.fixture
def cohort(fran, alice, ben) -> Cohort:
    made = cohorts.create_cohort(name="Rivers", by=fran)
    for learner in (alice, ben):
        cohorts.join_with_code(code=made.join_code, by=learner)
    return made


@pytest.fixture
def skill(db) -> Skill:
    return services.add_skill(name="Map making")


@pytest.fixture
def waiting(cohort, alice, ben, skill):
    """Ben vouches for Alice, who has yet to accept it."""
    return services.endorse(endorser=ben, recipient=alice, skill=skill, reason=REASON)


@pytest.fixture
def given(waiting, alice):
    """Ben vouches for Alice, who lets others read it."""
    return services.accept(endorsement=waiting, by=alice)
