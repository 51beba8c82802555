# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Conventions of the tree that no one should have to remember."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
OURS = ("peerreview", "endorsements", "badges")
# Lowest first. A foreign key may point to the same rank or lower, never up (imports are held by
# import-linter, which cannot see "app.Model" strings).
RANKS = [
    {"outbox"},
    {"audit"},
    {"accounts"},
    {"notifications", "portfolio"},
    {"artifacts", "rubrics", "cohorts"},
    {"activities"},
    {"calibration"},
    {"allocation"},
    {"reviews"},
    {"matching"},
    {"dialogue"},
    {"studio"},
    {"groups"},
    {"aggregation"},
    {"moderation"},
    {"desk"},
    {"rooms"},
    {"hours"},
    {"endorsements"},
    {"badges"},
    {"awards", "backpack", "connect", "issuers"},
    {"runtime"},
]
SIBLINGS_ARE_BLIND = {"artifacts", "rubrics", "cohorts"}
BADGES_MAY_POINT_AT = {"badges", "accounts"}
LONG_FILES: dict[str, int] = {}


def rank(label: str) -> int:
    return next(number for number, labels in enumerate(RANKS) if label in labels)


def relations() -> list[tuple[str, str, str]]:
    return [
        (
            model._meta.app_label,
            field.related_model._meta.app_label,
            f"{model.__name__}.{field.name}",
        )
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many)
        and not field.auto_created
        and field.related_model.__module__.split(".")[0] in OURS
    ]


def source_files() -> list[Path]:
    return [path for package in OURS for path in (ROOT / package).rglob("*.py")]


def test_foreign_keys_point_downwards() -> None:
    upwards = [name for source, target, name in relations() if rank(target) > rank(source)]

    assert upwards == []
    assert len(relations()) > 20


def test_siblings_do_not_point_at_each_other() -> None:
    sideways = [
        name
        for source, target, name in relations()
        if source != target and {source, target} <= SIBLINGS_ARE_BLIND
    ]

    assert sideways == []


def test_badges_point_at_people_and_themselves_only() -> None:
    targets = {target for source, target, _ in relations() if source == "badges"}

    assert targets <= BADGES_MAY_POINT_AT


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in source_files()
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long == LONG_FILES


def test_migrations_are_named() -> None:
    names = [path.stem for path in source_files() if path.parent.name == "migrations"]

    assert [name for name in names if "auto" in name] == []


def test_every_source_file_names_its_licence() -> None:
    without = [
        str(path.relative_to(ROOT))
        for path in [*source_files(), *(ROOT / "tests").rglob("*.py")]
        if "migrations" not in path.parts
        and path.stat().st_size
        and "SPDX-License-Identifier: Apache-2.0" not in path.read_text(encoding="utf-8")[:200]
    ]

    assert without == []


def test_every_setting_from_the_environment_is_documented() -> None:
    source = (ROOT / "peerreview" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    documented = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")

    assert names
    assert {name for name in names if f"`{name}`" not in documented} == set()


@pytest.mark.parametrize("word", ["save", "delete"])
def test_models_do_not_override_saving(word: str) -> None:
    overriding = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.split(".")[0] in OURS and word in vars(model)
    ]

    assert overriding == []
