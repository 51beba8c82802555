# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""The shape of Open Badges 3.0 credentials: 1EdTech's JSON Schema, and what it leaves out."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft201909Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from badges.openbadges.contexts import CREDENTIALS_V1, CREDENTIALS_V2
from badges.openbadges.shapes import Shapes

SCHEMA_URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
SCHEMA_FILE = "ob_v3p0_achievementcredential_schema.json"

# Where the "compacted" schema variant allows one value instead of a list of one.
LIST_KEYS = ("type", "proof", "credentialSchema", "termsOfUse")
# Properties whose values have one type, as a plain string.
SINGLE_TYPE_PLACES = frozenset(
    (
        "credentialSchema",
        "credentialStatus",
        "geo",
        "identifier",
        "image",
        "otherIdentifier",
        "proof",
        "refreshService",
        "termsOfUse",
    )
)
V1_NAMES = {"issuanceDate": "validFrom", "expirationDate": "validUntil"}
MAX_ERRORS = 20


def find_errors(document: Mapping[str, Any], *, endorsement: bool = False) -> list[tuple[str, str]]:
    """What is wrong with the shape, as (path, message) pairs in the order of the document.

    Credentials of data model 1.1 are held to the same schema after their dates and their first
    context are renamed; single values are allowed where the compacted schema allows them.
    """
    definition = "EndorsementCredential" if endorsement else None
    shapes = _shapes(definition)
    shape = shapes.of(document)
    if not shapes.has_passed(shape):
        if found := _schema_errors(document, definition):
            return found
        shapes.remember(shape)
    return list(_unwritten_rules(document, endorsement=endorsement))


def _schema_errors(document: Mapping[str, Any], definition: str | None) -> list[tuple[str, str]]:
    found = []
    for failure in _validator(definition).iter_errors(_as_formal(document)):
        error = _deepest(failure)
        path = "/".join(str(part) for part in error.absolute_path)
        found.append((path, error.message[:200]))
        if len(found) == MAX_ERRORS:
            break
    return found


def _unwritten_rules(
    document: Mapping[str, Any], *, endorsement: bool
) -> Iterator[tuple[str, str]]:
    """Rules the specification states in words: who the subject is, and typed issuers."""
    subject = document["credentialSubject"]
    if not endorsement and "id" not in subject and not subject.get("identifier"):
        yield "credentialSubject", "names nobody: it has neither id nor identifier"
    issuer = document["issuer"]
    if not isinstance(issuer, Mapping) and not endorsement:
        yield "issuer", "must be a profile, not just a name"


def _deepest(error: ValidationError) -> ValidationError:
    """The cause inside "none of the alternatives fits": the one that got furthest."""
    while error.context:
        error = max(error.context, key=lambda cause: len(cause.absolute_path))
    return error


@cache
def _validator(definition: str | None) -> Validator:
    text = (files("badges.openbadges") / "schemas" / SCHEMA_FILE).read_text("utf-8")
    schema = json.loads(text)
    if definition is not None:
        schema = {
            "$schema": schema["$schema"],
            "$defs": schema["$defs"],
            "$ref": f"#/$defs/{definition}",
        }
    return Draft201909Validator(schema)


@cache
def _shapes(definition: str | None) -> Shapes:
    return Shapes(_validator(definition).schema, known=(CREDENTIALS_V1, CREDENTIALS_V2))


def _as_formal(value: Any, place: str = "") -> Any:
    """The value as the formal schema wants it; `place` is the property it stands under."""
    if isinstance(value, list):
        return [_as_formal(item, place) for item in value]
    if not isinstance(value, Mapping):
        return value
    formal = {
        key: _as_formal(_listed(key, inner, place), key)
        for key, inner in value.items()
        if inner is not None
    }
    if _is_version_1(formal):
        formal = {V1_NAMES.get(key, key): inner for key, inner in formal.items()}
        formal["@context"] = [CREDENTIALS_V2, *formal["@context"][1:]]
    return formal


def _listed(key: str, value: Any, place: str) -> Any:
    single = key == "type" and place in SINGLE_TYPE_PLACES
    return [value] if key in LIST_KEYS and not single and not isinstance(value, list) else value


def _is_version_1(value: Mapping[str, Any]) -> bool:
    contexts = value.get("@context")
    return isinstance(contexts, list) and contexts[:1] == [CREDENTIALS_V1]
