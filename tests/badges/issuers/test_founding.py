# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Founding issuers: who may, names that look alike, profiles, logos, keys, several on one site."""

import io
import json

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from badges import founding, hosted, keys, log, verifying
from badges.models import Issuer, LogEntry, StatusList
from badges.openbadges import schema
from badges.services import create_issuer, site_issuer
from peerreview.cohorts.services import create_cohort
from peerreview.kernel import clock
from peerreview.kernel.errors import Closed, Invalid, NotAllowed
from tests import worlds
from tests.badges import earning
from tests.badges.issuers import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with a public name."""
    monkeypatch.setattr(settings, "SITE_IS_PUBLIC", True)
    monkeypatch.setattr(settings, "SITE_URL", "https://badges.example.org")


def png(side: int = 900) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side // 2), "teal").save(out, "PNG")
    return out.getvalue()


# --- who may -------------------------------------------------------------------------------------
def test_facilitators_and_staff_found_organisations_and_learners_do_not(fran, alice, charlie):
    worlds.a_cohort(fran, [alice])
    profile = {"name": "Harbour schools"}

    made = founding.found(kind="organisation", profile=profile, by=fran)
    by_staff = founding.found(
        kind="organisation", profile={"name": "Hill schools"}, by=scene.staffed(charlie)
    )

    assert (made.slug, by_staff.slug) == ("harbour-schools", "hill-schools")
    with pytest.raises(NotAllowed):
        founding.found(kind="organisation", profile={"name": "Mine"}, by=alice)
    with pytest.raises(NotAllowed):
        founding.found(kind="site", profile={"name": "Mine"}, by=charlie)


def test_who_leads_a_cohort_or_group_founds_its_issuer(fran, alice, ben):
    cohort = worlds.a_cohort(fran, [alice])
    group = create_cohort(name="Larks", kind="study_group", by=ben)
    of = {"cohort": (cohort, fran), "group": (group, ben)}

    for kind, (place, leader) in of.items():
        made = founding.found(
            kind=kind, cohort_uuid=place.uuid, profile={"name": f"The {kind}"}, by=leader
        )
        assert (made.kind, made.cohort_uuid) == (kind, place.uuid)
        with pytest.raises(NotAllowed):
            founding.found(
                kind=kind, cohort_uuid=place.uuid, profile={"name": "Not mine"}, by=alice
            )
    with pytest.raises(NotAllowed):  # a group is no cohort
        founding.found(kind="cohort", cohort_uuid=group.uuid, profile={"name": "X"}, by=ben)


def test_five_a_day(fran):
    worlds.a_cohort(fran)
    for number in range(founding.MOST_PER_DAY):
        founding.found(kind="organisation", profile={"name": f"School {number}0"}, by=fran)

    with pytest.raises(Closed):
        founding.found(kind="organisation", profile={"name": "One more"}, by=fran)


# --- names ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "Harbour schools",
        "HARBOUR  SCHOOLS",
        "Harbour-Schools.",
        "Harb0ur schoo1s",
        "Ηarbour schools",
    ],
)
def test_a_name_that_looks_like_another_is_refused(name, fran):
    scene.organisation(fran)

    with pytest.raises(Invalid) as fault:
        founding.found(kind="organisation", profile={"name": name}, by=fran)

    assert fault.value.field == "name"


def test_nobody_calls_themselves_like_the_site(fran):
    worlds.a_cohort(fran)

    with pytest.raises(Invalid):
        founding.found(kind="organisation", profile={"name": settings.SITE_NAME.upper()}, by=fran)


def test_a_renamed_issuer_keeps_its_address_and_leaves_no_name_free_to_two(fran):
    issuer = scene.organisation(fran)
    founding.change(issuer=issuer, profile={"name": "Harbour colleges"}, by=fran)
    other = founding.found(kind="organisation", profile={"name": "Harbour schools"}, by=fran)

    assert Issuer.objects.get(pk=issuer.pk).slug == "harbour-schools"
    assert other.slug == "harbour-schools-2"
    with pytest.raises(Invalid):
        founding.change(issuer=other, profile={"name": "Harbour collegęs"}, by=fran)


@pytest.mark.parametrize("name", ["New", "Invitations", "Site", "学校", "../../etc"])
def test_every_name_gets_an_address_of_its_own(name, fran):
    worlds.a_cohort(fran)

    made = founding.found(kind="organisation", profile={"name": name}, by=fran)

    assert made.slug not in founding.RESERVED
    assert made.slug.replace("-", "").isalnum()


@pytest.mark.long
@hypothesis_settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=30))
def test_whatever_the_name_it_is_taken_once_or_refused(name, person):
    number = Issuer.objects.count()
    founder = scene.staffed(person(f"F {number} {abs(hash(name))}"))
    try:
        founding.found(kind="organisation", profile={"name": name}, by=founder)
    except Invalid:
        return
    with pytest.raises(Invalid):
        founding.found(kind="organisation", profile={"name": name.swapcase()}, by=founder)


# --- profiles ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b"),
        ("name", "x" * 121),
        ("name", "Pаypal"),  # a Cyrillic a
        ("description", "x" * 2001),
        ("website", "http://example.org"),
        ("website", "https://exa mple.org"),
        ("website", 'https://e.org/"onclick'),
        ("contact_email", "nobody"),
        ("logo", b"<svg/>"),
        ("logo", b"\x89PNG" + bytes(founding.LOGO_MOST_BYTES)),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(field, value, fran):
    worlds.a_cohort(fran)
    before = Issuer.objects.count()

    with pytest.raises(Invalid) as fault:
        founding.found(kind="organisation", profile={"name": "Harbour", field: value}, by=fran)

    assert fault.value.field == field
    assert not Issuer.objects.filter(name="Harbour").exists()
    assert Issuer.objects.count() - before <= 1  # the site's own, made when first needed


def test_the_logo_is_made_anew_small_and_can_be_taken_away(fran, client):
    issuer = scene.organisation(fran, logo=png())
    address = f"/issuers/{issuer.slug}/logo.webp"

    got = client.get(address)
    picture = Image.open(io.BytesIO(b"".join(got.streaming_content)))

    assert got["Access-Control-Allow-Origin"] == "*"
    assert (picture.format, picture.size) == ("WEBP", (512, 256))
    founding.change(issuer=issuer, profile={"name": issuer.name}, by=fran)
    assert client.get(address).status_code == 200  # None keeps it
    founding.change(issuer=issuer, profile={"name": issuer.name, "logo": b""}, by=fran)
    assert client.get(address).status_code == 404


def test_badges_say_who_issued_them(fran, alice, public, reachable):
    issuer = scene.organisation(
        fran,
        description="Eleven schools.",
        website="https://harbour.example.org",
        contact_email="us@harbour.example.org",
        shows_email=True,
        logo=png(20),
    )
    badge = scene.a_badge(issuer, by=fran)
    scene.wanted(badge, alice)
    credential = earning.claimed(scene.approved(badge, alice, fran))
    found = json.loads(credential.document)
    own = hosted.issuer_profile(issuer)

    assert schema.find_errors(found) == []
    assert found["issuer"] == {
        "id": "did:web:badges.example.org:issuers:harbour-schools",
        "type": ["Profile"],
        "name": "Harbour schools",
        "url": "https://harbour.example.org",
        "description": "Eleven schools.",
        "email": "us@harbour.example.org",
        "image": {
            "id": "https://badges.example.org/issuers/harbour-schools/logo.webp",
            "type": "Image",
            "caption": "Harbour schools",
        },
    }
    assert (own["url"], own["email"]) == (found["issuer"]["url"], found["issuer"]["email"])
    assert own["image"] == found["issuer"]["image"]["id"]
    assert verifying.check(credential.document).verdict == "valid"


def test_a_contact_address_that_is_not_public_is_nowhere(fran, client, public):
    issuer = scene.organisation(fran, contact_email="secret@harbour.example.org")

    page = client.get(f"/issuers/{issuer.slug}/").content.decode()

    assert "secret@" not in page
    assert "secret@" not in json.dumps(hosted.issuer_profile(issuer))


# --- several issuers on one site -----------------------------------------------------------------
@pytest.mark.parametrize("is_public", [True, False])
def test_each_issuer_has_its_own_name_keys_and_status_list(
    is_public, fran, alice, monkeypatch, reachable, client
):
    if is_public:
        monkeypatch.setattr(settings, "SITE_IS_PUBLIC", True)
        monkeypatch.setattr(settings, "SITE_URL", "https://badges.example.org")
    ours = [scene.organisation(fran), site_issuer()]
    held = []
    for number, issuer in enumerate(ours):
        badge = scene.a_badge(issuer, name=f"Badge {number}", by=scene.staffed(fran))
        scene.wanted(badge, alice)
        held.append(earning.claimed(scene.approved(badge, alice, fran)))
    documents = [json.loads(each.document) for each in held]
    names = [each["issuer"]["id"] for each in documents]
    lists = [each.status_place.status_list for each in held]

    assert len(set(names)) == 2
    assert [each.issuer_did for each in lists] == names
    assert StatusList.objects.count() == 2
    assert [verifying.check(each.document).verdict for each in held] == ["valid", "valid"]
    assert all(name.startswith("did:web:" if is_public else "did:key:") for name in names)
    for issuer, name in zip(ours, names, strict=True):
        answer = client.get(f"/issuers/{issuer.slug}/did.json")
        assert answer.status_code == (200 if is_public else 404)
        assert not is_public or answer.json()["id"] == name
        jwks = client.get(f"/issuers/{issuer.slug}/jwks.json").json()["keys"]
        assert len(jwks) == 2
        assert client.get(f"/ob2/issuers/{issuer.slug}").json()["name"] == issuer.name
    logged = [entry.issuer for entry in LogEntry.objects.filter(act="issued").order_by("number")]
    assert logged == names
    assert list(log.faults()) == []
    for each in lists:
        served = client.get(f"/status/{each.uuid}")
        assert served.json()["issuer"] == each.issuer_did


def test_one_issuers_place_is_not_anothers(fran):
    one, other = scene.organisation(fran), create_issuer(name="Hills", slug="hills")

    assert keys.issuer_id(keys.current_key(one)) != keys.issuer_id(keys.current_key(other))


@pytest.mark.parametrize("is_public", [True, False])
def test_what_old_keys_signed_stands_after_new_ones_are_made(is_public, fran, alice, monkeypatch):
    if is_public:
        monkeypatch.setattr(settings, "SITE_IS_PUBLIC", True)
        monkeypatch.setattr(settings, "SITE_URL", "https://badges.example.org")
    issuer = scene.organisation(fran)
    badge = scene.a_badge(issuer, by=fran)
    scene.wanted(badge, alice)
    credential = earning.claimed(scene.approved(badge, alice, fran))

    newest = issuer.keys.count()
    first = founding.rotate(issuer=issuer, newest=newest, by=fran, now=clock.now())
    second = founding.rotate(issuer=issuer, newest=newest, by=fran, now=clock.now())

    assert (len(first), second) == (2, [])  # twice the same click makes one pair
    assert verifying.check(credential.document).verdict == "valid"
    assert keys.current_key(issuer) != credential.key
