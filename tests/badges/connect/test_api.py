# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The Open Badges 3.0 API, from registering to disconnecting, as an application goes through it."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client as Application
from allauth.idp.oidc.models import Token
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from badges.backpack.models import KeptBadge
from badges.connect import adapter, scopes, services, views
from badges.models import Credential
from badges.openbadges import multikey
from peerreview.accounts.models import User
from peerreview.accounts.services import erase_person
from peerreview.kernel import clock
from tests.badges import earning
from tests.badges.backpack.test_backpack import foreign
from tests.house.inline import faults

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SITE = "https://wallet.example"
BACK = f"{SITE}/back"
VERIFIER = "a" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
)
API = "/ims/ob/v3p0"
METADATA = {
    "client_name": "Wallet & Co",
    "client_uri": SITE,
    "logo_uri": f"{SITE}/logo.png",
    "tos_uri": f"{SITE}/terms",
    "policy_uri": f"{SITE}/privacy",
    "software_id": "wallet",
    "software_version": "1",
    "redirect_uris": [BACK],
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
    "token_endpoint_auth_method": "client_secret_basic",
    "scope": " ".join(scopes.IN_WORDS),
}


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def register(client: Client, **changes: Any) -> Any:
    body = {name: value for name, value in {**METADATA, **changes}.items() if value is not None}
    return client.post(f"{API}/oauth/register", json.dumps(body), content_type="application/json")


@dataclass
class Wallet:
    """An application that registered."""

    client: Client
    id: str
    secret: str

    @property
    def basic(self) -> str:
        return "Basic " + base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()

    def consent(self, browser: Client, scope: str = "", **changes: Any) -> Any:
        query = {
            "response_type": "code",
            "client_id": self.id,
            "redirect_uri": BACK,
            "scope": scope or METADATA["scope"],
            "state": "xyz",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **changes,
        }
        asked = {name: value for name, value in query.items() if value is not None}
        return browser.get(f"{API}/oauth/authorize", asked)

    def code(self, browser: Client, scope: str = "") -> str:
        page = self.consent(browser, scope)
        form = page.context["form"]
        answer = browser.post(
            f"{API}/oauth/authorize",
            {
                "request": form.initial["request"]
                if form.initial
                else page.context["view"].get_initial()["request"],
                "scopes": (scope or METADATA["scope"]).split(),
                "action": "grant",
            },
        )
        query = parse_qs(urlsplit(answer["Location"]).query)
        assert answer["Location"].startswith(BACK)
        assert query["state"] == ["xyz"]
        return query["code"][0]

    def token(self, **fields: Any) -> Any:
        return self.client.post(f"{API}/oauth/token", fields, headers={"Authorization": self.basic})

    def trade(self, code: str, verifier: str = VERIFIER) -> Any:
        return self.token(
            grant_type="authorization_code", code=code, redirect_uri=BACK, code_verifier=verifier
        )

    def let_in(self, browser: Client, scope: str = "") -> dict[str, str]:
        answer = self.trade(self.code(browser, scope))
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def wallet(client: Client) -> Wallet:
    made = register(Client()).json()
    return Wallet(client, made["client_id"], made["client_secret"])


def ask(client: Client, method: str, path: str, bearer: str, **options: Any) -> Any:
    headers = {"Authorization": f"Bearer {bearer}"}
    return getattr(client, method)(f"{API}/{path}", headers=headers, **options)


@pytest.fixture
def credential(alice: User, ben: User, fran: User) -> Credential:
    return earning.claimed(earning.an_offer(alice, ben, fran), is_public=False)


def test_discovery_says_where_to_register_and_what_can_be_asked(client: Client) -> None:
    found = client.get(f"{API}/discovery").json()
    scheme = found["components"]["securitySchemes"]["OAuth2ACG"]

    assert scheme["x-imssf-registrationUrl"].endswith(f"{API}/oauth/register")
    assert set(scheme["flows"]["authorizationCode"]["scopes"]) == set(scopes.IN_WORDS)
    assert {"title", "termsOfService", "x-imssf-image", "x-imssf-privacyPolicyUrl"} <= set(
        found["info"]
    )


def test_registering_gives_a_secret_that_is_kept_as_a_digest(client: Client) -> None:
    answer = register(client)
    assert answer.status_code == 201, answer.content
    made = Application.objects.get()

    assert answer.json()["client_secret"] not in made.secret
    assert answer.json()["client_secret_expires_at"] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uris": ["http://wallet.example/back"]},
        {"redirect_uris": ["https://elsewhere.example/back"]},
        {"redirect_uris": ["https://wallet.example@evil.example/back"]},
        {"redirect_uris": ["https://*.example/back"]},
        {"redirect_uris": ["https://wallet.example/back#x"]},
        {"redirect_uris": ["wallet://back"]},
        {"redirect_uris": []},
        {"redirect_uris": "https://wallet.example/back"},
        {"client_uri": "https://other.example"},
        {"logo_uri": None},
        {"policy_uri": "javascript:alert(1)"},
        {"tos_uri": 5},
        {"response_types": ["token"]},
        {"grant_types": ["client_credentials"]},
        {"token_endpoint_auth_method": "none"},
        {"scope": "openid email"},
        {"scope": None},
        {"client_name": None},
    ],
)
def test_what_may_not_register(client: Client, changes: dict[str, Any]) -> None:
    assert register(client, **changes).status_code == 400
    assert Application.objects.count() == 0


