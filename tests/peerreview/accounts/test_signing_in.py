# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ways in: sign-up with a code by mail, sign-in, reset, second steps, limits, invitations."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.cohorts import rules
from peerreview.cohorts import services as cohorts
from tests.conftest import PASSWORD

NEW = {
    "email": "dora@example.org",
    "display_name": "Dora",
    "password1": "a long enough phrase",
}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def invitation(fran):
    return cohorts.create_cohort(name="Rivers", by=fran)


def code_in_mail() -> str:
    return re.search(
        r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", mail.outbox[-1].body, re.MULTILINE
    )[1]


def sign_up(client: Client, url: str | None = None, **changes: str):
    client.post(url or reverse("account_signup"), NEW | changes)
    sent = {"code": code_in_mail()}
    return client.post(reverse("account_email_verification_sent"), sent)


def test_signing_up_with_the_code_from_the_mail_makes_a_private_person(db):
    client = Client(HTTP_ACCEPT_LANGUAGE="es")

    response = sign_up(client)

    dora = User.objects.get()
    assert response.url == reverse("home")
    assert client.get(reverse("person-me")).url == reverse("person", args=[dora.uuid])
    assert (dora.display_name, dora.language, dora.is_public) == ("Dora", "es", False)
    assert dora.emailaddress_set.get().verified


def test_the_mail_with_the_code_speaks_as_the_site(db, settings):
    settings.SITE_NAME = "Rivers & Co"

    Client().post(reverse("account_signup"), NEW)

    sent = mail.outbox[-1]
    assert sent.subject == "Confirm your address for Rivers & Co"
    assert "Hello from Rivers & Co!" in sent.body
    assert settings.SITE_URL in sent.body
    assert "testserver" not in sent.body
    assert "good for 15 minutes" in sent.body
    assert NEW["display_name"] not in sent.body


def test_other_mails_speak_as_the_site(alice, settings):
    settings.SITE_NAME = "Rivers & Co"

    Client().post(reverse("account_reset_password"), {"email": alice.email})

    assert "Hello from Rivers & Co!" in mail.outbox[-1].body


def test_a_lost_code_is_sent_again(db):
    client = Client()
    client.post(reverse("account_signup"), NEW)
    here = reverse("account_email_verification_sent")
    page = client.get(here).content.decode()
    assert "Send again" in page
    assert "good for 15 minutes" in page
    assert reverse("demo-mail") not in page

    client.post(here, {"action": "resend"})

    assert len(mail.outbox) == 2
    client.post(here, {"code": code_in_mail()})
    assert User.objects.get().emailaddress_set.get().verified


def test_the_demo_tells_where_its_mail_is(db, settings):
    settings.DEMO = True
    client = Client()

    client.post(reverse("account_signup"), NEW)

    page = client.get(reverse("account_email_verification_sent")).content.decode()
    assert f'href="{reverse("demo-mail")}"' in page


def test_without_the_code_one_is_not_in(db):
    client = Client()

    client.post(reverse("account_signup"), NEW)
    wrong = client.post(reverse("account_email_verification_sent"), {"code": "AAAAAA"})

    assert wrong.status_code == 200
    assert client.get(reverse("profile-edit")).status_code == 302


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"display_name": "\u200b"}, NEW["email"]),
        ({"password1": "short"}, NEW["display_name"]),
        ({"password1": "1234567890123"}, NEW["display_name"]),
        ({"email": "no address"}, NEW["display_name"]),
    ],
)
def test_a_bad_sign_up_is_answered_with_what_was_typed(db, changes, kept):
    response = Client().post(reverse("account_signup"), NEW | changes)

    page = response.content.decode()
    assert f'value="{kept}"' in page
    assert 'aria-invalid="true"' in page
    assert not User.objects.exists()


def test_signing_up_with_a_taken_address_looks_the_same_and_warns_the_owner(alice):
    fresh = Client().post(reverse("account_signup"), NEW)
    taken = Client().post(reverse("account_signup"), NEW | {"email": alice.email})

    assert (fresh.status_code, fresh.url) == (taken.status_code, taken.url)
    assert mail.outbox[-1].to == [alice.email]
    assert "already exists" in mail.outbox[-1].body
    assert User.objects.filter(email=alice.email).count() == 1


@pytest.mark.parametrize("typed", ["alice@example.org", "ALICE@Example.org"])
def test_signing_in_does_not_mind_the_case_of_the_address(alice, typed):
    client = Client()

    client.post(reverse("account_login"), {"login": typed, "password": PASSWORD})

    assert client.get(reverse("profile-edit")).status_code == 200


def test_a_wrong_address_and_a_wrong_password_are_answered_alike(alice):
    def errors(login):
        page = Client().post(reverse("account_login"), {"login": login, "password": "wrong"})
        return page.context["form"].errors

    assert errors(alice.email) == errors("nobody@example.org") != {}


def test_a_deactivated_person_cannot_sign_in(alice):
    alice.is_active = False
    alice.save()
    client = Client()

    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    assert client.get(reverse("profile-edit")).status_code == 302


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_mail(alice):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": alice.email})
    link = urlsplit(re.search(r"https?://\S+", mail.outbox[-1].body)[0]).path

    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another long phrase", "password2": "another long phrase"})

    alice.refresh_from_db()
    assert alice.check_password("another long phrase")


