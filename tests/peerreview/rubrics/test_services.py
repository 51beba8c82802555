# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import dataclasses
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peerreview.kernel import hashing
from peerreview.kernel.errors import Conflict, Invalid
from peerreview.outbox.models import Message
from peerreview.rubrics import checks, library, queries, services
from peerreview.rubrics.models import Criterion, Level, Rubric, RubricVersion
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec, manifest, structure

LEVELS = (LevelSpec("No", "It is not there.", 0), LevelSpec("Yes", "It is there.", 1))
SPEC = RubricSpec("Poster", "Look twice.", (CriterionSpec("colour", "Colour", "", LEVELS),))


def with_criterion(**changes):
    return dataclasses.replace(SPEC, criteria=(dataclasses.replace(SPEC.criteria[0], **changes),))


def test_publish_stores_what_the_spec_says(alice):
    version = services.publish_rubric(spec=SPEC, owner=alice)

    assert queries.spec_of(version) == SPEC
    assert version.number == 1
    assert version.rubric.owner == alice
    assert [level.value for level in queries.criteria_of(version)[0].levels.all()] == [0, 1]


def test_digest_can_be_taken_again_from_what_is_stored(alice):
    version = services.publish_rubric(spec=library.ESSAY, owner=alice)

    assert hashing.digest(manifest(queries.spec_of(version))) == version.content_hash


def test_publishing_the_same_content_again_gives_the_same_version(alice):
    first = services.publish_rubric(spec=SPEC, owner=alice)

    again = services.publish_rubric(spec=SPEC, owner=alice)
    onto = services.publish_rubric(spec=SPEC, owner=alice, rubric=first.rubric)

    assert again == onto == first
    assert Message.objects.filter(name="rubrics.RubricPublished").count() == 1


def test_two_people_with_the_same_content_have_two_rubrics_of_one_digest(alice, ben):
    hers = services.publish_rubric(spec=SPEC, owner=alice)
    his = services.publish_rubric(spec=SPEC, owner=ben)

    assert hers.rubric != his.rubric
    assert hers.content_hash == his.content_hash


def test_an_edit_is_a_new_version_and_leaves_the_old_one_as_it_was(alice):
    first = services.publish_rubric(spec=SPEC, owner=alice)
    before = queries.spec_of(first)

    changed = dataclasses.replace(with_criterion(title="Use of colour"), title="Big poster")
    second = services.publish_rubric(spec=changed, owner=alice, rubric=first.rubric)

    assert second.number == 2
    assert queries.spec_of(RubricVersion.objects.get(pk=first.pk)) == before
    assert queries.criteria_of(second)[0].key == "colour"
    assert Rubric.objects.get().title == "Big poster"


def test_an_edit_of_an_overtaken_version_is_a_conflict_that_names_the_newer_one(alice):
    first = services.publish_rubric(spec=SPEC, owner=alice)
    services.publish_rubric(spec=with_criterion(title="Hue"), rubric=first.rubric, base_number=1)

    with pytest.raises(Conflict, match="Version 2"):
        services.publish_rubric(
            spec=with_criterion(title="Tone"), rubric=first.rubric, base_number=1
        )

    assert first.rubric.versions.count() == 2


def test_a_copy_is_ones_own_and_copied_once(alice, ben):
    shared = services.publish_rubric(spec=SPEC, owner=alice, shared=True)

    copy = services.copy_rubric(version=shared, owner=ben)
    again = services.copy_rubric(version=shared, owner=ben)

    assert copy == again
    assert (copy.title, copy.rubric.owner, copy.rubric.is_shared) == ("Copy of Poster", ben, False)
    assert queries.spec_of(copy).criteria == SPEC.criteria


def test_the_library_is_published_once(db):
    first = services.publish_library()
    again = services.publish_library()

    assert first == again
    assert [version.title for version in first] == [
        "Digital artefact",
        "Essay",
        "Code",
        "Presentation",
        "Digital artefact, one mark",
    ]
    assert Rubric.objects.filter(is_shared=True, owner=None).count() == 5


def test_the_digital_artefact_rubric_has_five_criteria_on_one_scale_of_three():
    criteria = library.ARTEFACT.criteria

    assert len(criteria) == 5
    assert {tuple(level.points for level in criterion.levels) for criterion in criteria} == {
        (0, 1, 2)
    }


@pytest.mark.parametrize("name", library.RUBRICS)
def test_every_shipped_rubric_is_complete_and_tidy(name):
    spec = library.RUBRICS[name]

    assert checks.problems(spec) == []
    assert checks.tidy(spec) == spec
    assert all(level.description for c in spec.criteria for level in c.levels)


