# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Profiles through the browser's door."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from peerreview.accounts import services, zones
from peerreview.cohorts.forms import DescriptionForm
from tests.peerreview.accounts.test_services import PROFILE, picture

FORM = PROFILE | {"is_public": "on"}


def test_saving_the_profile_changes_the_page_language_at_once(alice, client_of):
    response = client_of(alice).post(reverse("profile-edit"), FORM, follow=True)

    assert response.redirect_chain == [(reverse("profile-edit"), 302)]
    assert response.headers["Content-Language"] == "es"
    assert '<html lang="es"' in response.content.decode()


def test_the_readers_language_comes_before_the_browsers(alice, client_of):
    alice.language = "es"
    alice.save()
    wish = {"HTTP_ACCEPT_LANGUAGE": "en"}

    assert client_of(alice).get("/", **wish).headers["Content-Language"] == "es"
    assert Client().get("/", **wish).headers["Content-Language"] == "en"
    assert Client().get("/", HTTP_ACCEPT_LANGUAGE="es").headers["Content-Language"] == "es"


@pytest.mark.parametrize(
    "changes",
    [
        {"display_name": ""},
        {"display_name": "\u200b"},
        {"display_name": "x" * 81},
        {"pronouns": "x" * 41},
        {"time_zone": "Moon"},
        {"language": "xx"},
        {"time_zone": ""},
    ],
)
def test_a_bad_profile_is_answered_with_what_was_typed(alice, client_of, changes):
    form = FORM | {"about": "Kept <b>words</b>"} | changes

    response = client_of(alice).post(reverse("profile-edit"), form)

    assert response.status_code == 422
    page = response.content.decode()
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in page
    assert 'aria-invalid="true"' in page
    alice.refresh_from_db()
    assert alice.about == ""


def test_names_and_words_cannot_carry_markup(alice, client_of):
    bad = "<img src=x onerror=a()>"
    services.update_profile(
        user=alice, by=alice, **(PROFILE | {"display_name": bad, "about": bad, "pronouns": bad})
    )

    for url in (reverse("person", args=[alice.uuid]), reverse("profile-edit"), reverse("home")):
        page = client_of(alice).get(url).content.decode()
        assert "&lt;img src=x" in page
        assert "<img src=x" not in page


def test_a_zone_of_an_older_list_stays_choosable(alice, client_of):
    alice.time_zone = "US/Eastern"
    alice.save()

    page = client_of(alice).get(reverse("profile-edit")).content.decode()

    assert '<option value="US/Eastern" selected>' in page


def test_no_zone_is_offered_twice_under_an_old_name():
    offered = {name for _area, group in zones.choices()[1:] for name, _words in group}

    assert offered.isdisjoint(zones.LEGACY)
    assert offered.issuperset(zones.LEGACY.values())
    assert {"Asia/Kolkata", "Europe/Kyiv", "Europe/Copenhagen"} <= offered


@pytest.mark.parametrize("old", ["Asia/Calcutta", "US/Eastern"])
def test_a_cohort_keeps_its_zone_of_an_older_list(old):
    kept = DescriptionForm({"name": "Rivers", "time_zone": old}, initial={"time_zone": old})

    assert kept.is_valid()
    assert not DescriptionForm({"name": "Rivers", "time_zone": old}).is_valid()


def upload(name: str, content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"picture": SimpleUploadedFile(name, content, content_type="image/png")}


def test_a_picture_is_shown_as_a_square_of_ours(alice, client_of):
    client = client_of(alice)

    client.post(reverse("profile-edit"), FORM | upload("me at home.png", picture()))
    response = client.get(reverse("person-picture", args=[alice.uuid]))

    shown = Image.open(io.BytesIO(b"".join(response.streaming_content)))
    assert shown.size == (320, 320)
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "private, max-age=86400"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "home" not in str(response.headers)
    page = client.get(reverse("person", args=[alice.uuid])).content.decode()
    alice.refresh_from_db()
    assert f'src="{alice.avatar_url}"' in page


@pytest.mark.parametrize(
    "files",
    [
        upload("x.png", b""),
        upload("x.png", b"<html><script>alert(1)</script>"),
        upload("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ],
    ids=["empty", "html", "svg"],
)
def test_what_is_no_picture_is_refused_at_its_field(alice, client_of, files):
    response = client_of(alice).post(reverse("profile-edit"), FORM | files)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"picture"}
    assert 'aria-invalid="true"' in response.content.decode()
    assert FORM["about"] in response.content.decode()
    alice.refresh_from_db()
    assert not alice.avatar
    assert alice.about == ""


def test_picture_and_words_are_saved_together(alice, client_of):
    client_of(alice).post(reverse("profile-edit"), FORM | upload("x.png", picture()))

    alice.refresh_from_db()
    assert alice.avatar
    assert alice.about == FORM["about"]


def test_a_profile_without_a_new_picture_keeps_the_old_one(alice, client_of):
    services.set_avatar(user=alice, by=alice, content=picture())
    before = alice.avatar.name

    client_of(alice).post(reverse("profile-edit"), FORM)

    alice.refresh_from_db()
    assert (alice.avatar.name, alice.about) == (before, FORM["about"])


def test_a_picture_next_to_a_bad_word_is_asked_for_again(alice, client_of):
    form = FORM | {"display_name": ""} | upload("x.png", picture())

    response = client_of(alice).post(reverse("profile-edit"), form)

    assert response.status_code == 422
    assert "Choose your picture again" in response.content.decode()
    alice.refresh_from_db()
    assert not alice.avatar


def test_a_picture_is_not_required(alice, client_of):
    form = client_of(alice).get(reverse("profile-edit")).context["form"]

    assert "field-required" not in form["picture"].as_field_group()


def test_a_picture_can_be_removed(alice, client_of):
    services.set_avatar(user=alice, by=alice, content=picture())

    client_of(alice).post(reverse("profile-picture-remove"))

    assert client_of(alice).get(reverse("person-picture", args=[alice.uuid])).status_code == 404


def test_a_deactivated_person_is_signed_out(alice, client_of):
    client = client_of(alice)
    assert client.get(reverse("profile-edit")).status_code == 200

    alice.is_active = False
    alice.save()

    assert client.get(reverse("profile-edit")).url.startswith(reverse("account_login"))
