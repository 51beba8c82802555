# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Badges are drafted, seen before they are published, and what was awarded never changes."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from badges import design_pages, designing, designs, editions, images, issuing, queries, services
from badges.design_models import Draft, Version
from badges.models import Achievement, Award
from badges.openbadges import baking, schema
from peerreview.accounts.models import User
from peerreview.kernel.errors import Conflict, Invalid, Missing, NotAllowed
from tests.badges import earning

PUBLIC = {"SITE_IS_PUBLIC": True, "SITE_URL": "https://badges.example.org"}
ESCO = {
    "name": "Give constructive feedback",
    "url": "https://esco.example.org/skill/1",
    "framework": "ESCO",
    "code": "S1.8",
    "type": "ceasn:Competency",
}
SPANISH = {"name": "Lectora generosa", "description": "Comenta de modo que sirve.", "criteria": ""}
FULL = {
    "tags": ["Feedback", "#reading", "feedback"],
    "alignments": [ESCO],
    "level": {"scale": "EQF", "value": "5"},
    "type": "MicroCredential",
    "field": "Education",
    "credits": "1,5",
    "sample": {
        "title": "A review that is just enough",
        "url": "https://example.org/sample",
        "why": "It names one thing to change and says why.",
    },
}
pytestmark = pytest.mark.django_db


def with_more(achievement: Achievement, **more: Any) -> dict[str, Any]:
    """The badge's content with more in it, and with what it says in Spanish too."""
    content = editions.content_of(achievement)
    texts = {**content["texts"], "es": SPANISH}
    texts["en"] = {**texts["en"], "criteria": "Read **twice**."}
    return {**content, **FULL, "texts": texts, **more}


def redesigned(achievement: Achievement, by: User, **content: Any) -> Version:
    """The badge's next version, with that content."""
    draft = designing.begin_next(achievement=achievement, by=by)
    saved = designing.save(draft=draft, content={**draft.content, **content}, by=by)
    return designing.publish(draft=saved, by=by)


def renamed(achievement: Achievement, by: User, name: str) -> Version:
    """The next version, under another name."""
    said = designs.said(editions.content_of(achievement))
    return redesigned(achievement, by, texts={"en": {**said, "name": name}})


def a_draft(fran: User, name: str = "Quiet reader", **more: Any) -> Draft:
    """A draft of a new badge, of somebody who may define one."""
    content = designs.basic(
        name=name, description="Reads.", skills=["Reading"], look={}, language="en"
    )
    return designing.begin_new(
        content={**content, **more},
        tree=earning.VOUCHED,
        activity_uuid=None,
        opt_in="request",
        by=fran,
    )


@pytest.fixture
def award(alice: User, ben: User, fran: User) -> Award:
    """Alice has earned a badge that Fran answers for."""
    return earning.an_offer(alice, ben, fran, by=None)


@pytest.fixture
def staff(person: Callable[..., User]) -> User:
    """Who answers for every badge."""
    sven = person("Sven")
    User.objects.filter(pk=sven.pk).update(is_staff=True)
    return User.objects.get(pk=sven.pk)


# --- versions ------------------------------------------------------------------------------------
def test_what_was_awarded_keeps_its_version_everywhere(
    award: Award, staff: User, client: Client
) -> None:
    credential = earning.claimed(award, is_public=True)
    png, page = images.png(credential.award.achievement), f"/credentials/{credential.uuid}/"
    before = credential.document
    look = {**editions.content_of(award.achievement)["look"], "text": "NEW", "colour": "red"}
    said = {"en": {**designs.said(award.achievement.content), "name": "Careful critic"}}
    version = redesigned(award.achievement, staff, texts=said, look=look)

    badge = client.get(f"/badges/{award.achievement.uuid}/").content.decode()
    shown = client.get(page).content.decode()
    credential.refresh_from_db()

    assert (version.number, credential.document) == (2, before)
    assert "Careful critic" in badge
    assert "Generous reader" not in badge
    assert "Generous reader" in shown
    assert "Careful critic" not in shown
    baked = client.get(f"{page}badge.png").content
    assert baking.extract(baked) == before
    first = client.get(f"/badges/{award.achievement.uuid}/image.png?v=1").content
    second = client.get(f"/badges/{award.achievement.uuid}/image.png").content
    assert first == png
    assert second != png


def test_the_badge_of_today_is_signed_in_the_version_of_today(award: Award, staff: User) -> None:
    renamed(award.achievement, staff, "Careful critic")
    told = json.loads(earning.claimed(Award.objects.get(pk=award.pk)).document)

    said = told["credentialSubject"]["achievement"]
    assert (said["name"], said["version"]) == ("Careful critic", "2.1")


