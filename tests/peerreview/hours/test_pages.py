# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Pages of hours: what each shows, to whom, and how many queries a list takes."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from peerreview.accounts.models import User
from peerreview.hours import approving, choosing, claiming, links, printing
from peerreview.hours.approving import Decision
from peerreview.hours.models import ActiveDay, Claim, Entry
from peerreview.kernel import clock
from tests import worlds
from tests.peerreview.hours.claims import DAY, a_claim, an_entry

Browser = Callable[[User], Client]


def words_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def plain(response: Any) -> str:
    """A page without its token, which is another each time."""
    return re.sub(r"[0-9A-Za-z]{64}", "", response.content.decode())


def test_three_kinds_side_by_side_by_week_and_month(alice: User, client_of: Browser) -> None:
    an_entry(alice, 90)
    ActiveDay.objects.create(person=alice, day=DAY, place="review", minutes=50)

    page = client_of(alice).get(reverse("hours")).content.decode()
    week = client_of(alice).get(reverse("hours"), {"by": "week"}).content.decode()

    assert "March 2024" in page
    assert "1:30" in page
    assert "0:50" in page
    assert "2:20" not in page  # kinds are never added
    assert "March 4, 2024" in week


def test_an_entry_by_its_form_keeps_what_was_typed(alice: User, client_of: Browser) -> None:
    client = client_of(alice)
    typed = {"day": "2024-03-04", "hours": "half", "description": "A talk", "uuid": str(uuid4())}

    wrong = client.post(reverse("hours-entry-new"), typed)
    for _ in range(2):
        right = client.post(reverse("hours-entry-new"), {**typed, "hours": "1:30"})

    assert wrong.status_code == 422
    assert 'value="half"' in wrong.content.decode()
    assert right.status_code == 302
    assert [row.minutes for row in Entry.objects.all()] == [90]


def test_beats_by_http(alice: User, ben: User, fran: User, client_of: Browser) -> None:
    cache.clear()
    activity = worlds.a_cohort_activity(fran, [alice, ben])
    draft = worlds.a_text_draft(activity, alice)
    said = {"place": "editor", "of": str(draft.uuid)}
    url = reverse("hours-beat")

    assert client_of(alice).post(url, said).status_code == 204
    assert client_of(ben).post(url, said).status_code == 404
    assert client_of(ben).post(url, {"of": "x"}).status_code == 404
    client_of(alice).post(reverse("hours-switch"), {"on": "no"})
    cache.clear()
    assert client_of(alice).post(url, said).status_code == 410

    editor = client_of(alice).get(reverse("submit", args=[activity.uuid])).content.decode()
    assert f'data-hours-of="{draft.uuid}"' in editor
    assert ActiveDay.objects.get().minutes == 1


def test_claiming_by_pages(alice: User, fran: User, client_of: Browser) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    entry = an_entry(alice)
    client, url = client_of(alice), reverse("hours-claim-new")
    days = {"starts": "2024-01-01", "ends": "2024-12-31"}
    typed = {**days, "printed_name": "Alice A.", "uuid": str(uuid4()), "note": "Please."}

    assert "Gave a talk on tides" in client.get(url, days).content.decode()
    none = client.post(url, {**typed, "cohort": str(cohort.uuid)})
    nobody = client.post(url, {**typed, "chosen": [f"own:{entry.uuid}"]})
    backwards = client.get(url, {"starts": "2024-02-01", "ends": "2024-01-01"})
    sent = client.post(url, {**typed, "cohort": str(cohort.uuid), "chosen": [f"own:{entry.uuid}"]})

    assert (none.status_code, nobody.status_code, backwards.status_code) == (422, 422, 422)
    assert "Please." in nobody.content.decode()
    assert sent.status_code == 302
    assert client_of(fran).get(reverse("cohort-hours", args=[cohort.uuid])).status_code == 200


