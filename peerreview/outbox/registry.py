# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who listens to what. Only `subscribers` modules register here."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from peerreview.outbox.events import Event

Handler = Callable[[Event], None]
H = TypeVar("H", bound=Callable)

EVERY_EVENT = "*"
_durable: dict[str, dict[str, Handler]] = defaultdict(dict)
_quick: dict[str, dict[str, Handler]] = defaultdict(dict)
_types: dict[str, type[Event]] = {}
# How many facts at once a listener takes that takes them together.
_together: dict[str, int] = {}
TOGETHER_MOST = 100
_apart: set[str] = set()
_periodic: dict[str, Callable[[], None]] = {}


def on(
    event: type[Event],
    *,
    durably: bool = True,
    together: bool = False,
    most: int = TOGETHER_MOST,
    apart: bool = False,
) -> Callable[[H], H]:
    """Register a handler.

    Durable handlers run in a worker, at least once, and must be idempotent. Quick ones run after
    commit in the process that acted and may only tell: what they do may be lost. A durable one
    that takes events `together` is given a list: what waits, in the order it happened, `most` at
    once: they are one transaction, and a long one keeps others waiting. One
    that stands `apart` runs in no transaction, since it talks to other machines and stores each of
    its steps itself.
    """

    def register(handler: H) -> H:
        name = event.type_name()
        _types[name] = event
        if together:
            _together[handler_name(handler)] = most
        if apart:
            _apart.add(handler_name(handler))
        (_durable if durably else _quick)[name][handler_name(handler)] = handler
        return handler

    return register


def on_every_event(handler: H) -> H:
    """Register a durable handler of each recorded event. It is given a list of all that wait, in
    order, each `(name, payload, message_id, recorded_at)`."""
    _together[handler_name(handler)] = TOGETHER_MOST
    _durable[EVERY_EVENT][handler_name(handler)] = handler
    return handler


def periodically(handler: H) -> H:
    """Register what a worker does about once a minute. It must be idempotent: two may run at once."""
    _periodic[handler_name(handler)] = handler
    return handler


def periodic_handlers() -> dict[str, Callable[[], None]]:
    """What is done about once a minute, by name."""
    return dict(_periodic)


def handler_name(handler: Callable) -> str:
    """The name under which deliveries to the handler are stored."""
    return f"{handler.__module__}.{handler.__qualname__}"


def durable_handlers(name: str) -> dict[str, Handler]:
    """Durable handlers of an event by their names, those of every event first."""
    return {**_durable[EVERY_EVENT], **_durable[name]}


def quick_handlers(name: str) -> list[Handler]:
    """Quick handlers of an event."""
    return list(_quick[name].values())


def takes_together(handler: str) -> bool:
    """Whether the handler is given all that waits as a list."""
    return handler in _together


def most_together(handler: str) -> int:
    """How many facts the handler is given at once; 1 if it takes each alone."""
    return _together.get(handler, 1)


def stands_apart(handler: str) -> bool:
    """Whether the handler runs in no transaction."""
    return handler in _apart


def hears_everything(handler: str) -> bool:
    """Whether the handler was registered for every event."""
    return handler in _durable[EVERY_EVENT]


def event_type(name: str) -> type[Event]:
    """The event class of a stored name."""
    return _types[name]
