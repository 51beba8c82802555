# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How people are named in an export: as they are, or by pseudonyms made for this one export."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from peerreview.accounts.models import User

# Ids in an event that are not of people.
NOT_PEOPLE = {
    "activity_id", "submission_id", "version_id", "assignment_id", "review_id", "outcome_id",
    "cohort_id", "letter_id", "copy_id", "entry_id", "rubric_id", "rubric_version_id", "criterion_id", "extension_id",
    "case_id", "appeal_id", "flag_id", "thread_id", "remark_id", "command_id", "exemplar_id",
    "attempt_id", "round_id", "revises_id", "team_id", "rule_id", "fit_id",
}  # fmt: skip


class Mask:
    """Names people for one export. Pseudonyms are the same throughout it, and unlike any other's."""

    def __init__(self, *, is_pseudonymous: bool) -> None:
        self.is_pseudonymous = is_pseudonymous
        self._salt = secrets.token_bytes(16)
        self._uuids: dict[int, UUID | None] = {}

    def person(self, user: Any) -> str:
        """The id of a person who is at hand as a row."""
        return self.named(user.uuid) if user else ""

    def named(self, uuid: UUID) -> str:
        """The id of a person whose uuid is known."""
        if not self.is_pseudonymous:
            return str(uuid)
        return "p-" + hashlib.blake2b(uuid.bytes, key=self._salt, digest_size=8).hexdigest()

    def numbered(self, pks: list[int]) -> list[str | None]:
        """The ids of people known by their numbers."""
        return [self._by_number(pk) for pk in pks]

    def payload(self, payload: dict[str, Any]) -> dict[str, Any]:
        """An event's fields, people's ids as in the other tables."""
        return {key: self._field(key, value) for key, value in payload.items()}

    def _field(self, key: str, value: Any) -> Any:
        if not key.endswith(("_id", "_ids")) or key in NOT_PEOPLE:
            return value
        if isinstance(value, list):
            return self.numbered(value)
        return self._by_number(value)

    def _by_number(self, pk: Any) -> str | None:
        if not isinstance(pk, int):
            return None
        if pk not in self._uuids:
            self._know(pk)
        uuid = self._uuids.get(pk)
        return self.named(uuid) if uuid else None

    def _know(self, pk: int) -> None:
        """People come in runs of neighbouring ids, so a block is read at once."""
        block = range(pk - pk % 1000, pk - pk % 1000 + 1000)
        found = User.objects.filter(pk__range=(block.start, block.stop - 1))
        self._uuids.update(found.order_by().values_list("pk", "uuid"))
        self._uuids.setdefault(pk, None)
