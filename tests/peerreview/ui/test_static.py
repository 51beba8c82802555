# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Static files: vendored ones are what the list says, all that is named exists, scripts stay small."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from peerreview.ui import assets

LONG_SCRIPTS = {"editor-autosave.js": 160}  # only shrinks
FOLDER = Path(settings.BASE_DIR) / "peerreview" / "ui" / "static" / "ui"
ROW = re.compile(r"^\| (\S+\.\w+) \|.*\((\S+)\) \| ([0-9a-f]{64}) \|$", re.MULTILINE)


def test_vendored_files_are_listed_with_digest_and_licence() -> None:
    folder = FOLDER / "vendor"
    rows = ROW.findall((folder / "VENDORED.md").read_text(encoding="utf-8"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    present = {
        path.relative_to(folder).as_posix()
        for path in files
        if path.suffix not in {".md", ".txt"} and "LICENSE" not in path.name
    }

    assert {name for name, _, _ in rows} == present
    for name, licence, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert (folder / licence).stat().st_size > 1000


def test_faces_weigh_less_than_120_kilobytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.woff2")) < 120_000


def test_every_linked_stylesheet_exists() -> None:
    assert [name for name in assets.STYLESHEETS if not finders.find(name)] == []


def test_styles_name_only_files_that_exist() -> None:
    for sheet in FOLDER.rglob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            assert (sheet.parent / address).exists(), f"{sheet.name} names {address}"


def test_components_use_only_tokens_that_exist() -> None:
    defined = set()
    used = set()
    for sheet in FOLDER.rglob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        defined |= set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
        used |= set(re.findall(r"var\((--[a-z0-9-]+)", text))

    assert used - defined == set()


def test_scripts_are_small_and_import_what_exists() -> None:
    for script in (FOLDER / "js").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert len(text.splitlines()) < LONG_SCRIPTS.get(script.name, 150)
        for address in re.findall(r'from "([^"]+)"', text):
            assert (script.parent / address).exists(), f"{script.name} imports {address}"


@pytest.mark.slow
def test_production_names_every_module_and_face_by_its_content(tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PEERAGE_DATA_DIR": str(tmp_path),
        "PEERAGE_MODE": "production",
        "PEERAGE_SITE_URL": "https://peerage.example",
        "EMAIL_URL": "smtp://mail.example:25",
    }
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    static = tmp_path / "static"
    names = json.loads((static / "staticfiles.json").read_text(encoding="utf-8"))["paths"]

    app = (static / names["ui/js/app.js"]).read_text(encoding="utf-8")
    tokens = (static / names["ui/tokens.css"]).read_text(encoding="utf-8")

    imported = re.findall(r'from "\./([^"]+)"', app)
    assert len(imported) == 8
    assert all(f"ui/js/{name}" in names.values() for name in imported)
    faces = re.findall(r'url\("([^"]+)"\)', tokens)
    assert len(faces) == 4
    assert all(f"ui/{name}" in names.values() for name in faces)
