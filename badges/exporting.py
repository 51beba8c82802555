# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every credential in every form, with all that a verifier without a network needs beside it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from badges import hosted, images, keys, queries, rules, status
from badges.models import Credential
from peerreview.kernel import clock


def files_of(credential: Credential) -> Iterator[tuple[str, bytes]]:
    """Name and content of each form of one credential."""
    yield "badge.json", credential.document.encode()
    yield "badge.png", images.baked_png(credential)
    yield "badge.svg", images.baked_svg(credential)
    if credential.token:
        yield "badge.jwt", credential.token.encode()
        yield "badge-jwt.png", images.baked_png(credential, as_token=True)
        yield "badge-jwt.svg", images.baked_svg(credential, as_token=True)
    if credential.decision:
        yield "decision.json", credential.decision.encode()
    if rules.is_open(credential) and not credential.is_withdrawn:
        assertion = _text(hosted.assertion(credential))
        yield "ob2.json", assertion
        yield "ob2.png", images.baked_ob2_png(credential, assertion.decode())


def pages() -> Iterator[tuple[str, bytes]]:
    """Address and content of all that the credentials point to."""
    for issuer in queries.issuers():
        if settings.SITE_IS_PUBLIC:
            yield f"{keys.issuer_url(issuer)}/did.json", _text(keys.did_document(issuer))
        profile = hosted.issuer_profile(issuer)
        yield profile["id"], _text(profile)
    for rule in queries.criteria_versions():
        found = hosted.badge_class(rule.achievement, rule)
        yield found["id"], _text(found)
        yield found["image"], images.png(rule.achievement)
    for each in queries.status_lists():
        yield status.list_url(each), status.published(each, clock.now()).encode()
    for credential in queries.public_credentials():
        found = hosted.assertion(credential)
        yield found["id"], _text(found)
        if not credential.is_withdrawn:
            yield found["image"], images.baked_ob2_png(credential, json.dumps(found))


def export(folder: Path) -> int:
    """Write it all below `folder`: a folder for each credential, `endorsements/` with the signed ones
    that are public, and `pages/` with `index.json` saying which file lies at which address. How many
    credentials."""
    count = 0
    for credential in queries.credentials().order_by("pk").iterator(chunk_size=200):
        place = folder / str(credential.uuid)
        place.mkdir(parents=True, exist_ok=True)
        for name, content in files_of(credential):
            (place / name).write_bytes(content)
        count += 1
    _write_endorsements(folder / "endorsements")
    _write_pages(folder / "pages")
    return count


def _write_endorsements(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for signed in queries.signed_for_all():
        (folder / f"{signed.uuid}.json").write_text(signed.document)


def _write_pages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    index: dict[str, str] = {}
    for number, (address, content) in enumerate(pages(), start=1):
        index[address] = f"{number}"
        (folder / index[address]).write_bytes(content)
    (folder / "index.json").write_bytes(_text(index))


def _text(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()
