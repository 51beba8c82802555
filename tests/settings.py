# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The site's settings with what tests need changed: a throw-away data folder, fast hashing, mail in memory."""

import os
import tempfile
from urllib.parse import urlsplit

os.environ.setdefault("PEERAGE_DATA_DIR", tempfile.mkdtemp(prefix="peerage-tests-"))
# Channels of Redis know no databases: a name of its own keeps a worker from hearing the others. A
# process that a test starts inherits both.
worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
prefix = f"tests-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}-{worker}"
if not os.environ.get("PEERAGE_REDIS_PREFIX", "").endswith(worker):
    os.environ["PEERAGE_REDIS_PREFIX"] = prefix
    if redis := os.environ.get("REDIS_URL"):
        # Clearing a cache empties the whole Redis database: each worker needs one of its own.
        address = urlsplit(redis)
        number = int(address.path.strip("/") or 0) + int(worker.removeprefix("gw"))
        os.environ["REDIS_URL"] = address._replace(path=f"/{number}").geturl()

from peerreview.settings import *  # noqa: F403
from peerreview.settings import DATA_DIR, DATABASES, USES_POSTGRESQL

(DATA_DIR / "static").mkdir(exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ACCOUNT_RATE_LIMITS = False
# Each test client has a handler of its own, which would look at every static file.
WHITENOISE_USE_FINDERS = False
if USES_POSTGRESQL:
    # A pool keeps connections open across tests, and an open connection blocks dropping the database.
    DATABASES["default"]["OPTIONS"].pop("pool", None)
    # What a test writes need not survive the machine.
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"
else:
    # A file, as in life: threads and server processes of a test share it, and WAL works.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}
    # What a test writes need not survive the machine.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