def test_nonsense_registers_nothing(client: Client) -> None:
    for body in (b"", b"[]", b"\xff", b"{" * 100):
        answer = client.post(f"{API}/oauth/register", body, content_type="application/json")
        assert answer.status_code in (400, 429)
    assert adapter._host("https://[") == ""


def test_the_whole_way(
    client: Client, client_of: SignIn, alice: User, credential: Credential, wallet: Wallet
) -> None:
    browser = client_of(alice)
    page = wallet.consent(browser)
    given = wallet.let_in(browser)
    badges = ask(client, "get", "credentials", given["access_token"])
    stored = list(Token.objects.values_list("hash", flat=True))

    assert "Wallet &amp; Co" in page.content.decode()
    assert faults(page.content.decode()) == []
    assert SITE in page["Content-Security-Policy"]
    assert (given["token_type"], given["expires_in"]) == ("Bearer", 3600)
    assert badges.json()["credential"] == [json.loads(credential.document)]
    assert badges["X-Total-Count"] == "1"
    assert given["access_token"] not in stored
    assert given["refresh_token"] not in stored


def test_without_pkce_state_or_the_registered_address_nobody_is_asked(
    client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    browser = client_of(alice)
    for changes in (
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"state": None},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/back"},
        {"client_id": "nobody"},
        {"scope": "openid"},
        {"response_type": "token"},
    ):
        answer = wallet.consent(browser, **changes)
        assert answer.status_code in (302, 400), changes
        if answer.status_code == 302:
            assert "error=" in answer["Location"]
            assert answer["Location"].startswith(BACK)


