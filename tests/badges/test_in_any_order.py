# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever happens in whatever order: what is kept is what it is from scratch, and the record agrees."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from badges import assessing, criteria, deciding, words
from badges.models import Progress
from badges.rule_models import Decision
from badges.verdicts import Verdict, verdict_from_json
from peerreview.kernel import clock
from peerreview.outbox import services as outbox
from tests.badges.happenings import HAPPENINGS, World, a_world

pytestmark = [pytest.mark.django_db, pytest.mark.long]

happenings = st.lists(
    st.tuples(st.sampled_from(sorted(HAPPENINGS)), st.integers(0, 2)), min_size=6, max_size=24
)


@pytest.fixture
def world(person, fran) -> World:
    return a_world(person, fran)


def from_scratch(world: World) -> Verdict:
    """Judged now on all there is, as if nobody had ever looked."""
    rule = world.badge.criteria_versions.first()
    gathered = assessing.evidence_for(
        world.alice.pk, world.badge, rule.tree, rule.activity_uuid, clock.now()
    )
    return criteria.evaluate(rule.tree, gathered.evidence())


def states(verdict: Verdict) -> dict[str, str]:
    # What was met once may still count for a while, which from scratch nobody can know.
    return {leaf.kind: leaf.state for leaf in verdict.leaves() if "kept" not in leaf.values}


def what_is_kept(world: World) -> tuple[Progress, Verdict]:
    kept = Progress.objects.get(achievement=world.badge, person=world.alice)
    return kept, verdict_from_json(kept.verdict)


def assert_as_from_scratch(world: World) -> None:
    _kept, stood = what_is_kept(world)
    scratch = states(from_scratch(world))
    assert states(stood) == {kind: scratch[kind] for kind in states(stood)}, world.happened


@given(happenings)
@settings(
    max_examples=3,
    # A story takes a second: it is told as it was found, which `happened` says.
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_what_is_kept_is_what_it_is_from_scratch(
    world: World, story: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        world.happened.clear()
        for name, place in story:
            world.happen(name, place)
        outbox.deliver_all()
        kept, stood = what_is_kept(world)

        assert_as_from_scratch(world)
        assert kept.is_met == stood.is_met
        lines = [line for line in words.verdict_lines(stood) if line.kind != "heading"]
        assert [line.state for line in lines] == [leaf.state.value for leaf in stood.leaves()]
        decided = deciding.latest(world.badge, world.alice.pk)
        assert decided.verdict == kept.verdict
        again = list(deciding.replay_all())
        assert again
        assert not [each.fault for each in again if each.fault]

        # Everything that was announced comes a second time: nothing is decided anew.
        before = Decision.objects.count()
        for _time in range(2):
            assessing.consider(person_id=world.alice.pk, achievement=world.badge)
        assert Decision.objects.count() == before
        transaction.set_rollback(True)


def test_each_happening_can_happen_and_is_followed(world: World) -> None:
    """So that the stories above are about something: each by itself is looked at when it is told."""
    for name in (
        "vouch", "hide", "show", "leave", "join", "night", "review", "alice reviews",
        "flag", "rule", "hide a review", "set aside", "approve", "approve no more", "reflect",
        "claim the other", "revoke the other", "hours", "address replaced", "address confirmed",
        "withdraw",
    ):  # fmt: skip
        world.happen(name, 0)
        world.happen("deliver", 0)
        assert_as_from_scratch(world)

    assert not [name for name in world.happened if name.startswith("not ")]
    assert set(world.happened) == set(HAPPENINGS)
