# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong in the domain. Each error has a code for programs and a sentence for people."""

from typing import ClassVar


class DomainError(Exception):
    """Something a person asked for cannot be done; `message` says what to do instead.

    `field` names the form field it belongs to, where there is one.
    """

    status: ClassVar[int] = 400

    def __init__(self, code: str, message: str, *, field: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field

    def __str__(self) -> str:
        return str(self.message)


class Invalid(DomainError):
    """The values given are not acceptable."""

    status = 422


class NotAllowed(DomainError):
    """The person is known and may see the thing, but may not do this."""

    status = 403


class Missing(DomainError):
    """There is no such thing, or the person may not know whether there is."""

    status = 404


class Conflict(DomainError):
    """The thing has changed meanwhile, or the act was already done another way."""

    status = 409


class Closed(DomainError):
    """The time for this act is not now."""

    status = 409