def test_resetting_an_unknown_address_looks_the_same(alice):
    known = Client().post(reverse("account_reset_password"), {"email": alice.email})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_with_a_second_step_the_password_alone_is_not_enough(alice):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(alice, secret)
    client = Client()

    first = client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert first.url == reverse("mfa_authenticate")
    assert client.get(reverse("profile-edit")).status_code == 302

    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("profile-edit")).status_code == 200


@pytest.fixture
def signed_in(alice):
    """Alice, who has just said her password once more, as changes to signing in ask for."""
    client = Client()
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_changes_to_signing_in_ask_for_the_password_once_more(alice):
    client = Client()
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name)).url.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    ],
)
def test_the_settings_pages_are_there(signed_in, name):
    client = signed_in
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert "<style" not in response.content.decode()


def test_one_can_end_the_other_sessions(alice):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
        client.get(reverse("profile-edit"))

    here.post(reverse("usersessions_list"))

    assert here.get(reverse("profile-edit")).status_code == 200
    assert elsewhere.get(reverse("profile-edit")).status_code == 302


@override_settings(ACCOUNT_RATE_LIMITS={})
def test_guessing_a_password_is_stopped_even_for_the_right_one(alice):
    url, client = reverse("account_login"), Client()
    for number in range(5):
        client.post(url, {"login": alice.email, "password": f"guess {number}"})

    # Other spellings of the address count as the same address.
    last = client.post(url, {"login": alice.email.upper(), "password": PASSWORD})

    assert "Too many failed login attempts" in str(last.context["form"].errors)
    assert client.get(reverse("profile-edit")).status_code == 302


@override_settings(ACCOUNT_RATE_LIMITS={})
def test_signing_up_over_and_over_is_stopped(db):
    client = Client()

    statuses = [
        client.post(reverse("account_signup"), NEW | {"email": f"d{n}@example.org"}).status_code
        for n in range(21)
    ]

    assert statuses == [302] * 20 + [429]


@pytest.mark.parametrize(
    "outside",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"],
)
def test_next_leads_nowhere_outside(alice, outside):
    sent = {"login": alice.email, "password": PASSWORD, "next": outside}

    response = Client().post(reverse("account_login"), sent)

    assert response.url == reverse("home")


def accept_as_stranger(client, cohort, **sent):
    response = client.post(reverse("cohort-join-code", args=[cohort.join_code]), sent)
    assert parse_qs(urlsplit(response.url).query)["next"] == [f"/join/{cohort.join_code}/"]
    return response.url


def test_who_is_invited_and_has_no_account_lands_in_the_cohort(invitation):
    client = Client()
    url = accept_as_stranger(client, invitation)
    next_url = parse_qs(urlsplit(url).query)["next"][0]

    response = sign_up(client, url, next=next_url)

    assert rules.is_member(User.objects.get(email=NEW["email"]), invitation)
    landed = client.get(response.url, follow=True)
    assert landed.redirect_chain[-1][0] == reverse("cohort", args=[invitation.uuid])


def test_an_address_that_is_not_confirmed_joins_nothing(invitation):
    client = Client()
    url = accept_as_stranger(client, invitation)

    client.post(url, NEW)

    assert not rules.is_member(User.objects.get(email=NEW["email"]), invitation)


def test_who_is_invited_and_has_an_account_lands_in_the_cohort(invitation, alice):
    client = Client()
    url = accept_as_stranger(client, invitation, **{"with": "account"})
    assert url.startswith(reverse("account_login"))

    client.post(url, {"login": alice.email, "password": PASSWORD})

    assert rules.is_member(alice, invitation)


def test_an_invitation_that_closed_meanwhile_is_told_and_signing_in_goes_on(
    invitation, alice, fran
):
    client = Client()
    url = accept_as_stranger(client, invitation, **{"with": "account"})
    cohorts.set_joining(cohort=invitation, is_joinable=False, by=fran)

    response = client.post(url, {"login": alice.email, "password": PASSWORD}, follow=True)

    assert not rules.is_member(alice, invitation)
    assert "takes no new people at present" in response.content.decode()


def test_signing_in_without_an_invitation_joins_nothing(invitation, alice):
    Client().post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    assert not rules.is_member(alice, invitation)


def test_the_secret_of_the_authenticator_can_be_scanned_or_copied(signed_in):
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()

    secret = signed_in.session["mfa.totp.secret"]
    picture = re.search(r'<img class="qr"[^>]*>', page)[0]
    assert 'alt="QR code for your authenticator app; or type the secret below"' in picture
    assert secret not in picture.replace(re.search(r'src="[^"]*"', picture)[0], "")
    assert f">{secret}</code>" in page


def test_the_recovery_codes_are_shown_one_a_line(signed_in, alice):
    recovery = RecoveryCodes.activate(alice)
    totp.TOTP.activate(alice, totp.generate_totp_secret())

    page = signed_in.get(reverse("mfa_view_recovery_codes")).content.decode()

    assert "\n".join(recovery.get_unused_codes()) in page


def test_recovery_codes_are_made_with_the_first_second_step(signed_in, alice):
    client = signed_in
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))

    after = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)

    assert "Keep the recovery codes somewhere safe" in after.content.decode()
    kinds = set(Authenticator.objects.filter(user=alice).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
