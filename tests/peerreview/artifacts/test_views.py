# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Each door of artifacts: it works, a stranger is refused, the wrong method is refused; pages leak nothing."""

import io
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.artifacts import queries, registry, services
from peerreview.artifacts.models import Version
from tests.house import inline
from tests.peerreview.artifacts import files


@pytest.fixture
def draft(alice: User) -> Version:
    """Alice's draft: a text, a picture, code, a PDF, a link; all of them named after her."""
    draft = services.start_artifact(owner=alice)
    services.add_text(version=draft, by=alice, source="# Hello\n\n<script>alert(1)</script>")
    for name, content in (
        ("Alice Quistgaard.png", files.signed_png()),
        ("Alice Quistgaard.py", b"print('<script>')\n"),
        ("Alice Quistgaard.pdf", files.pdf()),
        ("Alice Quistgaard.mp3", files.mp3()),
        ("Alice Quistgaard.mp4", files.mp4()),
    ):
        services.add_file(version=draft, by=alice, name=name, content=content)
    services.add_link(version=draft, by=alice, url="https://pyt\u04bbon.example/a", caption="Notes")
    return services.save_draft(version=draft, by=alice, title="My work", base_revision=0)


@pytest.fixture
def pictured(alice: User) -> Version:
    """Alice's draft with one picture."""
    draft = services.start_artifact(owner=alice)
    content = files.signed_png()
    services.add_file(version=draft, by=alice, name="Alice Quistgaard.png", content=content)
    return services.save_draft(version=draft, by=alice, title="Pictured", base_revision=0)


@pytest.fixture
def small(alice: User) -> Version:
    """Alice's draft with one text."""
    draft = services.start_artifact(owner=alice)
    services.add_text(version=draft, by=alice, source="Hello")
    return services.save_draft(version=draft, by=alice, title="Small", base_revision=0)


@pytest.fixture
def readers() -> Iterator[set[int]]:
    """Ids of people whom an app above lets read everything that is frozen."""
    allowed: set[int] = set()

    def grant(user: Any, version_id: int) -> bool:
        return user.pk in allowed

    registry.may_read(grant)
    yield allowed
    registry._grants.remove(grant)


def fields(version: Version, **extra: Any) -> dict[str, Any]:
    version.refresh_from_db()
    parts = {f"source-{p.uuid}": p.text_source for p in version.parts.filter(kind="text")}
    return {
        "title": version.title,
        "base_revision": version.revision,
        "key": str(uuid.uuid4()),
        **parts,
        **extra,
    }


def doors(version: Version) -> list[tuple[str, str, dict[str, Any]]]:
    part = version.parts.first()
    typed = fields(version)
    upload = {**typed, "files": SimpleUploadedFile("a.txt", b"words")}
    return [
        ("get", reverse("artifact", args=[version.uuid]), {}),
        ("get", reverse("draft", args=[version.uuid]), {}),
        ("post", reverse("draft-save", args=[version.uuid]), typed),
        ("post", reverse("draft-preview", args=[version.uuid]), {"source": "x"}),
        ("post", reverse("draft-add-text", args=[version.uuid]), typed),
        ("post", reverse("draft-add-link", args=[version.uuid]), {**typed, "new_url": "a.org"}),
        ("post", reverse("draft-add-files", args=[version.uuid]), upload),
        ("post", reverse("draft-move", args=[version.uuid, part.uuid]), {**typed, "position": "0"}),
        ("post", reverse("draft-remove", args=[version.uuid, part.uuid]), typed),
        ("post", reverse("artifact-revise", args=[version.uuid]), {}),
        ("post", reverse("draft-discard", args=[version.uuid]), {}),
    ]


def test_every_door_opens_for_the_owner(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)

    for method, url, data in doors(small):
        response = getattr(client, method)(url, data)
        assert response.status_code in {200, 302, 303}, (url, response.content)


def test_every_door_is_closed_to_others_and_says_no_more_than_for_nothing(
    small: Version, ben: User, client_of: Callable[[User], Client]
) -> None:
    client, nobody = client_of(ben), Client()

    for method, url, data in doors(small):
        answer = getattr(client, method)(url, data)
        absent = getattr(client, method)(url.replace(str(small.uuid), str(uuid.uuid4())), data)
        assert (answer.status_code, absent.status_code) == (404, 404), url
        token = re.compile(rb'(csrfmiddlewaretoken" value=|x-csrftoken": )"[^"]+"')
        assert token.sub(b"", answer.content) == token.sub(b"", absent.content)
        signed_out = getattr(nobody, method)(url, data)
        assert signed_out.status_code == 302
        assert reverse("account_login") in signed_out["Location"]
    small.refresh_from_db()
    assert (small.revision, small.parts.count()) == (1, 1)