@pytest.mark.parametrize(
    ("spec", "field", "says"),
    [
        (dataclasses.replace(SPEC, title="  "), "title", "title"),
        (dataclasses.replace(SPEC, title="x" * 161), "title", "160"),
        (dataclasses.replace(SPEC, criteria=()), "criteria", "at least one"),
        (dataclasses.replace(SPEC, criteria=SPEC.criteria * 13), "criteria", "at most 12"),
        (
            dataclasses.replace(SPEC, criteria=SPEC.criteria * 2),
            "criteria-1-title",
            "Criterion 2: this title is used above",
        ),
        (with_criterion(weight=0), "criteria-0-weight", "All weights are 0"),
        (with_criterion(comment="maybe"), "criteria-0-comment", "comment"),
        (with_criterion(comment_min_chars=-1), "criteria-0-comment_min_chars", "0 to 2000"),
        (with_criterion(levels=LEVELS[:1]), "criteria-0-levels", "2 to 8"),
        (
            with_criterion(levels=(LEVELS[0], LevelSpec("Yes", "", 1))),
            "criteria-0-levels-1-description",
            "Criterion 1, level 2: describe",
        ),
        (
            with_criterion(levels=(LEVELS[0], LevelSpec("Yes", "There.", 0))),
            "criteria-0-levels-1-points",
            "more points",
        ),
        (
            with_criterion(levels=(LEVELS[0], LevelSpec("no", "There.", 1))),
            "criteria-0-levels-1-title",
            "used above",
        ),
    ],
)
def test_publish_refuses_and_names_the_row(alice, spec, field, says):
    with pytest.raises(Invalid) as refused:
        services.publish_rubric(spec=spec, owner=alice)

    assert refused.value.field == field
    assert says in refused.value.message
    assert not Rubric.objects.exists()


def test_tidy_gives_each_criterion_a_key_of_its_own(alice):
    titles = ["Colour", "Colour!", "色", "Form"]
    spec = RubricSpec("P", "", tuple(CriterionSpec("", t, "", LEVELS) for t in titles))

    keys = [criterion.key for criterion in checks.tidy(spec).criteria]

    assert keys == ["colour", "colour-2", "criterion-3", "form"]


def test_tidy_removes_what_cannot_be_seen_and_a_minimum_without_a_comment():
    spec = with_criterion(title="Co\u202elour\x00", comment="off", comment_min_chars=50)

    [criterion] = checks.tidy(spec).criteria

    assert (criterion.title, criterion.comment_min_chars) == ("Colour", 0)


titles = st.text(min_size=1, max_size=60).filter(lambda text: text.strip())
points = st.lists(
    st.decimals(min_value=0, max_value=1000, places=2), min_size=2, max_size=8, unique=True
)


@st.composite
def specs(draw):
    criteria = []
    for title in draw(st.lists(titles, min_size=1, max_size=4)):
        worth = sorted(draw(points))
        levels = tuple(LevelSpec(f"{n}", draw(titles), p) for n, p in enumerate(worth))
        criterion = CriterionSpec(draw(st.text(max_size=70)), title, draw(titles), levels)
        asked = {
            "questions": tuple(draw(st.lists(titles, max_size=3))),
            "weight": draw(st.integers(0, 3)),
            "allows_cannot_judge": draw(st.booleans()),
        }
        criteria.append(dataclasses.replace(criterion, **asked))
    whole = {
        "overall": draw(st.sampled_from(["off", "optional", "required"])),
        "overall_min_chars": draw(st.integers(0, 20)),
        "asks_missed": draw(st.booleans()),
    }
    return RubricSpec(draw(titles), draw(st.text(max_size=200)), tuple(criteria), **whole)


@given(specs())
def test_tidying_twice_is_tidying_once(spec):
    assert checks.tidy(checks.tidy(spec)) == checks.tidy(spec)


@given(specs())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_whatever_is_published_reads_back_with_its_digest(spec):
    if checks.problems(checks.tidy(spec)):
        return

    version = services.publish_rubric(spec=spec)

    assert queries.spec_of(version) == checks.tidy(spec)
    assert hashing.digest(manifest(queries.spec_of(version))) == version.content_hash
    assert hashing.digest(structure(queries.spec_of(version))) == version.structure_hash


def test_the_migration_takes_the_same_structure_hashes(db):
    migration = import_module("peerreview.rubrics.migrations.0003_questions_and_hashes")
    before = {version.pk: version.structure_hash for version in services.publish_library()}
    RubricVersion.objects.update(structure_hash="")

    migration.take_structure_hashes(apps, None)

    assert dict(RubricVersion.objects.values_list("pk", "structure_hash")) == before


def test_what_was_published_before_keeps_its_content_hash():
    said = manifest(SPEC)

    assert set(said) == {"title", "guidance", "criteria"}
    assert set(said["criteria"][0]) == {
        "key", "title", "description", "weight", "comment", "comment_min_chars", "levels",
    }  # fmt: skip


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_equal_numbers_have_equal_digests_however_they_are_written(value):
    longer = Decimal(f"{value:.4f}")

    one, other = (
        with_criterion(levels=(LEVELS[0], LevelSpec("Yes", "", v))) for v in (value, longer)
    )

    assert manifest(one) == manifest(other)


def test_no_criterion_or_level_is_left_over_when_publishing_fails(alice):
    with pytest.raises(Invalid):
        services.publish_rubric(spec=with_criterion(title=""), owner=alice)

    assert (Criterion.objects.count(), Level.objects.count()) == (0, 0)