def test_the_database_refuses_to_change_a_version(award: Award) -> None:
    rows = Version.objects.filter(achievement=award.achievement)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(digest="0" * 64)
    assert rows.get().digest == editions.digest_of(rows.get().content, b"")


NAMES = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=3, max_size=12).map(
    lambda letters: f"Badge {letters}"
)


@pytest.mark.long
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(names=st.lists(NAMES, min_size=1, max_size=4, unique=True))
def test_whatever_is_published_later_an_award_says_what_it_said(
    alice: User, ben: User, fran: User, staff: User, names: list[str]
) -> None:
    with transaction.atomic():
        award = earning.an_offer(alice, ben, fran)
        credential = earning.claimed(award)
        before = credential.document
        for name in names:
            renamed(award.achievement, staff, name)
        found = queries.credentials().get(pk=credential.pk)
        now = editions.as_awarded(found.award).achievement
        versions = list(editions.versions_of(award.achievement))

        assert (now.name, now.version, found.document) == ("Generous reader", 1, before)
        assert [row.number for row in versions] == list(range(len(names) + 1, 0, -1))
        assert [designs.names(row.content)[0] for row in versions[:-1]] == names[::-1]
        transaction.set_rollback(True)


def test_publishing_twice_is_once_and_nothing_changed_is_refused(award: Award, staff: User) -> None:
    draft = designing.begin_next(achievement=award.achievement, by=staff)
    with pytest.raises(Invalid, match="Nothing has changed"):
        designing.publish(draft=draft, by=staff)
    again = designing.begin_next(achievement=award.achievement, by=staff)
    designing.save(draft=draft, content={**draft.content, "tags": ["new"]}, by=staff)

    first, second = (designing.publish(draft=draft, by=staff) for _ in range(2))

    assert (again.pk, first, first.number) == (draft.pk, second, 2)
    assert Version.objects.filter(achievement=award.achievement).count() == 2


# --- what the world reads ------------------------------------------------------------------------
@override_settings(**PUBLIC)
def test_the_credential_is_sound_with_everything_a_design_can_say(
    award: Award, staff: User, client: Client
) -> None:
    redesigned(award.achievement, staff, **with_more(award.achievement))
    document = json.loads(earning.claimed(Award.objects.get(pk=award.pk)).document)
    said = document["credentialSubject"]["achievement"]

    assert schema.find_errors(document, endorsement=False) == []
    assert (said["inLanguage"], said["achievementType"]) == ("en", "MicroCredential")
    assert (said["creditsAvailable"], said["fieldOfStudy"]) == (1.5, "Education")
    assert said["tag"] == [earning.SKILL, "feedback", "reading"]
    assert said["criteria"]["narrative"].startswith("Read **twice**.\n\n")
    targets = [row["targetUrl"] for row in said["alignment"]]
    assert targets == [ESCO["url"], "http://data.europa.eu/snb/eqf/5"]
    assert [(row.get("inLanguage"), row["version"]) for row in said["related"]] == [
        ("es", "2.1"),
        ("en", "1.1"),
    ]
    for row in said["related"]:
        answer = client.get(row["id"].removeprefix("https://badges.example.org"))
        assert answer.json()["id"] == row["id"]
        assert answer.json()["inLanguage"] == row["inLanguage"]


@override_settings(**PUBLIC)
def test_each_version_answers_in_each_language_and_stays(
    award: Award, staff: User, client: Client
) -> None:
    badge = f"/badges/{award.achievement.uuid}/"
    redesigned(award.achievement, staff, **with_more(award.achievement))
    address = f"{badge}versions/2.1/es/achievement.json"
    spanish = client.get(address).json()
    renamed(Achievement.objects.get(pk=award.achievement_id), staff, "Careful critic")

    assert client.get(address).json() == spanish
    assert spanish["name"] == SPANISH["name"]
    newest = client.get(badge, headers={"accept": "application/ld+json"})
    assert newest["Vary"].find("Accept") >= 0
    assert newest.json()["id"] == f"https://badges.example.org{badge}"
    assert newest.json()["name"] == client.get(f"{badge}achievement.json").json()["name"]
    for missing in ("9.1/es", "2.9/es", "2.1/fr", "3.1/es"):
        assert client.get(f"{badge}versions/{missing}/achievement.json").status_code == 404


