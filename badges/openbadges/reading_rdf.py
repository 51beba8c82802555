# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""From JSON-LD to RDF by pyld, without doing twice what it did before.

pyld builds each type-scoped context anew at every node that has one, which is a good part of its work,
and expands once more, before it makes quads, what is expanded. Both are spared here; what comes out is
the same (`tests/badges/openbadges/test_canonical.py` holds it against pyld alone).
"""

from collections.abc import Callable, Mapping
from typing import Any

from frozendict import frozendict
from pyld.jsonld import JsonLdProcessor

# The packaged contexts make about a hundred. More come only of odd lists of contexts.
MOST_REMEMBERED = 2_000

Memory = dict[tuple[Any, ...], tuple[Any, Any, Any]]


class Expander(JsonLdProcessor):
    """Remembers what a scoped context makes of a context it is processed in.

    Only contexts out of packaged documents are given as mappings: a document may name contexts, never
    bring them (`canonical.guard`). So each is one object for good, and is known by its identity.
    """

    def __init__(self, memory: Memory, on_property_dropped: Callable[[Any], None]) -> None:
        super().__init__(on_property_dropped=on_property_dropped)
        self._memory = memory

    def _process_context(
        self, active_ctx: Any, local_ctx: Any, options: Any, *rest: Any, **flags: Any
    ) -> Any:
        is_scoped = isinstance(local_ctx, Mapping) and isinstance(active_ctx, frozendict)
        if not is_scoped or rest or "cycles" in flags:
            return super()._process_context(active_ctx, local_ctx, options, *rest, **flags)
        key = (id(active_ctx), id(local_ctx), *sorted(flags.items()))
        if key not in self._memory:
            made = super()._process_context(active_ctx, local_ctx, options, **flags)
            if len(self._memory) >= MOST_REMEMBERED:
                self._memory.clear()
            # The two are kept, so that nothing else gets their identity.
            self._memory[key] = (active_ctx, local_ctx, made)
        return self._memory[key][2]


class _Expanded(JsonLdProcessor):
    """Makes quads of what is expanded already."""

    def expand(self, input_: Any, options: Any) -> Any:
        return input_


def expand(
    document: Mapping[str, Any], options: dict[str, Any], memory: Memory, dropped: list[Any]
) -> list[Any]:
    """The expanded document; what its contexts do not define is added to `dropped`."""
    return Expander(memory, dropped.append).expand(document, options)


def quads(expanded: list[Any], options: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The RDF dataset of an expanded document, by graph."""
    return _Expanded().to_rdf(expanded, options)
