#!/usr/bin/env python
# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Django's command-line door."""

import itertools
import os
import sys
from pathlib import Path


def prepare_demo(arguments: list[str]) -> None:
    """The demo is a site of its own: its mode, folder and address are set before settings are read."""
    port = next((b for a, b in itertools.pairwise(arguments) if a == "--port"), "8000")
    port = next((a.split("=", 1)[1] for a in arguments if a.startswith("--port=")), port)
    os.environ["PEERAGE_MODE"] = "demo"
    os.environ["PEERAGE_SITE_URL"] = f"http://127.0.0.1:{port}"
    os.environ.setdefault("PEERAGE_DATA_DIR", str(Path(__file__).resolve().parent / "var" / "demo"))


def main() -> None:
    if sys.argv[1:2] == ["demo"]:
        prepare_demo(sys.argv[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerreview.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