def test_the_rubric_is_described_with_the_level_asked_for(
    person: Callable[..., User], alice: User, fran: User, client: Client
) -> None:
    world = earning.reviewed_work(person, alice, fran)
    said = client.get(f"/badges/{world.achievement.uuid}/achievement.json").json()

    assert said["resultDescription"]
    for row in said["resultDescription"]:
        levels = [level["id"] for level in row["rubricCriterionLevel"]]
        assert row["requiredLevel"] == levels[1]


def test_readers_read_their_own_language(award: Award, staff: User, client: Client) -> None:
    redesigned(award.achievement, staff, **with_more(award.achievement))
    badge = f"/badges/{award.achievement.uuid}/"

    english = client.get(badge).content.decode()
    spanish = client.get(badge, headers={"accept-language": "es"}).content.decode()
    chosen = client.get(f"{badge}?lang=es").content.decode()

    assert "Generous reader</h1>" in english
    assert all("Lectora generosa</h1>" in page for page in (spanish, chosen))
    assert "A review that is just enough" in english


def test_open_badges_2_names_the_version_that_was_awarded(
    award: Award, staff: User, client: Client
) -> None:
    old = earning.claimed(award)
    renamed(award.achievement, staff, "Careful critic")
    badge = f"/ob2/badges/{award.achievement.uuid}/1"

    assert client.get(f"/ob2/assertions/{old.uuid}").json()["badge"].endswith(badge)
    assert client.get(badge).json()["name"] == "Generous reader"
    assert client.get(f"{badge}/2").json()["name"] == "Careful critic"


# --- names ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name", ["Generous reader", "GENEROUS READER", "Generоus Reader", "Genеrous rеader", "Gener0us\u200b reader"]
)  # fmt: skip
def test_a_name_that_reads_like_another_is_refused(award: Award, name: str) -> None:
    other = services.create_issuer(name="Elsewhere", slug="elsewhere")
    with pytest.raises(Conflict, match=r"Choose another name|two alphabets"):
        services.define_achievement(
            issuer=other, name=name, description="Reads.", skills=[], tree=earning.VOUCHED
        )


def test_a_translation_may_not_read_like_another_badge(award: Award, staff: User) -> None:
    earning.an_achievement("Lectora generosa")
    draft = designing.begin_next(achievement=award.achievement, by=staff)
    with pytest.raises(Conflict, match="Lectora generosa"):
        designing.save(draft=draft, content=with_more(award.achievement), by=staff)


# --- drafts --------------------------------------------------------------------------------------
@pytest.fixture
def facilitator(person: Callable[..., User], alice: User, fran: User) -> User:
    """Fran looks after an activity."""
    earning.worlds.a_cohort_activity(fran, [alice])
    return fran


def test_a_draft_is_seen_by_its_designer_only(
    facilitator: User, staff: User, alice: User, client: Client
) -> None:
    draft = a_draft(facilitator)

    assert "Quiet reader" not in client.get("/badges/").content.decode()
    assert client.get(f"/badges/{draft.seed}/").status_code == 404
    for other in (alice, staff):
        with pytest.raises(Missing):
            designing.draft_for(other, draft.uuid)
    version = designing.publish(draft=draft, by=facilitator)
    assert version.achievement.uuid == draft.seed
    assert "Quiet reader" in client.get("/badges/").content.decode()
    with pytest.raises(Missing):
        designing.draft_for(facilitator, draft.uuid)


def test_only_who_answers_for_a_badge_changes_it(award: Award, alice: User, staff: User) -> None:
    for act in (designing.begin_next, designing.archive, designing.take_up, designing.copy):
        with pytest.raises(NotAllowed):
            act(achievement=award.achievement, by=alice)
    draft = designing.begin_next(achievement=award.achievement, by=staff)
    with pytest.raises(Missing):
        designing.save(draft=draft, content=draft.content, by=alice)
    with pytest.raises(Missing):
        designing.publish(draft=draft, by=alice)


def test_a_copy_begins_a_new_badge(award: Award, staff: User) -> None:
    redesigned(award.achievement, staff, **with_more(award.achievement))
    found = Achievement.objects.get(pk=award.achievement_id)
    copied = designing.copy(achievement=found, by=staff)
    made = designing.publish(draft=copied, by=staff).achievement

    assert (copied.name, made.version) == ("Copy of Generous reader", 1)
    assert made.uuid != found.uuid
    assert made.content["alignments"] == [ESCO]
    assert queries.current_criteria(made).tree == earning.VOUCHED


