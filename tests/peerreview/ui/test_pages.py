# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Every page of the design: it answers, it is whole, and it runs nothing inline."""

import importlib
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template.loader import get_template
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, reverse

from peerreview.accounts.models import User
from peerreview.kernel import views
from peerreview.ui import navigation, urls
from tests.house import inline

FOR_STRANGERS = [
    "home",
    "styleguide",
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
FOR_MEMBERS = [
    "home",
    "styleguide",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "usersessions_list",
]


def whole(html: str) -> list[str]:
    """What every page has exactly once, where this one does not."""
    wanted = ["<h1", "<main", "<title>", 'lang="']
    wrong = [mark for mark in wanted if html.count(mark) != 1]
    ids = re.findall(r'\sid="([^"]+)"', html)
    return wrong + sorted({name for name in ids if ids.count(name) > 1})


@pytest.fixture
def member(alice: User, client_of: Callable[[User], Client]) -> Client:
    """A browser in which Alice has just typed her password."""
    client = client_of(alice)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("name", FOR_STRANGERS)
def test_pages_for_strangers_are_whole(client: Client, name: str) -> None:
    response = client.get(reverse(name))
    html = response.content.decode()

    assert response.status_code == 200
    assert whole(html) == []
    assert inline.faults(html) == []
    assert reverse("account_signup") in html


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_pages_for_members_are_whole(member: Client, name: str) -> None:
    response = member.get(reverse(name))
    html = response.content.decode()

    assert response.status_code == 200
    assert whole(html) == []
    assert inline.faults(html) == []
    assert f'action="{reverse("account_logout")}"' in html


def test_signing_out_is_a_post(member: Client) -> None:
    html = member.get(reverse("home")).content.decode()

    assert f'href="{reverse("account_logout")}"' not in html


def test_every_page_carries_the_policy_its_markup_was_made_for(client: Client) -> None:
    policy = client.get(reverse("account_signup"))["Content-Security-Policy"]

    rules = {rule.strip() for rule in policy.split(";")}
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'"} <= rules


def test_every_offered_link_leads_somewhere() -> None:
    def leads(name: str) -> bool:
        try:
            return bool(reverse(name))
        except NoReverseMatch:
            return False

    names = [name for place in navigation.PLACES for name in navigation.url_names(place)]

    assert [name for name in names if not leads(name)] == []
    assert len(names) >= 6


def test_the_current_page_is_marked_in_the_navigation(member: Client) -> None:
    html = member.get(reverse("mfa_index")).content.decode()

    assert f'<a href="{reverse("mfa_index")}" aria-current="page">' in html
    assert html.count('aria-current="page"') == 1


def test_home_asks_no_more_than_who_is_reading(
    alice: User, client_of: Callable[[User], Client], django_assert_max_num_queries: Callable
) -> None:
    client = client_of(alice)
    # Who is reading, and one for each kind of thing that could be theirs to do.
    with django_assert_max_num_queries(28):
        assert client.get(reverse("home")).status_code == 200


@pytest.mark.django_db
def test_an_unknown_address_gives_our_page_in_the_readers_language(client: Client) -> None:
    response = client.get("/there/is/nothing/", headers={"accept-language": "es"})
    html = response.content.decode()

    assert response.status_code == 404
    assert '<html lang="es"' in html
    assert whole(html) == []
    assert inline.faults(html) == []


@pytest.mark.django_db
def test_programs_get_errors_as_json(client: Client) -> None:
    response = client.get("/there/is/nothing/", headers={"accept": "application/json"})

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "missing"


def test_a_refusal_says_so(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    html = views.forbidden(request, PermissionDenied()).content.decode()

    assert "not for you to do" in html
    assert inline.faults(html) == []


def test_too_many_tries_has_a_page_of_ours(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    html = get_template("429.html").render({}, request)

    assert "Wait a few minutes" in html
    assert inline.faults(html) == []


def test_the_page_for_our_own_faults_needs_nothing_that_can_fault(rf: RequestFactory) -> None:
    bare = rf.get("/")  # no user, no session, no messages: any of them may be what broke

    response = views.server_error(bare)
    html = response.content.decode()

    assert response.status_code == 500
    assert whole(html) == []
    assert inline.faults(html) == []


@pytest.fixture
def production() -> Iterator[None]:
    with override_settings(PRODUCTION=True):
        importlib.reload(urls)
        yield
    importlib.reload(urls)


def test_the_style_page_is_left_out_of_production(production: None) -> None:
    assert [route.name for route in urls.urlpatterns] == ["home", "oembed"]


def test_all_layouts_of_allauth_are_ours() -> None:
    for name in ("base", "entrance", "manage"):
        origin = get_template(f"allauth/layouts/{name}.html").origin.name
        assert origin.startswith(str(settings.BASE_DIR))


def test_sign_up_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(
    client: Client, db: None
) -> None:
    response = client.post(
        reverse("account_signup"), {"email": "ada@", "display_name": "Ada", "password1": "short"}
    )
    html = response.content.decode()

    assert 'value="ada@"' in html
    assert 'aria-describedby="id_email_error"' in html
    assert 'id="id_email_error"' in html
    assert 'href="#id_email"' in html
    assert whole(html) == []
