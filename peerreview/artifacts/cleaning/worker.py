# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The limited process: reads a file from standard input, writes it clean to standard output.

`python -m peerreview.artifacts.cleaning.worker KIND [OPTION]`. The last line on standard error is
the report as JSON: what the file is, or `{"refused": reason}`.
"""

import contextlib
import importlib
import io
import json
import sys

CPU_SECONDS = 20
BASE_MEMORY_BYTES = 640 * 1024 * 1024
CLEANERS = {
    "image": "peerreview.artifacts.cleaning.images",
    "pdf": "peerreview.artifacts.cleaning.pdfs",
    "audio": "peerreview.artifacts.cleaning.media",
    "video": "peerreview.artifacts.cleaning.media",
    "code": "peerreview.artifacts.cleaning.code",
}


def limit_self(size_bytes: int) -> None:
    """Cap own memory and processor time. Only POSIX can; elsewhere the caller's timeout remains."""
    try:
        resource = importlib.import_module("resource")
    except ImportError:
        return
    memory = BASE_MEMORY_BYTES + 4 * size_bytes
    limits = {"RLIMIT_AS": memory, "RLIMIT_CPU": CPU_SECONDS, "RLIMIT_CORE": 0}
    for name, limit in limits.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (limit, limit))


def main(kind: str, *options: str) -> dict:
    """Clean standard input; the report."""
    content = sys.stdin.buffer.read()
    limit_self(len(content))
    refusal = importlib.import_module("peerreview.artifacts.cleaning.refusal")
    cleaner = importlib.import_module(CLEANERS[kind])
    result = io.BytesIO()
    try:
        report = cleaner.clean(io.BytesIO(content), result, *options)
    except refusal.Refused as error:
        return {"refused": error.reason}
    except MemoryError:
        return {"refused": "too-complex"}
    sys.stdout.buffer.write(result.getbuffer())
    sys.stdout.buffer.flush()
    return report


if __name__ == "__main__":
    sys.stderr.write("\n" + json.dumps(main(*sys.argv[1:])) + "\n")