def test_an_archived_badge_is_offered_to_nobody_and_what_was_offered_stands(
    award: Award, alice: User, ben: User, staff: User, person: Callable[..., User], client: Client
) -> None:
    dora = person("Dora")
    earning.worlds.a_cohort(ben, [alice, dora])
    designing.archive(achievement=award.achievement, by=staff)
    earning.vouch(alice, dora)
    earning.progress(dora, Achievement.objects.get(pk=award.achievement_id))

    assert not Award.objects.filter(recipient=dora).exists()
    assert "Generous reader" not in client.get("/badges/").content.decode()
    assert "no longer awarded" in client.get(f"/badges/{award.achievement.uuid}/").content.decode()
    assert issuing.claim(award=award, by=alice).is_public

    designing.take_up(achievement=award.achievement, by=staff)
    earning.progress(dora, Achievement.objects.get(pk=award.achievement_id))
    assert Award.objects.filter(recipient=dora).exists()


# --- by pages ------------------------------------------------------------------------------------
def fields(draft: Draft, **more: Any) -> dict[str, Any]:
    """What the form of a draft sends."""
    return {
        "language": "en",
        "name": "Quiet reader",
        "description": "Reads and says what helps.",
        "type": "Badge",
        "kind": "drawn",
        "shape": "shield",
        "colour": "plum",
        "icon": "feather",
        **more,
    }


def test_the_whole_way_by_pages(facilitator: User, client: Client) -> None:
    client.force_login(facilitator)
    begun = client.post(
        "/badges/new/",
        {
            "name": "Quiet reader",
            "description": "Reads.",
            "endorsers": "1",
            "shape": "round",
            "colour": "brass",
            "icon": "award",
            "act": "draft",
        },
    )
    draft = Draft.objects.get()
    page = f"/badges/drafts/{draft.uuid}/"
    assert begun["Location"] == page

    sent = fields(
        draft,
        text="Level 2",
        tags="a, b",
        level_kind="own",
        level_scale="Our ladder",
        level_value="Two",
        act="preview",
        **{f"language-0-{name}": value for name, value in SPANISH.items()},
        **{"language-0-language": "es", "alignment-0-type": ""},
        **{f"alignment-1-{name}": value for name, value in ESCO.items()},
    )
    assert client.post(page, sent)["Location"] == f"{page}preview/"

    shown = client.get(f"{page}preview/").content.decode()
    assert "Your name here" in shown
    assert "A sample. Nobody holds this badge." in shown
    assert client.get(f"{page}card.png").content.startswith(b"\x89PNG")
    assert client.get(f"{page}certificate.pdf").content.startswith(b"%PDF")
    assert client.get(f"{page}image.png").content.startswith(b"\x89PNG")
    assert "Lectora generosa" in client.get(page).content.decode()

    done = client.post(f"{page}publish/")
    made = Achievement.objects.get(uuid=draft.seed)
    assert done["Location"] == f"/badges/{made.uuid}/"
    assert made.content["look"]["text"] == "Level 2"
    assert made.content["level"] == {"scale": "Our ladder", "value": "Two"}
    assert made.content["alignments"] == [ESCO]
    assert client.post(f"{page}publish/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"language": "tlh-klingon-x"}, "is no language tag"),
        ({"name": "  \u200b "}, "Give the badge a name"),
        ({"level_kind": "eqf", "level_value": "9"}, "1 to 8"),
        ({"level_kind": "own", "level_value": "9"}, "Name the scale"),
        ({"credits": "NaN"}, "Credits are a number"),
        ({"credits": "1e9"}, "Credits are a number"),
        ({"text": "thirteen char"}, "12 characters"),
        ({"text": "ab\u202ecd"}, "invisible"),
        ({"text": "שלום"}, "cannot be written"),
        ({"kind": "uploaded", "alt": "A cup"}, "Choose a picture"),
        ({"kind": "uploaded"}, "Say what the picture shows"),
        ({"sample_url": "javascript:alert(1)", "sample_right": "on"}, "https address"),
        ({"sample_url": "https://example.org/a", "sample_title": "A"}, "the right to show"),
        ({"alignment-0-name": "A", "alignment-0-url": "ftp://x"}, "https address"),
        ({"alignment-0-url": "https://example.org/"}, "Name of what it is aligned with"),
        ({"language-0-language": "en", "language-0-name": "A", "language-0-description": "B"}, "same language"),
        ({"tags": ",".join(map(str, range(21)))}, "Twenty tags"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    facilitator: User, client: Client, sent: dict[str, str], said: str
) -> None:
    draft = a_draft(facilitator)
    client.force_login(facilitator)
    answer = client.post(f"/badges/drafts/{draft.uuid}/", fields(draft, field="Kept field", **sent))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert "Kept field" in page
    assert Draft.objects.get().content == draft.content


def test_the_list_of_drafts_costs_no_more_with_more_of_them(
    facilitator: User, client: Client
) -> None:
    client.force_login(facilitator)
    counted = []
    for names in (("Ant", "Bee"), ("Cat", "Dog", "Eel", "Fox")):
        for name in names:
            a_draft(facilitator, name)
        with CaptureQueriesContext(
            connection,
        ) as made:
            page = client.get("/badges/drafts/").content.decode()
        counted.append(len(made))
    assert "Fox" in page
    assert counted[0] == counted[1]


def test_the_list_of_versions_costs_no_more_with_more_of_them(
    award: Award, staff: User, client: Client
) -> None:
    counted = []
    for names in (("Ant",), ("Bee", "Cat", "Dog")):
        for name in names:
            renamed(Achievement.objects.get(pk=award.achievement_id), staff, name)
        with CaptureQueriesContext(connection) as made:
            page = client.get(f"/badges/{award.achievement.uuid}/versions/").content.decode()
        counted.append(len(made))
    assert "<del>Cat</del>" in page
    assert counted[0] == counted[1]


# --- pictures ------------------------------------------------------------------------------------
def a_picture(kind: str = "PNG", size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, **options)
    return out.getvalue()


def sent_picture(client: Client, draft: Draft, content: bytes, name: str = "a.png") -> str:
    """The page after a picture was sent."""
    upload = SimpleUploadedFile(name, content)
    sent = fields(draft, kind="uploaded", alt="A blue field", picture=upload)
    return client.post(f"/badges/drafts/{draft.uuid}/", sent, follow=True).content.decode()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_an_uploaded_picture_becomes_a_square_png_that_holds_pixels_alone(
    facilitator: User, client: Client, kind: str
) -> None:
    client.force_login(facilitator)
    draft = a_draft(facilitator)
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    sent_picture(client, draft, a_picture(kind, (1500, 900), exif=exif.tobytes()))
    version = designing.publish(draft=Draft.objects.get(), by=facilitator)
    made = queries.catalogue().get(pk=version.achievement_id)
    png = images.png(made)

    with Image.open(io.BytesIO(png)) as picture:
        assert (picture.format, picture.size) == ("PNG", (600, 600))
    assert b"secret" not in png
    assert b"data:image/png;base64," in images.svg(made).encode()
    assert baking.extract(baking.bake_svg(images.svg(made).encode(), "{}")) == "{}"
    assert "image.png?v=1" in client.get("/badges/").content.decode()


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (120, 120), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb() -> bytes:
    """A PNG whose header promises more than is there."""
    small = bytearray(a_picture())
    small[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(small)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "can hold scripts"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "can hold scripts"),
        (b"%PDF-1.7", "no picture"),
        (a_picture("GIF"), "no picture"),
        (a_picture()[:200], "no picture"),
        (a_picture(size=(40, 40)), "too small"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * (2 << 20), "larger than 2 MB"),
        (animated(), "Animated"),
        (bomb(), "megapixels|no picture"),
    ],
)
def test_hostile_pictures_are_refused_with_a_reason(
    facilitator: User, client: Client, content: bytes, said: str
) -> None:
    client.force_login(facilitator)
    draft = a_draft(facilitator)
    page = sent_picture(client, draft, content)

    assert any(part in page for part in said.split("|"))
    assert bytes(Draft.objects.get().picture) == b""


