# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""docs/features.md keeps its word: each row names a page that exists and a test that is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(
    r"^\| (?!Feature|---)(?P<feature>[^|]+) \|(?P<what>[^|]+)\|(?P<pages>[^|]+)\|(?P<tests>[^|]+)\|$"
)
CODE = re.compile(r"`([^`]+)`")


def rows() -> list[re.Match]:
    lines = (ROOT / "docs" / "features.md").read_text().splitlines()
    return [match for line in lines if (match := ROW.match(line))]


@cache
def names_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text())
    defined = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    # A stateful test is `TestX = Machine.TestCase`.
    assigned = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(defined | assigned)


def test_there_is_a_row_for_every_feature_some_other_system_has() -> None:
    assert len(rows()) >= 28


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["feature"].strip())
def test_each_feature_has_its_page_and_its_test(row: re.Match) -> None:
    known = set(get_resolver().reverse_dict)
    pages, tests = CODE.findall(row["pages"]), CODE.findall(row["tests"])

    assert pages, "name the page by its URL name"
    assert tests, "name the test"
    assert [page for page in pages if page not in known] == []
    for test in tests:
        path, _, name = test.partition("::")
        assert (ROOT / path).is_file(), path
        assert name in names_in(ROOT / path), test
