# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The start: safe with nothing set, refused when production is unsafe."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SAFE = {
    "PEERAGE_MODE": "production",
    "PEERAGE_SITE_URL": "https://peerage.example",
    "EMAIL_URL": "smtp://mail.example:25",
}


def start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import peerreview.settings"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PEERAGE_DATA_DIR": str(tmp_path / "data"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_starts_with_nothing_set_and_keeps_its_secrets_to_itself(tmp_path: Path) -> None:
    assert start(tmp_path).returncode == 0

    folder = tmp_path / "data" / "secrets"
    first = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert set(first) == {
        "peerage_secret_key", "peerage_key_encryption_secret", "peerage_push_secret",
    }  # fmt: skip
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(len(value) >= 50 for value in first.values())

    start(tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == first


def test_production_starts_when_safe(tmp_path: Path) -> None:
    result = start(tmp_path, **SAFE)

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"PEERAGE_DEBUG": "true"}, "PEERAGE_DEBUG"),
        ({"PEERAGE_SITE_URL": "http://peerage.example"}, "PEERAGE_SITE_URL"),
        ({"PEERAGE_SITE_URL": "https://localhost"}, "PEERAGE_SITE_URL"),
        ({"PEERAGE_ALLOWED_HOSTS": "*"}, "PEERAGE_ALLOWED_HOSTS"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"PEERAGE_SECRET_KEY": "short"}, "PEERAGE_SECRET_KEY"),
        ({"PEERAGE_KEY_ENCRYPTION_SECRET": "short"}, "PEERAGE_KEY_ENCRYPTION_SECRET"),
    ],
)
def test_production_refuses_an_unsafe_setting_and_says_which(
    tmp_path: Path, change: dict[str, str], named: str
) -> None:
    result = start(tmp_path, **{**SAFE, **change})

    assert result.returncode != 0
    assert named in result.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        {"PEERAGE_DEBUG": "perhaps"},
        {"PEERAGE_MODE": "staging"},
        {"PEERAGE_UPLOAD_MAX_MB": "many"},
        {"PEERAGE_WORKER": "procrastinate"},
    ],
)
def test_a_wrong_value_is_never_guessed(tmp_path: Path, wrong: dict[str, str]) -> None:
    result = start(tmp_path, **wrong)

    assert result.returncode != 0
    assert next(iter(wrong)) in result.stderr


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("k" * 60, encoding="utf-8")

    result = start(tmp_path, **SAFE, PEERAGE_SECRET_KEY_FILE=str(secret))

    assert result.returncode == 0
    assert not (tmp_path / "data" / "secrets" / "peerage_secret_key").exists()
