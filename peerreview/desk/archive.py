# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything about one person as a zip: one JSON file of all rows, and their files."""

import json
import shutil
import zipfile
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from peerreview.accounts import personal
from peerreview.accounts.models import User
from peerreview.kernel.streams import spool


def of_person(user: User) -> IO[bytes]:
    """The zip, at its beginning."""
    handle = spool()
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _readme())
        archive.writestr("data.json", _as_json(dict(personal.everything(user))))
        for name, file in personal.files_of(user):
            with file, archive.open(name, "w", force_zip64=True) as target:
                shutil.copyfileobj(file, target)
    handle.seek(0)
    return handle


def _as_json(found: dict[str, list[dict[str, Any]]]) -> str:
    return json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _readme() -> str:
    return _(
        "data.json has everything the site holds about you, section by section; files has what you "
        "uploaded. Other people are left out of it: where a row is also about somebody else, their "
        "place is empty.\n"
    )
