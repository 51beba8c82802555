# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

"""RDF Dataset Canonicalization (RDFC-1.0) of JSON-LD documents from strangers, by pyld, guarded.

Three things pyld leaves to the caller (the reason this module exists):

- it drops what the context does not define, silently, so unsigned claims could ride along with a
  valid signature. We refuse a document from which anything is lost (JSON-LD "safe mode");
- it writes IRIs into N-Quads without looking at them, so one hostile IRI could spell out quads of
  its own. We refuse IRIs with characters no IRI may have;
- it has no limit on work, and canonical labelling of blank nodes is factorial in the worst case.
  We meter it: the count of steps, not the clock, decides, so the answer never depends on load.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pyld import jsonld
from pyld.canon import URDNA2015
from pyld.identifier_issuer import IdentifierIssuer

from badges.openbadges import reading_rdf
from badges.openbadges.contexts import ContextStore, packaged

MAX_VALUES = 4000
MAX_CHARACTERS = 1024 * 1024
MAX_DEPTH = 32
MAX_BLANK_NODES = 512
MAX_STEPS = 200_000
# What reading one value costs, in the same coin: roughly as long as ten steps of labelling.
STEPS_PER_VALUE = 10

IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f<>\"{}|\\^`]*")


class CanonicalError(ValueError):
    """The document cannot be canonicalised safely; `code` says why, `detail` names the culprit."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail[:120]