def test_a_facilitator_decides_by_the_page(alice: User, fran: User, client_of: Browser) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    an_entry(alice)
    claim = a_claim(alice, cohort)
    url = reverse("hours-approval", args=[claim.uuid])
    line = claim.lines.get()
    part = {"act": "part", f"line-{line.pk}": "1:00", "words": ""}

    silent = client_of(fran).post(url, part)
    done = client_of(fran).post(url, {**part, "words": "An hour of it."})
    claim.refresh_from_db()

    assert silent.status_code == 422
    assert done.status_code == 302
    assert (claim.state, claim.lines.get().approved_minutes) == ("partly", 60)
    assert client_of(alice).get(url).status_code == 404


def test_an_outsider_reads_the_claim_and_nothing_else(alice: User, client_of: Browser) -> None:
    an_entry(alice, 90)
    ActiveDay.objects.create(person=alice, day=DAY, place="review", minutes=50)
    own = [each.key for each in choosing.choices(alice, DAY, DAY) if each.kind == "declared"]
    asked = claiming.Asked(
        starts=DAY, ends=DAY, printed_name="A. Ainsworth", approver_name="Dora Dean",
        approver_mail="dora@district.example",
    )  # fmt: skip
    claim = claiming.claim(person=alice, asked=asked, chosen=own, uuid=uuid4())
    url = reverse("hours-outside", args=[links.token_for(claim)])

    page = Client().get(url)
    words = page.content.decode()

    assert "Gave a talk on tides" in words
    assert "0:50" not in words  # not chosen
    assert "Alice" not in words
    assert alice.email not in words
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == "no-store"
    assert "noindex" in page["X-Robots-Tag"]

    assert Client().post(url, {"act": "decline", "words": ""}).status_code == 422
    assert Client().post(url, {"act": "approve"}).status_code == 302
    after = Client().get(url).content.decode()
    assert "This was decided" in after
    assert "Gave a talk on tides" not in after
    Client().post(url + "revoke/", {"words": "The wrong person."})
    assert Claim.objects.get().state == "revoked"


def test_an_approval_is_checked_only_when_its_learner_allows(
    alice: User, fran: User, client_of: Browser
) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    an_entry(alice)
    claim = approving.decide(
        claim=a_claim(alice, cohort), decision=Decision(act="approve"), by=fran
    )
    url = reverse("hours-check", args=[claim.code])
    publish = reverse("hours-claim-publish", args=[claim.uuid])
    private, never = Client().get(url), Client().get(reverse("hours-check", args=["23456789AB"]))

    client_of(alice).post(publish, {"public": "yes"})
    page = Client().get(url).content.decode()

    assert private.status_code == never.status_code == 404
    assert plain(private) == plain(never)
    assert "Alice Ainsworth" in page
    assert "1:30" in page
    assert "Gave a talk on tides" not in page
    approving.decide(claim=claim, decision=Decision(act="revoke", words="Mistake."), by=fran)
    assert "taken back" in Client().get(url).content.decode()
    client_of(alice).post(publish, {"public": "no"})
    assert Client().get(url).status_code == 404


@pytest.mark.long
def test_certificate_and_transcript_on_paper(alice: User, fran: User, client_of: Browser) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    an_entry(alice, 600)
    client, claim = client_of(alice), a_claim(alice, cohort)
    url = reverse("hours-certificate", args=[claim.uuid])
    assert client.get(url).status_code == 404
    claim = approving.decide(claim=claim, decision=Decision(act="approve"), by=fran)
    assert claim.code not in words_of(client.get(url).content)
    claiming.let_be_checked(claim=claim, is_public=True, by=alice)

    certificate = words_of(client.get(url).content)
    transcript = words_of(client.get(reverse("hours-transcript"), {"starts": "2024-01-01"}).content)

    for said in ("Alice Ainsworth", "10:00", "1.0", "Fran", claim.code, "rounded down to a tenth"):
        assert said in certificate
    for said in ("Alice", "10:00", "Gave a talk on tides", "never added together", "Fran"):
        assert said in transcript


