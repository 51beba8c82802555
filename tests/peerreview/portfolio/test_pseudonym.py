# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A page under a pseudonym: nothing it leads to, however far one follows, says whose it is."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from badges import verifying
from badges.models import SignedEndorsement
from endorsements.services import withdraw
from peerreview.cohorts.models import Membership
from peerreview.hours import approving
from peerreview.hours.approving import Decision
from peerreview.outbox.services import deliver_all
from peerreview.portfolio import services
from tests.peerreview.hours.claims import a_claim, an_entry
from tests.peerreview.portfolio.scene import SLUG, THANKS

ADDRESS = re.compile(r"""(?:href|src|content|data-[a-z-]+)="([^"]+)"|"(https?://[^"\\]+)\"""")
# What the site serves to everybody alike, and forms of its own.
COMMON = ("/static/", "/accounts/", "/i18n/", "/manifest", "/sw.js")
FAR_ENOUGH = 120


def follow(starts: list[str]) -> dict[str, bytes]:
    """Every answer a stranger gets from these addresses and from all they lead to."""
    found: dict[str, bytes] = {}
    waiting = list(starts)
    client = Client()
    while waiting and len(found) < FAR_ENOUGH:
        path = waiting.pop(0)
        if path in found:
            continue
        answer = client.get(path)
        content = b"".join(answer) if answer.streaming else answer.content
        found[path] = content + str(dict(answer.headers)).encode()
        if answer.status_code == 200 and "png" not in answer["Content-Type"]:
            waiting.extend(_leads_to(content.decode("utf-8", "replace"), path))
    return found


def _leads_to(text: str, at: str) -> list[str]:
    own = urlsplit(settings.SITE_URL).netloc
    paths = []
    for pair in ADDRESS.findall(text):
        parts = urlsplit(unescape(pair[0] or pair[1]))
        if parts.netloc not in ("", own) or parts.scheme not in ("", "http", "https"):
            continue
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if path.startswith("/") and path != at and not path.startswith(COMMON):
            paths.append(path)
    return paths


def everything_under_a_pseudonym(scene) -> None:
    """All there is of Alice, chosen; hours approved, with nobody let to check them."""
    an_entry(scene.alice, 90)
    seat = Membership.objects.filter(user=scene.fran, role="facilitator").first()
    claim = a_claim(scene.alice, seat.cohort)
    approving.decide(claim=claim, decision=Decision(act="approve"), by=scene.fran)
    scene.choose()
    for key in ("kind-declared", f"approval-{claim.uuid}"):
        services.choose(person=scene.alice, kind="hours", key=key)
    scene.open()


@pytest.mark.long
def test_no_public_door_of_a_pseudonymous_page_tells_whose_it_is(scene, settings):
    settings.SITE_IS_PUBLIC, settings.SITE_URL = True, "https://testserver"
    everything_under_a_pseudonym(scene)
    type(scene.alice).objects.filter(pk=scene.alice.pk).update(is_public=True)
    shared = [scene.link(audience)[1] for audience in ("administrator", "committee", "employer")]

    found = follow(
        [
            *(reverse(f"public-{n}", args=[SLUG]) for n in ("page", "employer", "embed", "jsonld")),
            f"{reverse('oembed')}?url={settings.SITE_URL}{reverse('public-page', args=[SLUG])}",
            *(reverse("shared", args=[token]) for token in shared),
            *(
                reverse(f"endorsement-credential{form}", args=[each.uuid])
                for each in SignedEndorsement.objects.all()
                for form in ("", "-json")
            ),
        ]
    )

    assert len(found) < FAR_ENOUGH
    assert any(THANKS.encode() in body for body in found.values())
    assert reverse("credential-json", args=[scene.credential.uuid]) in found
    # Those who vouch are named elsewhere only if they are public: Ben and Dora are not.
    secrets = ("alice", str(scene.alice.uuid), scene.alice.uuid.hex, "ainsworth", "fran")
    told = {
        (path, secret)
        for path, body in found.items()
        for secret in secrets
        if secret.encode() in body.lower()
    }
    assert told == set()


def test_what_rests_on_no_work_names_a_subject_of_its_own_and_is_checked_and_revoked(scene):
    deliver_all()
    note = SignedEndorsement.objects.get(about=scene.thanks.uuid)
    document = note.document
    assert str(scene.alice.uuid) not in document
    assert verifying.check(document).verdict == "valid"

    withdraw(endorsement=scene.thanks, by=scene.thanks.endorser)
    deliver_all()

    assert verifying.check(document).verdict == "revoked"
