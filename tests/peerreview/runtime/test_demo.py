# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The demo: a world made through the services, doors that exist nowhere else."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from PIL import Image

from badges.openbadges import baking, verify
from badges.openbadges.report import Verdict
from peerreview.accounts.models import User
from peerreview.artifacts import uploads
from peerreview.kernel import clock
from peerreview.runtime.demo import assets, people, works

DOORS = [
    reverse("demo-roles"),
    reverse("demo-mail"),
    reverse("demo-sign-in", args=[people.LEARNER.key]),
]


@pytest.fixture
def lena(person: Callable[..., User]) -> User:
    lena = person(people.LEARNER.name, is_simulated=True)
    lena.email = people.LEARNER.email
    lena.save(update_fields=["email"])
    return lena


@pytest.mark.parametrize("address", DOORS)
def test_the_doors_of_the_demo_do_not_exist_elsewhere(lena: User, address: str) -> None:
    client = Client()

    assert client.get(address).status_code == 404
    assert "_auth_user_id" not in client.session


@override_settings(DEMO=True)
def test_one_click_signs_in_as_a_demo_person(lena: User) -> None:
    client = Client()

    answer = client.get(DOORS[2])

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(lena.pk)


@override_settings(DEMO=True)
def test_nobody_real_can_be_signed_in_as(lena: User) -> None:
    User.objects.filter(pk=lena.pk).update(is_simulated=False)

    assert Client().get(DOORS[2]).status_code == 404


@override_settings(DEMO=True)
def test_mail_of_the_demo_can_be_read_and_stays_text(db: None, tmp_path: Path) -> None:
    mail = (
        "To: a@example.org\nSubject: Code\nContent-Type: text/plain\n\n<script>x</script> 123456\n"
    )
    (tmp_path / "1.log").write_text(mail, encoding="utf-8")

    with override_settings(EMAIL_FILE_PATH=str(tmp_path)):
        page = Client().get(reverse("demo-mail")).content.decode()

    assert "123456" in page
    assert "<script>x" not in page


def test_its_pictures_name_their_author_until_they_are_cleaned(tmp_path: Path) -> None:
    name, content = assets.image("library", "Lena")
    picture = tmp_path / name
    picture.write_bytes(content)

    with Image.open(picture) as opened:
        exif = opened.getexif()
        assert exif[assets.EXIF_ARTIST] == "Lena"
        assert exif[assets.EXIF_GPS]
    with uploads.prepared(content, name=name, key=uuid4()) as clean:
        kept = clean.handle.read()
    assert b"Lena" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert dict(opened.getexif()) == {}


def test_every_work_has_a_maker_and_something_to_point_at() -> None:
    makers = {person.key for person in people.LEARNERS}
    every = [
        *works.DIGITAL_ARTEFACTS, *works.REFLECTIONS, *works.EXPLAINERS, *works.CODE_WORKS,
        *works.MANIFESTOS,
    ]  # fmt: skip

    assert {work.author for work in every} <= makers
    assert all(len(set(work.details)) == 3 for work in every)
    assert len({work.title for work in every}) == len(every)


@pytest.mark.long
def test_the_demo_makes_its_world_and_says_what_it_made(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "manage.py", "demo", "--no-serve", "--json"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PEERAGE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    summary = json.loads(made.stdout)
    least = {"learners": 24, "submissions": 20, "reviews": 60, "endorsements": 8, "credentials": 3}
    assert {
        name: summary["counts"][name] >= count for name, count in least.items()
    } == dict.fromkeys(least, True)
    document = Path(summary["files"]["credential_json"]).read_bytes()
    picture = Path(summary["files"]["credential_png"]).read_bytes()
    assert verify.verify(document, now=clock.now()).verdict is Verdict.VALID
    assert baking.extract_png(picture) == document.decode()
    assert "The world is ready" in made.stderr
