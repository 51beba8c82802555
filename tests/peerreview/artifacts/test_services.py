# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Drafts, parts and freezing: once each, nothing typed lost, nothing half stored."""

import errno
import hashlib
import threading
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

from peerreview.accounts.models import User
from peerreview.artifacts import checks, queries, services, uploads
from peerreview.artifacts.models import Artifact, File, Part, Version
from peerreview.artifacts.services import PartChange, StaleDraft
from peerreview.kernel import hashing
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from peerreview.outbox.models import Message
from tests.peerreview.artifacts import files


@pytest.fixture
def draft(alice: User) -> Version:
    """Alice's empty draft."""
    return services.start_artifact(owner=alice)


def order(draft: Version) -> list[uuid.UUID]:
    return [part.uuid for part in queries.parts_of(draft)]


def save(draft: Version, by: User, title: str, base: int, **parts: object) -> Version:
    return services.save_draft(version=draft, by=by, title=title, base_revision=base, **parts)


def test_start_artifact_twice_with_one_key_makes_one(alice: User, ben: User) -> None:
    key = uuid.uuid4()

    first = services.start_artifact(owner=alice, key=key)
    again = services.start_artifact(owner=alice, key=key)

    assert first == again
    with pytest.raises(Conflict):
        services.start_artifact(owner=ben, key=key)


def test_save_draft_counts_revisions_only_when_something_changed(
    draft: Version, alice: User
) -> None:
    part = services.add_text(version=draft, by=alice, source="")
    change = {part.uuid: PartChange(source="# Hello")}

    saved = save(draft, alice, "  A \u202etitle ", 0, parts=change)
    again = save(draft, alice, "A title", 0, parts=change)

    assert (saved.title, saved.revision) == ("A title", 1)
    assert again.revision == 1
    part.refresh_from_db()
    assert part.text_html == "<h2>Hello</h2>\n"


def test_two_tabs_conflict_and_neither_text_is_lost(draft: Version, alice: User) -> None:
    part = services.add_text(version=draft, by=alice, source="start")
    save(draft, alice, "T", 0, parts={part.uuid: PartChange(source="first tab")})

    with pytest.raises(StaleDraft) as raised:
        save(draft, alice, "T", 0, parts={part.uuid: PartChange(source="second tab")})

    assert raised.value.stored.revision == 1
    part.refresh_from_db()
    assert part.text_source == "first tab"
    chosen = save(
        draft, alice, "T", 0, parts={part.uuid: PartChange(source="second tab")}, overwrite=True
    )
    part.refresh_from_db()
    assert (chosen.revision, part.text_source) == (2, "second tab")


def test_text_for_a_part_removed_elsewhere_is_a_conflict_and_can_be_brought_back(
    draft: Version, alice: User
) -> None:
    part = services.add_text(version=draft, by=alice, source="start")
    services.remove_part(part=part, by=alice)
    change = {part.uuid: PartChange(source="typed meanwhile")}

    with pytest.raises(StaleDraft):
        save(draft, alice, "", 0, parts=change)
    save(draft, alice, "", 0, parts=change, overwrite=True)

    assert [one.text_source for one in queries.parts_of(draft)] == ["typed meanwhile"]


@pytest.mark.parametrize("what", ["text", "link", "file"])
def test_a_double_click_adds_one_part(draft: Version, alice: User, what: str) -> None:
    key = uuid.uuid4()
    acts: dict[str, Callable[[], Part]] = {
        "text": lambda: services.add_text(version=draft, by=alice, source="x", key=key),
        "link": lambda: services.add_link(version=draft, by=alice, url="https://a.org", key=key),
        "file": lambda: services.add_file(
            version=draft, by=alice, name="a.png", content=files.picture(), key=key
        ),
    }

    first, second = acts[what](), acts[what]()

    assert first == second
    assert draft.parts.count() == 1
    assert File.objects.count() == (1 if what == "file" else 0)


def test_a_key_of_somebody_elses_part_is_refused(draft: Version, alice: User, ben: User) -> None:
    part = services.add_text(version=draft, by=alice, source="x")
    other = services.start_artifact(owner=ben)

    with pytest.raises(Conflict):
        services.add_text(version=other, by=ben, source="y", key=part.uuid)
    with pytest.raises(Conflict):
        services.add_file(
            version=other, by=ben, name="a.png", content=files.picture(), key=part.uuid
        )
    assert File.objects.count() == 0


def stored_files() -> list[str]:
    found = []
    if default_storage.exists("artifacts"):
        for folder in default_storage.listdir("artifacts")[0]:
            found += default_storage.listdir(f"artifacts/{folder}")[1]
    return found


