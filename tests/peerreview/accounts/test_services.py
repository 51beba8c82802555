# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""People and what they say of themselves."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from peerreview.accounts import services
from peerreview.accounts.models import User
from peerreview.kernel.errors import Conflict, Invalid, NotAllowed
from peerreview.outbox.models import Message

PROFILE = {
    "display_name": "Alice Adams",
    "pronouns": "she/her",
    "about": "I map rivers.",
    "time_zone": "Europe/Madrid",
    "language": "es",
    "is_public": True,
}


def picture(size=(900, 500), kind="PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def test_create_person_is_private_with_a_confirmed_address(db):
    user = services.create_person(email="Dora@Example.ORG", display_name=" Dora\u202e ")

    assert (user.email, user.display_name, user.is_public) == ("dora@example.org", "Dora", False)
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified


def test_create_person_refuses_an_address_there_is(alice):
    with pytest.raises(Conflict) as refusal:
        services.create_person(email="ALICE@example.org", display_name="Another")

    assert refusal.value.field == "email"


def test_update_profile_changes_what_is_said_and_records_none_of_it(alice):
    services.update_profile(user=alice, by=alice, **PROFILE)

    alice.refresh_from_db()
    assert {name: getattr(alice, name) for name in PROFILE} == PROFILE
    message = Message.objects.get(name="accounts.ProfileChanged")
    assert message.payload == {"user_id": alice.pk, "is_public": True, "by_id": alice.pk}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"display_name": "\u200b \u202e"}, "display_name"),
        ({"display_name": "x" * 81}, "display_name"),
        ({"pronouns": "x" * 41}, "pronouns"),
        ({"about": "x" * 501}, "about"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"language": "xx"}, "language"),
    ],
)
def test_update_profile_refuses_bad_values_at_their_field(alice, changes, field):
    with pytest.raises(Invalid) as refusal:
        services.update_profile(user=alice, by=alice, **(PROFILE | changes))

    assert refusal.value.field == field
    assert User.objects.get(pk=alice.pk).display_name == "Alice"


def test_nobody_changes_anothers_profile_or_picture(alice, ben):
    acts = [
        lambda: services.update_profile(user=alice, by=ben, **PROFILE),
        lambda: services.set_avatar(user=alice, by=ben, content=picture()),
        lambda: services.remove_avatar(user=alice, by=ben),
    ]

    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_set_avatar_stores_a_small_square_and_removes_the_one_before(alice):
    services.set_avatar(user=alice, by=alice, content=picture())
    first, first_url = alice.avatar.name, alice.avatar_url
    services.set_avatar(user=alice, by=alice, content=picture(kind="JPEG"))

    with default_storage.open(alice.avatar.name) as stored, Image.open(stored) as shown:
        assert (shown.format, shown.size) == ("WEBP", (320, 320))
    assert not default_storage.exists(first)
    assert alice.avatar_url != first_url


def test_remove_avatar_removes_the_file(alice):
    services.set_avatar(user=alice, by=alice, content=picture())
    name = alice.avatar.name

    services.remove_avatar(user=alice, by=alice)
    services.remove_avatar(user=alice, by=alice)

    assert not default_storage.exists(name)
    assert alice.avatar_url == ""
    assert Message.objects.filter(name="accounts.PictureChanged").count() == 2


def test_set_avatar_refuses_what_is_no_picture_and_keeps_the_old_one(alice):
    services.set_avatar(user=alice, by=alice, content=picture())
    name = alice.avatar.name

    with pytest.raises(Invalid) as refusal:
        services.set_avatar(user=alice, by=alice, content=b"<svg onload=alert(1)>")

    assert refusal.value.field == "picture"
    assert default_storage.exists(name)


def test_set_avatar_refuses_more_than_10_megabytes(alice):
    with pytest.raises(Invalid) as refusal:
        services.set_avatar(user=alice, by=alice, content=b"x" * (10 * 1024 * 1024 + 1))

    assert refusal.value.code == "large-picture"