@pytest.mark.long
def test_days_of_a_file_that_make_no_sense_say_so(alice: User, client_of: Browser) -> None:
    client = client_of(alice)
    backwards = {"starts": "2024-12-01", "ends": "2024-01-01"}

    for name in ("hours-transcript", "hours-csv"):
        page = client.get(reverse(name), backwards)
        assert page.status_code == 422
        assert "before the first" in page.content.decode()
        assert 'value="2024-12-01"' in page.content.decode()
        assert client.get(reverse(name), {"starts": "abc"}).status_code == 422
        assert client.get(reverse(name), {"starts": "2024-01-01"}).status_code == 200


def test_days_that_no_claim_can_be_of_are_refused_at_once(alice: User, client_of: Browser) -> None:
    client, url = client_of(alice), reverse("hours-claim-new")
    ahead = client.get(url, {"starts": "2024-01-01", "ends": "2999-01-01"})
    long = client.get(url, {"starts": "1990-01-01", "ends": "2020-01-01"})

    assert (ahead.status_code, long.status_code) == (422, 422)
    assert "still to come" in ahead.content.decode()
    assert "five years at most" in long.content.decode()


@pytest.mark.long
def test_who_approves_and_who_checks_know_whose_word_the_name_is(
    alice: User, fran: User, client_of: Browser
) -> None:
    alice.is_simulated = True
    alice.save(update_fields=["is_simulated"])
    an_entry(alice)
    outside = links.token_for(a_claim(alice, printed_name="Dr. Somebody Else"))
    read = Client().get(reverse("hours-outside", args=[outside])).content.decode()
    an_entry(alice)
    claim = a_claim(alice, worlds.a_cohort(fran, [alice]), printed_name="Dr. Somebody Else")
    client = client_of(fran)
    page = client.get(reverse("hours-approval", args=[claim.uuid])).content.decode()
    client.post(reverse("hours-approval", args=[claim.uuid]), {"act": "approve"})
    claim = claiming.let_be_checked(claim=claim, is_public=True, by=alice)
    check = Client().get(reverse("hours-check", args=[claim.code])).content.decode()

    assert "Who claims" in page
    assert alice.display_name in page
    for found in (read, page, check):
        assert "as the learner wrote it" in found
        assert "Simulated" in found
    assert alice.display_name not in read
    paper = words_of(printing.certificate(claim))
    assert "as the learner wrote it" in paper
    assert "Simulated" in paper
    assert "Simulated" in words_of(printing.transcript(alice, None, None, clock.now()))


def test_no_cell_of_the_table_is_a_formula(alice: User, client_of: Browser) -> None:
    entry = an_entry(alice)
    Entry.objects.filter(pk=entry.pk).update(description='=HYPERLINK("x")\n"')

    content = client_of(alice).get(reverse("hours-csv")).content.decode()

    head, row = list(csv.reader(io.StringIO(content)))
    assert head[0] == "kind"
    assert row[5] == '\'=HYPERLINK("x")\n"'


@pytest.mark.parametrize(
    "name", ["hours", "hours-measured", "hours-entries", "hours-claims", "cohort-hours"]
)
def test_lists_take_as_many_queries_however_long(
    alice: User, fran: User, client_of: Browser, name: str
) -> None:
    cohort = worlds.a_cohort(fran, [alice])
    who, args = (fran, [cohort.uuid]) if name == "cohort-hours" else (alice, [])
    client, counts = client_of(who), []
    client.get(reverse(name, args=args))
    for _ in range(2):
        for number in range(4):
            day = DAY + timedelta(days=33 * Entry.objects.count())
            an_entry(alice, 10 + number, day)
            a_claim(alice, cohort)
            ActiveDay.objects.update_or_create(
                person=alice, day=day, place="review", defaults={"minutes": 9}
            )
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse(name, args=args)).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]
