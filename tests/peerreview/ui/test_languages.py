# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The interface speaks the languages one can choose, whole and with nothing lost on the way."""

import gettext
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from peerreview.accounts.models import User

CATALOGUES = Path(settings.LOCALE_PATHS[0])
OTHERS = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+")


def catalogue(language: str) -> dict[str, str]:
    """English → translation, plurals by (English, number)."""
    with (CATALOGUES / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_one_can_choose_is_translated(language: str) -> None:
    source = (CATALOGUES / language / "LC_MESSAGES" / "django.po").read_text()
    untranslated = re.findall(r'\nmsgstr ""\n\n', source)

    assert len(catalogue(language)) > 3_000
    assert untranslated == []
    assert "#, fuzzy" not in source


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_and_markup_survive_translation(language: str) -> None:
    lost = [
        english
        for english, words in catalogue(language).items()
        if isinstance(english, str)
        and english
        and sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(words))
    ]

    assert lost == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["home", "verify", "cohort-join"])
def test_strangers_read_spanish_when_their_browser_asks(client: Client, page: str) -> None:
    html = client.get(reverse(page), headers={"accept-language": "es"}).content.decode()

    assert '<html lang="es"' in html
    assert "Entrar" in html


def test_pages_speak_spanish(alice: User, client_of: Callable[[User], Client]) -> None:
    User.objects.filter(pk=alice.pk).update(language="es")

    html = client_of(alice).get(reverse("review-home")).content.decode()

    lead = "Read somebody’s work with care, and say what you see."
    assert catalogue("es")[lead] in html
    assert lead not in html