def test_the_drawing_is_tried_while_it_is_chosen(facilitator: User, client: Client) -> None:
    client.force_login(facilitator)
    address = f"/badges/drafts/{a_draft(facilitator).uuid}/drawing.svg"

    good = client.get(address, {"shape": "star", "colour": "red", "icon": "mic", "text": "A&B<c"})
    bad = client.get(address, {"text": "far too long for a ribbon"})

    assert (good.status_code, good["Content-Type"]) == (200, "image/svg+xml")
    assert b"A&B" not in good.content
    assert b"<text" not in good.content
    assert (bad.status_code, b"12 characters" in bad.content) == (422, True)


def test_the_preview_marks_the_level_asked_for(
    person: Callable[..., User], alice: User, fran: User, client: Client
) -> None:
    world = earning.reviewed_work(person, alice, fran)
    draft = designing.begin_next(achievement=world.achievement, by=fran)
    client.force_login(fran)
    page = client.get(f"/badges/drafts/{draft.uuid}/preview/").content.decode()
    asked = design_pages.levels_asked(design_pages.rule_of(draft))

    assert {row["asked"] for row in asked} == {1}
    assert page.count("Asked for") == len(asked)
    assert client.get(f"/badges/drafts/{draft.uuid}/certificate.pdf").status_code == 200
