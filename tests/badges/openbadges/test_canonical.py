# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0

import time

import pytest
from pyld import jsonld

from badges.openbadges import canonical, contexts, reading_rdf
from badges.openbadges.canonical import CanonicalError, canonize
from badges.openbadges.contexts import ContextDamagedError, packaged
from tests.badges.openbadges.samples import endorsement, golden, golden_json, rich, w3c_store


def unsigned(document):
    return {key: value for key, value in document.items() if key != "proof"}


def refusal(document):
    with pytest.raises(CanonicalError) as caught:
        canonize(document)
    return caught.value.code


def clique(size):
    return {
        "@default": [
            {
                "subject": {"type": "blank node", "value": f"_:b{one}"},
                "predicate": {"type": "IRI", "value": "urn:knows"},
                "object": {"type": "blank node", "value": f"_:b{two}"},
            }
            for one in range(size)
            for two in range(size)
            if one != two
        ]
    }


def test_w3c_document_and_proof_options_canonicalise_byte_for_byte():
    document = golden_json("vc-di-eddsa", "unsigned.json")
    expected = golden("vc-di-eddsa", "eddsa-rdfc-2022", "canonDocDataInt.txt")
    assert canonize(document, store=w3c_store()) == expected
    options = golden_json("vc-di-eddsa", "eddsa-rdfc-2022", "proofConfigDataInt.json")
    expected = golden("vc-di-eddsa", "eddsa-rdfc-2022", "proofCanonDataInt.txt")
    assert canonize(options, store=w3c_store()) == expected


def test_every_packaged_context_matches_its_pinned_digest_and_loads():
    assert all(url in packaged() for url in contexts.PINNED)


def test_a_damaged_context_file_is_refused():
    with pytest.raises(ContextDamagedError):
        contexts._read(b"{}", "credentials-v2.jsonld", contexts.PINNED[contexts.CREDENTIALS_V2][1])


def test_the_loader_knows_no_address_but_the_packaged_ones():
    loader = packaged().pyld_options()["documentLoader"]
    with pytest.raises(contexts.UnknownContextError):
        loader("https://example.org/context", {})


def with_change(change):
    document = unsigned(rich())
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.update(peerCount="9"), "term_undefined"),
        (lambda d: d.update(peerCount={}), "term_undefined"),
        (lambda d: d["evidence"][0].update(stars="5"), "term_undefined"),
        (lambda d: d["type"].append("Diploma"), "iri_not_absolute"),
        (lambda d: d["evidence"][0].update(id="41"), "iri_not_absolute"),
        (lambda d: d["evidence"][0].update(id="https://a.example/ b"), "iri_not_absolute"),
        (
            lambda d: d["evidence"][0].update(id='https://a/> <urn:p> "x" .\n<https://b/'),
            "iri_not_absolute",
        ),
        (lambda d: d["evidence"][0].update(id="https://a/><b"), "iri_not_absolute"),
        (lambda d: d["evidence"][0].update(id="_:b0"), "blank_node_named"),
        (lambda d: d["evidence"][0].update({"@id": "urn:x:y"}), "keyword_refused"),
        (lambda d: d["evidence"][0].update({"@context": []}), "keyword_refused"),
        (lambda d: d.update({"@graph": []}), "keyword_refused"),
        (lambda d: d.update(name={"@value": "x", "@language": "en"}), "keyword_refused"),
        (lambda d: d.update({"https://schema.org/name": "x"}), "keyword_refused"),
        (lambda d: d["@context"].append({"name": "urn:x:y"}), "context_inline"),
        (lambda d: d["@context"].append(None), "context_inline"),
        (lambda d: d["@context"].append("https://evil.example/c"), "context_unknown"),
        (lambda d: d["endorsement"][0].update({"@context": ["https://e/"]}), "context_unknown"),
        (lambda d: d.update(evidence=[{"type": ["Evidence"]}] * 5000), "too_many_values"),
        (lambda d: d.update(name="x" * (canonical.MAX_CHARACTERS + 1)), "too_many_values"),
        (lambda d: d.update(evidence=[{"type": ["Evidence"]}] * 600), "too_many_blank_nodes"),
    ],
)
def test_what_no_signature_can_cover_is_refused(change, code):
    assert refusal(with_change(change)) == code


def test_a_document_nested_beyond_reason_is_refused():
    document = unsigned(rich())
    parent = document["issuer"]
    for _ in range(2000):
        parent["parentOrg"] = {"id": "urn:x:y", "type": ["Profile"]}
        parent = parent["parentOrg"]
    assert refusal(document) == "too_many_values"


@pytest.mark.parametrize("size", [2, 3, 4])
def test_small_cliques_of_blank_nodes_are_still_labelled(size):
    meter = canonical.Meter()
    nquads = canonical._MeteredCanonizer(meter).main(
        clique(size), {"format": "application/n-quads"}
    )
    assert nquads.count("\n") == size * (size - 1)
    assert "_:c14n0" in nquads


@pytest.mark.parametrize("size", [7, 10, 40])
def test_a_clique_of_blank_nodes_stops_within_a_second(size):
    meter = canonical.Meter()
    started = time.process_time()
    with pytest.raises(CanonicalError, match="too_much_work"):
        canonical._MeteredCanonizer(meter).main(clique(size), {"format": "application/n-quads"})
    assert time.process_time() - started < 1


def test_equal_hubs_of_equal_unnamed_parts_stops_within_a_second():
    document = unsigned(rich())
    part = {"type": ["Alignment"], "targetName": "x", "targetUrl": "https://a.example/"}
    hub = {"type": ["Result"], "alignment": [part] * 12}
    document["credentialSubject"]["result"] = [hub, hub]
    started = time.process_time()
    assert refusal(document) == "too_much_work"
    assert time.process_time() - started < 1


def test_the_work_allowed_does_not_depend_on_the_clock():
    left = set()
    for _ in range(3):
        meter = canonical.Meter()
        canonical._MeteredCanonizer(meter).main(clique(4), {"format": "application/n-quads"})
        left.add(meter.left)
    assert len(left) == 1


def by_pyld_alone(document):
    wanted = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    return jsonld.normalize(document, {**packaged().pyld_options(), **wanted}).encode()


def test_what_is_remembered_of_contexts_changes_nothing_whatever_came_before():
    found = [unsigned(rich()), endorsement(), unsigned(rich()), unsigned(endorsement())]
    moved = unsigned(rich())
    moved["@context"] = [*moved["@context"][:2], *moved["@context"]]
    mixed = {**unsigned(rich()), "@context": [*rich()["@context"], contexts.CREDENTIALS_V2]}

    for document in [*found, moved, mixed, *found]:
        assert canonize(document) == by_pyld_alone(document)


def test_what_is_remembered_of_contexts_has_a_limit(monkeypatch):
    monkeypatch.setattr(reading_rdf, "MOST_REMEMBERED", 3)
    store = packaged().extended({})
    canonize(unsigned(rich()), store=store)

    assert 0 < len(store.memory()) <= 3
    assert canonize(unsigned(rich()), store=store) == by_pyld_alone(unsigned(rich()))