def test_a_code_opens_once_and_only_for_who_began(
    client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    browser = client_of(alice)
    wrong, good = wallet.code(browser), wallet.code(browser)
    other = register(Client()).json()
    thief = Wallet(wallet.client, other["client_id"], other["client_secret"])

    assert wallet.trade(wrong, verifier="b" * 64).status_code == 400
    assert thief.trade(good).status_code >= 400
    key = wallet.trade(good).json()["access_token"]
    assert ask(wallet.client, "get", "profile", key).status_code == 200
    assert wallet.trade(good).status_code == 400
    # Traded twice: one of the two has stolen it, and what the other got is good no more.
    assert ask(wallet.client, "get", "profile", key).status_code == 401
    assert Wallet(wallet.client, wallet.id, "wrong").trade(wallet.code(browser)).status_code == 401


def test_keys_are_renewed_and_taken_back(
    client: Client, client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    browser = client_of(alice)
    first = wallet.let_in(browser)
    again = wallet.token(grant_type="refresh_token", refresh_token=first["refresh_token"]).json()
    twice = wallet.token(grant_type="refresh_token", refresh_token=first["refresh_token"])

    assert twice.status_code == 400
    assert ask(client, "get", "profile", again["access_token"]).status_code == 200
    wallet.client.post(
        f"{API}/oauth/revoke",
        {"token": again["access_token"]},
        headers={"Authorization": wallet.basic},
    )
    assert ask(client, "get", "profile", again["access_token"]).status_code == 401
    page = browser.get("/settings/applications/").content.decode()
    assert "Wallet &amp; Co" in page
    browser.post("/settings/applications/disconnect/", {"client": wallet.id})
    assert ask(client, "get", "profile", first["access_token"]).status_code == 401
    assert Token.objects.count() == 0


def test_each_act_needs_its_scope_and_errors_are_the_standards(
    client: Client, client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    key = wallet.let_in(client_of(alice), scopes.PROFILE_READ)["access_token"]
    refused = ask(client, "get", "credentials", key)
    unknown = ask(client, "get", "credentials", "nonsense")

    assert (refused.status_code, unknown.status_code) == (403, 401)
    assert refused.json()["imsx_codeMajor"] == "failure"
    assert unknown["WWW-Authenticate"].startswith("Bearer")
    assert client_of(alice).get(f"{API}/credentials").status_code == 401
    assert ask(client, "delete", "credentials", key).status_code == 405
    assert ask(client, "put", "profile", key).status_code == 403


def test_badges_are_put_into_the_backpack_once(
    client: Client, client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    key = wallet.let_in(client_of(alice))["access_token"]
    options = {"data": foreign(), "content_type": "application/json"}
    first, again = (ask(client, "post", "credentials", key, **options) for _ in range(2))
    bad = ask(client, "post", "credentials", key, data="{}", content_type="application/json")
    kind = ask(client, "post", "credentials", key, data="{}", content_type="text/html")
    large = ask(
        client, "post", "credentials", key,
        data=b"x" * (views.MOST_CHARS + 1), content_type="text/plain",
    )  # fmt: skip

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.content.decode() == foreign()
    assert KeptBadge.objects.get().owner == alice
    assert (bad.status_code, kind.status_code, large.status_code) == (400, 406, 413)
    assert bad.json()["imsx_description"]


def test_pages_follow_each_other(
    client: Client, client_of: SignIn, alice: User, credential: Credential, wallet: Wallet
) -> None:
    key = wallet.let_in(client_of(alice))["access_token"]
    for number in range(2):
        ask(
            client, "post", "credentials", key,
            data=foreign(number), content_type="application/json",
        )  # fmt: skip
    seen, path = [], "credentials?limit=1"
    while path:
        with CaptureQueriesContext(connection) as queries:
            answer = ask(client, "get", path, key)
        assert len(queries) <= 8
        seen += [each["id"] for each in answer.json()["credential"]]
        following = [part for part in answer["Link"].split(", ") if 'rel="next"' in part]
        path = (
            "credentials" + following[0].split("credentials")[1].split(">")[0] if following else ""
        )

    assert len(seen) == len(set(seen)) == 3
    assert answer["X-Total-Count"] == "3"
    for query in ("limit=0", "limit=x", "offset=-1", "since=yesterday", "offset=99999999"):
        assert ask(client, "get", f"credentials?{query}", key).status_code == 400
    later = ask(client, "get", "credentials?since=2999-01-01T00:00:00Z", key)
    assert (later.json(), later["X-Total-Count"]) == ({}, "0")


def test_the_profile_is_read_and_changed(
    client: Client, client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    key = wallet.let_in(client_of(alice))["access_token"]
    body = {**ask(client, "get", "profile", key).json(), "name": "Alice B."}
    changed = ask(
        client, "put", "profile", key, data=json.dumps(body), content_type="application/json"
    )
    broken = ask(client, "put", "profile", key, data="[", content_type="application/json")

    assert changed.json()["name"] == "Alice B."
    assert User.objects.get(pk=alice.pk).display_name == "Alice B."
    assert broken.status_code == 400


def test_too_many_calls_are_put_off(
    client: Client, client_of: SignIn, alice: User, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = wallet.let_in(client_of(alice))["access_token"]
    monkeypatch.setattr(views, "CALLS", 1)
    answers = [ask(client, "get", "profile", key).status_code for _ in range(3)]
    monkeypatch.setattr(views, "GUESSES", 1)
    guesses = [ask(client, "get", "profile", "x").status_code for _ in range(3)]

    assert 429 in answers
    assert guesses[0] == 401
    assert 429 in guesses


def test_what_is_over_is_not_kept(client_of: SignIn, alice: User, wallet: Wallet) -> None:
    wallet.let_in(client_of(alice), scopes.READ)
    register(Client())
    services.tidy()
    assert (Token.objects.count(), Application.objects.count()) == (2, 2)

    services.tidy(clock.now() + timedelta(days=2))
    assert [token.type for token in Token.objects.all()] == ["rt"]
    services.tidy(clock.now() + timedelta(days=181))
    assert Application.objects.count() == 0


def test_an_account_that_is_gone_has_no_keys(
    client: Client, client_of: SignIn, alice: User, wallet: Wallet
) -> None:
    key = wallet.let_in(client_of(alice))["access_token"]
    erase_person(user=alice, by=alice)

    assert Token.objects.count() == 0
    assert ask(client, "get", "profile", key).status_code == 401


def test_badges_of_the_second_version_are_neither_listed_nor_counted(
    client: Client, client_of: SignIn, alice: User, credential: Credential, wallet: Wallet
) -> None:
    key = wallet.let_in(client_of(alice))["access_token"]
    older = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "https://a.example/1",
    }
    tokens = [
        ".".join(multikey.base64url_encode(json.dumps(part).encode()) for part in parts)
        for parts in ([{"alg": "RS256"}, older, 1], [{"alg": "RS256"}, json.loads(foreign()), 1])
    ]
    for number, content in enumerate([json.dumps(older), *tokens, foreign(3)]):
        KeptBadge.objects.create(
            owner=alice, key=str(number), content=content, badge_id=str(number), name="Kept",
            issuer="A", issuer_id="a", verdict="valid", holder="mine",
        )  # fmt: skip

    answer = ask(client, "get", "credentials", key)

    assert answer.json()["compactJwsString"] == [tokens[1]]
    assert answer.json()["credential"] == [json.loads(credential.document), json.loads(foreign(3))]
    assert answer["X-Total-Count"] == "3"