class Meter:
    """Work that may still be done; shared between documents that arrive together."""

    def __init__(self, steps: int = MAX_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """Raises CanonicalError when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise CanonicalError("too_much_work")


def canonize(
    document: Mapping[str, Any],
    *,
    store: ContextStore | None = None,
    meter: Meter | None = None,
) -> bytes:
    """The canonical N-Quads of a JSON-LD document, as UTF-8.

    Raises CanonicalError for a document that is too large, names a context outside `store`, loses
    anything on the way to RDF, or needs more work than `meter` (a fresh one by default) allows.
    """
    store = packaged() if store is None else store
    meter = Meter() if meter is None else meter
    meter.spend(STEPS_PER_VALUE * guard(document, store=store))
    expanded = _expand(document, store)
    try:
        dataset = reading_rdf.quads(expanded, store.pyld_options())
    except (jsonld.JsonLdError, ValueError, TypeError, KeyError) as error:
        raise CanonicalError("not_json_ld", _reason(error)) from None
    _check_blank_nodes(dataset)
    nquads = _MeteredCanonizer(meter).main(dataset, {"format": "application/n-quads"})
    return nquads.encode("utf-8")


def guard(document: Mapping[str, Any], *, store: ContextStore | None = None) -> int:
    """Refuse, before pyld sees it, a document that is too big or brings meaning of its own.

    Returns how many values it has. Raises CanonicalError.

    Only lists of known context URLs are allowed, and only on the document and on credentials
    inside it; no other `@` keyword, and no key written as an IRI (it would hide a signed claim
    from readers who look for the term).
    """
    store = packaged() if store is None else store
    count = characters = 0
    for count, (value, depth, parent) in enumerate(_walk(document)):
        if count > MAX_VALUES or depth > MAX_DEPTH:
            raise CanonicalError("too_many_values")
        if isinstance(value, str):
            characters += len(value)
            if characters > MAX_CHARACTERS:
                raise CanonicalError("too_many_values")
        elif isinstance(value, Mapping):
            _check_keys(value, top=parent is None, store=store)
    return count


def _walk(document: Any) -> Iterator[tuple[Any, int, Any]]:
    stack: list[tuple[Any, int, Any]] = [(document, 0, None)]
    while stack:
        value, depth, parent = stack.pop()
        yield value, depth, parent
        if isinstance(value, Mapping):
            stack.extend((inner, depth + 1, value) for inner in value.values())
        elif isinstance(value, list):
            stack.extend((inner, depth + 1, value) for inner in value)


def _check_keys(value: Mapping[str, Any], *, top: bool, store: ContextStore) -> None:
    for key in value:
        if key == "@context" and (top or _is_credential(value)):
            _check_context(value[key], store)
        elif not isinstance(key, str) or key.startswith("@") or ":" in key:
            raise CanonicalError("keyword_refused", str(key))


def _is_credential(value: Mapping[str, Any]) -> bool:
    types = value.get("type")
    return "VerifiableCredential" in (types if isinstance(types, list) else [types])


def _check_context(value: Any, store: ContextStore) -> None:
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, str):
            raise CanonicalError("context_inline")
        if entry not in store:
            raise CanonicalError("context_unknown", entry)


def _expand(document: Mapping[str, Any], store: ContextStore) -> list[Any]:
    dropped: list[Any] = []
    try:
        expanded = reading_rdf.expand(document, store.pyld_options(), store.memory(), dropped)
    except (jsonld.JsonLdError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise CanonicalError("not_json_ld", _reason(error)) from None
    if dropped:
        raise CanonicalError("term_undefined", str(dropped[0]))
    _check_expanded(expanded)
    if _count_scalars(document) != _count_expanded(expanded):
        raise CanonicalError("data_lost")
    return expanded


def _check_expanded(value: Any) -> None:
    """Every identifier, type and property must be an IRI that N-Quads can carry as it is."""
    if isinstance(value, list):
        for item in value:
            _check_expanded(item)
    elif isinstance(value, dict) and "@value" not in value:
        for key, inner in value.items():
            if key in ("@id", "@type"):
                for name in inner if isinstance(inner, list) else [inner]:
                    _check_iri(name)
            else:
                if not key.startswith("@"):
                    _check_iri(key)
                _check_expanded(inner)


def _check_iri(name: Any) -> None:
    if isinstance(name, str) and name.startswith("_:"):
        raise CanonicalError("blank_node_named", name)
    if not isinstance(name, str) or not IRI.fullmatch(name):
        raise CanonicalError("iri_not_absolute", str(name))


def _count_scalars(value: Any) -> int:
    """How many strings, numbers and booleans the author wrote, contexts apart."""
    if isinstance(value, Mapping):
        return sum(_count_scalars(inner) for key, inner in value.items() if key != "@context")
    if isinstance(value, list):
        return sum(map(_count_scalars, value))
    return int(value is not None)


def _count_expanded(value: Any) -> int:
    """The same count after expansion: each scalar is now an @id, a type or a @value."""
    if isinstance(value, list):
        return sum(map(_count_expanded, value))
    if not isinstance(value, dict):
        return int(value is not None)
    if "@value" in value:
        return _count_scalars(value["@value"])
    return sum(_count_expanded(inner) for inner in value.values())


def _check_blank_nodes(dataset: Mapping[str, list[dict[str, Any]]]) -> None:
    names = {
        component["value"]
        for triples in dataset.values()
        for triple in triples
        for component in triple.values()
        if component["type"] == "blank node"
    }
    if len(names) > MAX_BLANK_NODES:
        raise CanonicalError("too_many_blank_nodes", str(len(names)))


def _reason(error: Exception) -> str:
    return str(getattr(error, "code", None) or type(error).__name__)


class _MeteredIssuer(IdentifierIssuer):
    """Pays for each identifier asked for and each copy made: every branch of the search does."""

    def __init__(self, prefix: str, meter: Meter) -> None:
        super().__init__(prefix)
        self._meter = meter

    def get_id(self, old: str | None = None) -> str:
        self._meter.spend()
        return super().get_id(old)

    def has_id(self, old: str) -> bool:
        self._meter.spend()
        return super().has_id(old)

    def __deepcopy__(self, memo: dict[int, Any]) -> "_MeteredIssuer":
        self._meter.spend(1 + len(self.order))
        twin = _MeteredIssuer(self.prefix, self._meter)
        twin.counter = self.counter
        twin.existing = dict(self.existing)
        twin.order = list(self.order)
        return twin


class _MeteredCanonizer(URDNA2015):
    def __init__(self, meter: Meter) -> None:
        super().__init__()
        self._meter = meter
        self.canonical_issuer = _MeteredIssuer(self.canonical_issuer.prefix, meter)

    def modify_first_degree_component(
        self, id_: str, component: dict[str, str], key: str
    ) -> dict[str, str]:
        # A flat copy: a component holds nothing but texts.
        if component["type"] != "blank node":
            return component
        return {**component, "value": "_:a" if component["value"] == id_ else "_:z"}

    def hash_n_degree_quads(self, id_: str, issuer: IdentifierIssuer) -> dict[str, Any]:
        self._meter.spend(1 + len(self.blank_node_info[id_]["quads"]))
        if not isinstance(issuer, _MeteredIssuer):
            metered = _MeteredIssuer(issuer.prefix, self._meter)
            for name in issuer.order:
                metered.get_id(name)
            issuer = metered
        return super().hash_n_degree_quads(id_, issuer)
