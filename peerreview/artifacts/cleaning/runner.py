# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Starts the limited process and reads its report."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import peerreview
from peerreview.artifacts.cleaning.refusal import Refused

TIMEOUT_SECONDS = 30
ROOT = Path(peerreview.__file__).resolve().parent.parent


def run(kind: str, *options: str, source: BinaryIO, target: BinaryIO) -> dict[str, Any]:
    """Clean `source` (a real file) into `target` in a process of its own; its report.

    Raises Refused, also when the process ran out of memory or time or broke.
    """
    source.seek(0)
    try:
        done = subprocess.run(  # noqa: S603  our own module, and no shell
            [sys.executable, "-m", "peerreview.artifacts.cleaning.worker", kind, *options],
            stdin=source,
            stdout=target,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too-complex") from error
    return _report(done)


def _report(done: subprocess.CompletedProcess[bytes]) -> dict[str, Any]:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    if done.returncode < 0:
        # Killed by its limits: the file asked for more than any honest one does.
        raise Refused("too-complex")
    if done.returncode or not lines:
        raise Refused("corrupt")
    report = json.loads(lines[-1])
    if "refused" in report:
        raise Refused(report["refused"])
    return report