@pytest.fixture
def disk(settings: object, tmp_path: object) -> None:
    """Files on a real disk of this test's own."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }


@pytest.mark.usefixtures("disk")
def test_a_stored_file_has_its_digest_and_a_name_that_tells_nothing(
    draft: Version, alice: User
) -> None:
    part = services.add_file(
        version=draft, by=alice, name="alice.png", content=files.picture(), caption="Mine"
    )

    stored = default_storage.open(part.file.storage_key).read()
    assert hashlib.sha256(stored).hexdigest() == part.file.sha256
    assert part.file.original_name == "alice.png"
    assert "alice" not in part.file.storage_key
    assert (part.kind, part.caption) == ("image", "Mine")


@pytest.mark.usefixtures("disk")
def test_a_full_disk_is_told_and_leaves_no_row_and_no_bytes(
    draft: Version, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: object, name: str, content: object) -> str:
        path = Path(default_storage.path(name))
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)

    with pytest.raises(uploads.StorageFailed):
        services.add_file(version=draft, by=alice, name="a.png", content=files.picture())

    assert File.objects.count() == 0
    assert draft.parts.count() == 0
    assert stored_files() == []


@pytest.mark.usefixtures("disk")
def test_a_refused_row_leaves_no_bytes(draft: Version, alice: User, settings: object) -> None:
    with pytest.raises(Invalid):
        services.add_file(
            version=draft, by=alice, name="a.png", content=files.picture(), caption="c" * 301
        )

    assert stored_files() == []


@pytest.mark.usefixtures("disk")
def test_removing_the_last_use_of_a_file_removes_its_bytes_and_no_other(
    draft: Version, alice: User, deliver: Callable[[], int]
) -> None:
    kept = services.add_file(version=draft, by=alice, name="a.png", content=files.picture())
    save(draft, alice, "T", 0)
    services.freeze(version=draft, by=alice)
    second = services.new_draft(artifact=draft.artifact, by=alice)
    added = services.add_file(version=second, by=alice, name="b.gif", content=files.animation())

    services.remove_part(part=added, by=alice)
    services.remove_part(part=added, by=alice)
    services.remove_part(part=second.parts.get(), by=alice)
    deliver()

    assert File.objects.get() == kept.file
    assert [name in kept.file.storage_key for name in stored_files()] == [True]


def test_discarding_a_draft_takes_what_only_it_held(draft: Version, alice: User) -> None:
    services.add_file(version=draft, by=alice, name="a.png", content=files.picture())

    services.discard_draft(version=draft, by=alice)

    assert (Artifact.objects.count(), File.objects.count()) == (0, 0)


def test_move_part_reorders_and_stops_at_the_ends(draft: Version, alice: User) -> None:
    a, b, c = (services.add_text(version=draft, by=alice, source=text) for text in "abc")

    services.move_part(part=c, by=alice, position=0)
    assert order(draft) == [c.uuid, a.uuid, b.uuid]
    services.move_part(part=c, by=alice, position=99)
    assert order(draft) == [a.uuid, b.uuid, c.uuid]


def test_limits_are_told(draft: Version, alice: User, settings: object) -> None:
    settings.UPLOAD_MAX_FILES = 1
    services.add_file(version=draft, by=alice, name="a.png", content=files.picture())

    with pytest.raises(Invalid, match="at most 1 file"):
        services.add_file(version=draft, by=alice, name="b.png", content=files.picture())
    with pytest.raises(Invalid, match="60,000"):
        services.add_text(version=draft, by=alice, source="x" * 60_001)
    with pytest.raises(Invalid, match="160"):
        save(draft, alice, "x" * 161, 0)


def test_a_draft_holds_at_most_fifty_parts(draft: Version, alice: User) -> None:
    for _ in range(checks.MAX_PARTS):
        services.add_text(version=draft, by=alice)

    with pytest.raises(Invalid, match="50 parts"):
        services.add_text(version=draft, by=alice)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        (" example.org/page ", "https://example.org/page"),
        ("http://example.org", "http://example.org"),
    ],
)
def test_links_are_kept_as_meant(draft: Version, alice: User, typed: str, stored: str) -> None:
    assert services.add_link(version=draft, by=alice, url=typed).url == stored


@pytest.mark.parametrize(
    "url",
    ["", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "ftp://a.org", "//a.org",
     "https://", "https://bank.example@evil.example/", "http://a b.org", "file:///etc/passwd",
     "https://example.org/" + "x" * 1000, "java\tscript:alert(1)"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(draft: Version, alice: User, url: str) -> None:
    with pytest.raises(Invalid) as raised:
        services.add_link(version=draft, by=alice, url=url)

    assert raised.value.field == "url"


def test_freeze_names_what_is_missing(draft: Version, alice: User) -> None:
    with pytest.raises(Invalid) as raised:
        services.freeze(version=draft, by=alice)
    assert raised.value.field == "title"
    save(draft, alice, "T", 0)
    services.add_text(version=draft, by=alice, source="")
    with pytest.raises(Invalid) as raised:
        services.freeze(version=draft, by=alice)
    assert raised.value.field == "parts"


def test_freeze_fixes_the_digest_once_and_drops_empty_texts(draft: Version, alice: User) -> None:
    services.add_text(version=draft, by=alice, source="Hello")
    services.add_text(version=draft, by=alice, source="")
    services.add_link(version=draft, by=alice, url="https://a.org", caption="A")
    save(draft, alice, "T", 0)

    frozen = services.freeze(version=draft, by=alice)
    again = services.freeze(version=draft, by=alice)

    assert frozen.digest == again.digest == hashing.digest({
        "title": "T",
        "parts": [
            {"kind": "text", "caption": "", "digest": hashlib.sha256(b"Hello").hexdigest()},
            {"kind": "link", "caption": "A", "digest": hashlib.sha256(b"https://a.org").hexdigest()},
        ],
    })  # fmt: skip
    assert Message.objects.filter(name="artifacts.VersionFrozen").count() == 1
    assert [part.kind for part in queries.part_digests(frozen)] == ["text", "link"]


def test_a_frozen_version_never_changes(draft: Version, alice: User) -> None:
    part = services.add_text(version=draft, by=alice, source="Hello")
    save(draft, alice, "T", 0)
    frozen = services.freeze(version=draft, by=alice)

    for act in (
        lambda: save(frozen, alice, "U", 1),
        lambda: services.add_text(version=frozen, by=alice, source="x"),
        lambda: services.change_part(part=part, by=alice, source="x"),
        lambda: services.remove_part(part=part, by=alice),
        lambda: services.move_part(part=part, by=alice, position=0),
        lambda: services.discard_draft(version=frozen, by=alice),
    ):
        with pytest.raises(Conflict):
            act()
    frozen.refresh_from_db()
    assert hashing.digest(queries.manifest(frozen)) == frozen.digest


def test_new_draft_copies_the_newest_version_once(draft: Version, alice: User) -> None:
    services.add_file(version=draft, by=alice, name="a.py", content=b"a = 1\n")
    save(draft, alice, "T", 0)
    frozen = services.freeze(version=draft, by=alice)

    second = services.new_draft(artifact=draft.artifact, by=alice)
    again = services.new_draft(artifact=draft.artifact, by=alice)

    assert second == again
    assert (second.number, second.title) == (2, "T")
    old, new = frozen.parts.get(), second.parts.get()
    assert old.file == new.file
    assert old.uuid != new.uuid
    assert uploads.anchor(new.uuid) in new.text_html
    assert uploads.anchor(old.uuid) not in new.text_html


def test_nobody_else_changes_a_draft(draft: Version, alice: User, ben: User) -> None:
    part = services.add_text(version=draft, by=alice, source="x")

    for act in (
        lambda: save(draft, ben, "U", 0),
        lambda: services.add_text(version=draft, by=ben, source="x"),
        lambda: services.add_link(version=draft, by=ben, url="https://a.org"),
        lambda: services.add_file(version=draft, by=ben, name="a", content=files.picture()),
        lambda: services.change_part(part=part, by=ben, source="x"),
        lambda: services.remove_part(part=part, by=ben),
        lambda: services.move_part(part=part, by=ben, position=0),
        lambda: services.freeze(version=draft, by=ben),
        lambda: services.discard_draft(version=draft, by=ben),
        lambda: services.new_draft(artifact=draft.artifact, by=ben),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_part_that_is_gone_cannot_change(draft: Version, alice: User) -> None:
    part = services.add_text(version=draft, by=alice, source="x")
    services.remove_part(part=part, by=alice)

    with pytest.raises(Missing):
        services.change_part(part=part, by=alice, source="y")


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_the_same_moment_end_in_one_save_and_one_conflict(
    person: Callable[..., User],
) -> None:
    alice = person("Alice")
    draft = services.start_artifact(owner=alice)
    start, results = threading.Barrier(2), []

    def tab(title: str) -> None:
        start.wait()
        try:
            results.append(save(draft, alice, title, 0).title)
        except StaleDraft:
            results.append("conflict")
        finally:
            connection.close()

    tabs = [threading.Thread(target=tab, args=(title,)) for title in ("one", "two")]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()

    draft.refresh_from_db()
    assert sorted(results) == sorted(["conflict", draft.title])
    assert draft.revision == 1


def test_emitting_happens_with_the_change_or_not_at_all(draft: Version, alice: User) -> None:
    services.add_text(version=draft, by=alice, source="x")
    save(draft, alice, "T", 0)

    with pytest.raises(RuntimeError), transaction.atomic():
        services.freeze(version=draft, by=alice)
        raise RuntimeError

    draft.refresh_from_db()
    assert not draft.is_frozen
    assert not Message.objects.filter(name="artifacts.VersionFrozen").exists()