def test_acts_refuse_get_and_pages_refuse_post(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)

    for method, url, _data in doors(small):
        wrong = client.post(url) if method == "get" else client.get(url)
        assert wrong.status_code == 405, url


def test_posts_need_a_csrf_token(small: Version, alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice, backend="allauth.account.auth_backends.AuthenticationBackend")

    response = client.post(reverse("draft-save", args=[small.uuid]), fields(small, title="Stolen"))

    assert response.status_code == 403
    small.refresh_from_db()
    assert small.title == "Small"


def test_a_submitted_version_can_be_seen_but_not_edited(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    services.freeze(version=small, by=alice)
    client = client_of(alice)

    assert client.get(reverse("draft", args=[small.uuid])).status_code == 302
    for method, url, data in doors(small)[2:]:
        if "revise" not in url:
            assert getattr(client, method)(url, data).status_code == 409, url


# --- pages ----------------------------------------------------------------------------------


def test_pages_have_no_inline_code_and_show_no_markup_of_the_work(
    draft: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)

    for url in (
        reverse("artifacts"),
        reverse("draft", args=[draft.uuid]),
        reverse("artifact", args=[draft.uuid]),
    ):
        html = client.get(url).content.decode()
        assert inline.faults(html) == []
        assert "<script>" not in html


def test_what_readers_get_tells_nothing_of_the_owner(
    draft: Version, alice: User, ben: User, rf: Any
) -> None:
    frozen = services.freeze(version=draft, by=alice)
    from django.template.loader import render_to_string  # noqa: PLC0415

    html = render_to_string("peerreview/artifacts/_artifact.html", {"version": frozen})

    for trace in ("Alice", "Quistgaard", str(alice.uuid), alice.email, "datetime", "signed"):
        assert trace not in html
    assert "image-1.png" in html
    assert "code-1.txt" in html
    assert "xn--" in html
    assert 'rel="noopener noreferrer nofollow ugc"' in html


def test_my_artifacts_takes_as_many_queries_for_many_as_for_few(
    alice: User, ben: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)

    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(reverse("artifacts")).status_code == 200
        return len(captured)

    services.start_artifact(owner=alice)
    services.start_artifact(owner=ben)
    counted()
    few = counted()
    for _ in range(30):
        draft = services.start_artifact(owner=alice)
        services.add_text(version=draft, by=alice, source="x")
    assert counted() == few
    page = client.get(reverse("artifacts"))
    assert len(page.context["page"].object_list) == 20
    assert page.context["page"].paginator.count == 31


def test_the_viewer_takes_one_query_for_any_number_of_parts(draft: Version) -> None:
    with CaptureQueriesContext(connection) as captured:
        shown = queries.shown_parts(draft)

    assert len(shown) == 7
    assert len(captured) == 1


def test_start_sent_twice_makes_one_artifact(
    alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    key = {"key": str(uuid.uuid4())}

    first = client.post(reverse("artifact-new"), key)
    second = client.post(reverse("artifact-new"), key)

    assert first["Location"] == second["Location"]
    assert alice.artifacts.count() == 1


# --- the editor -----------------------------------------------------------------------------


def test_autosave_answers_with_the_new_revision(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("draft-save", args=[small.uuid])

    response = client_of(alice).post(
        url, fields(small, title="New"), HTTP_ACCEPT="application/json"
    )

    assert response.json() == {"revision": 2}
    small.refresh_from_db()
    assert small.title == "New"


def test_autosave_of_a_second_tab_gets_a_conflict_with_what_is_stored(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("draft-save", args=[small.uuid])
    stale = fields(small, title="Second tab")
    client = client_of(alice)
    client.post(url, fields(small, title="First tab"), HTTP_ACCEPT="application/json")

    response = client.post(url, stale, HTTP_ACCEPT="application/json")

    assert response.status_code == 409
    assert response.json()["error"]["code"] == "stale-draft"
    assert response.json()["stored"] == {"revision": 2, "title": "First tab"}


def test_without_script_a_conflict_shows_both_and_loses_neither(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("draft-add-text", args=[small.uuid])
    part = small.parts.get()
    stale = fields(small, **{"title": "Second tab", f"source-{part.uuid}": "typed in the second"})
    client = client_of(alice)
    client.post(reverse("draft-save", args=[small.uuid]), fields(small, title="First tab"))

    conflict = client.post(url, stale)
    chosen = client.post(reverse("draft-save", args=[small.uuid]), {**stale, "overwrite": "yes"})

    html = conflict.content.decode()
    assert conflict.status_code == 409
    assert "typed in the second" in html
    assert 'name="base_revision" value="1"' in html
    assert 'value="Second tab"' in html
    assert chosen.status_code == 303
    small.refresh_from_db()
    part.refresh_from_db()
    assert (small.title, part.text_source) == ("Second tab", "typed in the second")


def test_adding_saves_what_was_typed_first(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    part = small.parts.get()
    typed = fields(small, **{f"source-{part.uuid}": "typed just now"})

    client_of(alice).post(reverse("draft-add-text", args=[small.uuid]), typed)

    part.refresh_from_db()
    assert part.text_source == "typed just now"
    assert small.parts.count() == 2


def test_the_same_form_sent_twice_adds_once(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    typed = fields(small)
    two = lambda: [SimpleUploadedFile("a.txt", b"one"), SimpleUploadedFile("b.txt", b"two")]  # noqa: E731

    for _ in range(2):
        client.post(reverse("draft-add-text", args=[small.uuid]), typed)
        client.post(reverse("draft-add-files", args=[small.uuid]), {**typed, "files": two()})

    assert small.parts.count() == 4


def test_one_bad_file_is_named_and_the_good_ones_and_the_text_stay(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    part = small.parts.get()
    typed = fields(small, **{f"source-{part.uuid}": "typed just now"})
    typed["files"] = [
        SimpleUploadedFile("good.txt", b"words"),
        SimpleUploadedFile("evil.png", b"<svg onload=alert(1)>"),
        SimpleUploadedFile("nothing.png", b""),
        SimpleUploadedFile("photo.png", files.picture(), content_type="text/html"),
    ]

    response = client_of(alice).post(reverse("draft-add-files", args=[small.uuid]), typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert "evil.png" in html
    assert "nothing.png" in html
    assert "typed just now" in html
    assert [one.kind for one in queries.parts_of(small)] == ["text", "code", "image"]


@pytest.mark.parametrize("data", [{}, {"files": "not a file"}])
def test_no_file_chosen_is_said(
    small: Version, alice: User, client_of: Callable[[User], Client], data: dict[str, str]
) -> None:
    url = reverse("draft-add-files", args=[small.uuid])

    response = client_of(alice).post(url, {**fields(small), **data})

    assert response.status_code == 422
    assert "Choose one or more files first." in response.content.decode()


def test_a_bad_address_stays_in_its_field_with_the_reason(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("draft-add-link", args=[small.uuid])

    response = client_of(alice).post(url, fields(small, new_url="javascript:alert(1)"))

    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="javascript:alert(1)"' in html
    assert "not a web address" in html


def test_hostile_form_values_are_no_500(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)
    typed = {
        "title": "\x00\u202e" * 90,
        "base_revision": "\uff19" * 30,
        "key": "no key",
        "source-": "x",
        "source-nonsense": "x",
        f"caption-{uuid.uuid4()}": "for nobody",
        "next": "https://evil.example/",
    }

    response = client.post(reverse("draft-save", args=[small.uuid]), typed)
    moved = client.post(
        reverse("draft-move", args=[small.uuid, uuid.uuid4()]), fields(small, position="-5")
    )

    assert response.status_code in {303, 409}
    assert moved.status_code == 422


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:x", "/\\evil"]
)
def test_the_way_back_never_leaves_the_site(
    small: Version, alice: User, client_of: Callable[[User], Client], wanted: str
) -> None:
    url = reverse("draft-save", args=[small.uuid])

    response = client_of(alice).post(url, fields(small, next=wanted))

    assert response["Location"] == reverse("draft", args=[small.uuid])


def test_a_script_gets_the_editor_alone(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("draft-add-text", args=[small.uuid])

    response = client_of(alice).post(url, fields(small), HTTP_X_EDITOR="1")

    html = response.content.decode().strip()
    assert html.startswith("<form")
    assert html.count("editor-part ") == 0 or "<html" not in html
    assert html.count("<textarea") == 2


def test_the_owner_is_told_of_a_file_that_may_still_name_them(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    services.add_file(
        version=small, by=alice, name="talk.webm", content=files.live_webm(with_tags=True)
    )

    html = client_of(alice).get(reverse("draft", args=[small.uuid])).content.decode()

    assert "A file may still say who made it." in html


def test_the_form_tells_the_limits(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    html = client_of(alice).get(reverse("draft", args=[small.uuid])).content.decode()

    assert "each up to 25.0\xa0MB, at most 10 files" in html


def test_preview_is_sanitised(
    small: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    url = reverse("draft-preview", args=[small.uuid])

    response = client_of(alice).post(url, {"source": "**a** <img src=x onerror=alert(1)>"})

    assert response.content.decode() == (
        "<p><strong>a</strong> &lt;img src=x onerror=alert(1)&gt;</p>\n"
    )


# --- stored files ---------------------------------------------------------------------------


def url_of(version: Version, kind: str) -> str:
    return next(part.file_url for part in queries.shown_parts(version) if part.kind == kind)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_served_files_cannot_run_in_our_origin(
    draft: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    for kind in ("image", "pdf", "code", "audio", "video"):
        assert_guarded(client_of(alice).get(url_of(draft, kind)), draft, kind)


def assert_guarded(response: Any, draft: Version, kind: str) -> None:
    file = draft.parts.get(kind=kind).file
    assert len(body(response)) == file.size_bytes
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in response["Content-Security-Policy"]
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-cache"
    assert "Alice" not in str(response.headers)
    disposition = "attachment" if kind == "code" else "inline"
    assert response["Content-Disposition"].startswith(f'{disposition}; filename="{kind}-1.')


def test_download_makes_an_attachment(
    pictured: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(alice).get(url_of(pictured, "image") + "?download")

    assert response["Content-Disposition"] == 'attachment; filename="image-1.png"'


@pytest.mark.parametrize(
    ("header", "status", "span"),
    [
        ("bytes=0-3", 206, (0, 4)),
        ("bytes=10-", 206, (10, None)),
        ("bytes=-5", 206, (-5, None)),
        ("bytes=0-999999", 200, (0, None)),
        ("bytes=0-1,4-5", 200, (0, None)),
        ("bytes=-", 200, (0, None)),
        ("lines=0-1", 200, (0, None)),
        ("bytes=5-2", 416, None),
        ("bytes=999999-", 416, None),
        ("bytes=-0", 416, None),
    ],
)
def test_byte_ranges(
    pictured: Version, alice: User, client_of: Callable[[User], Client],
    header: str, status: int, span: tuple[int, int | None] | None,
) -> None:  # fmt: skip
    client, url = client_of(alice), url_of(pictured, "image")
    whole = body(client.get(url))

    response = client.get(url, HTTP_RANGE=header)

    assert response.status_code == status
    if span is None:
        assert response["Content-Range"] == f"bytes */{len(whole)}"
    else:
        assert body(response) == whole[slice(*span)]
        assert response["Content-Length"] == str(len(whole[slice(*span)]))


def test_an_unchanged_file_is_not_sent_again(
    pictured: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    client, url = client_of(alice), url_of(pictured, "image")
    etag = client.get(url)["ETag"]

    response = client.get(url, HTTP_IF_NONE_MATCH=etag)

    assert (response.status_code, response.content) == (304, b"")


@pytest.mark.parametrize(
    "name", ["alice.png", "image-1.html", "image.png", "image-9999.png", "pdf-1.pdf", "code-1.txt"]
)
def test_a_file_answers_only_to_its_neutral_name(
    pictured: Version, alice: User, client_of: Callable[[User], Client], name: str
) -> None:
    url = url_of(pictured, "image").rpartition("/")[0]

    assert client_of(alice).get(f"{url}/{name}").status_code == 404


def test_who_may_read_a_file(
    pictured: Version, alice: User, ben: User, charlie: User, readers: set[int],
    client_of: Callable[[User], Client],
) -> None:  # fmt: skip
    readers.add(ben.pk)
    url = url_of(pictured, "image")

    def answers() -> list[int]:
        clients = [client_of(alice), client_of(ben), client_of(charlie), Client()]
        return [client.get(url).status_code for client in clients]

    assert answers() == [200, 404, 404, 404]
    services.freeze(version=pictured, by=alice)
    assert answers() == [200, 200, 404, 404]
    readers.clear()
    assert answers() == [200, 404, 404, 404]


def test_a_file_that_came_after_submitting_stays_the_owners(
    small: Version, alice: User, ben: User, readers: set[int], client_of: Callable[[User], Client]
) -> None:
    readers.add(ben.pk)
    services.freeze(version=small, by=alice)
    second = services.new_draft(artifact=small.artifact, by=alice)
    services.add_file(version=second, by=alice, name="a.png", content=files.picture())

    assert client_of(ben).get(url_of(second, "image")).status_code == 404


def test_a_picture_served_again_is_the_picture(
    pictured: Version, alice: User, client_of: Callable[[User], Client]
) -> None:
    content = body(client_of(alice).get(url_of(pictured, "image")))

    assert files.NAME not in content
    assert io.BytesIO(content).read(8) == b"\x89PNG\r\n\x1a\n"
