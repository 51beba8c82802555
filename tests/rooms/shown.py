# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a page shows that does with each message exactly what docs/live.md says."""

from typing import Any


class Shown:
    """The state of a room as a client has it."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}
        self.stamp = 0
        self.revisions: dict[str, int] = {}

    def apply(self, message: dict[str, Any]) -> None:
        """Take a message up."""
        if act := getattr(self, f"_{message['type']}", None):
            act(message)

    def _is_newer(self, message: dict[str, Any]) -> bool:
        if message["stamp"] <= self.stamp:
            return False
        self.stamp = message["stamp"]
        return True

    def _snapshot(self, message: dict[str, Any]) -> None:
        earlier, self.state = self.state, message["state"]
        self.stamp = message["stamp"]
        for field in self.state.get("fields", {}):
            if self.state["revision"] >= self.revisions.get(field, 0):
                self.revisions[field] = self.state["revision"]
            else:
                self.state["fields"][field] = earlier["fields"][field]

    def _changed(self, message: dict[str, Any]) -> None:
        field, revision = message["field"], message["revision"]
        if revision > self.revisions[field]:
            self.revisions[field] = revision
            self.state["fields"][field] = message["value"]
            self.state["revision"] = max(self.state["revision"], revision)

    def _ended(self, message: dict[str, Any]) -> None:
        self.state["state"] = message["state"]

    def _presence(self, message: dict[str, Any]) -> None:
        if self._is_newer(message):
            self.state["people"] = message["people"]

    def _news(self, message: dict[str, Any]) -> None:
        if message["version"] and self._is_newer(message):
            self.state["counts"] = message["counts"]
