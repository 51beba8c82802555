# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A cohort of Fran's with Alice and Ben in it, and a study group of Alice's."""

import pytest

from peerreview.accounts.models import User
from peerreview.cohorts import services
from peerreview.cohorts.models import Cohort


@pytest.fixture
def cohort(fran: User, alice: User, ben: User) -> Cohort:
    made = services.create_cohort(name="Rivers", description="We *map* rivers.", by=fran)
    for learner in (alice, ben):
        services.join_with_code(code=made.join_code, by=learner)
    return made


@pytest.fixture
def group(alice: User) -> Cohort:
    return services.create_cohort(name="Night owls", kind="study_group", by=alice)
