# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A roster by CSV: whatever a spreadsheet writes is read for certain or named; all or nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from peerreview.accounts.models import User
from peerreview.audit.models import Entry
from peerreview.cohorts.models import Membership
from peerreview.desk import roster, services
from peerreview.desk.models import RosterEntry
from peerreview.kernel import tables
from peerreview.kernel.errors import Invalid, NotAllowed
from tests.conftest import PASSWORD
from tests.worlds import a_cohort

GOOD = (
    "email,name,role,group\nalice@example.org,Alice,learner,A\nnew@example.org,Nina,facilitator,B\n"
)


def read(content):
    return roster.read(tables.decoded(content if isinstance(content, bytes) else content.encode()))


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        GOOD.replace(",", ";"),
        GOOD.replace(",", "\t"),
        GOOD.replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.encode("utf-16"),
        GOOD.replace("email", " E-Mail ").replace("role", "ROLE"),
        GOOD.replace("\nalice", "\n\n,,,\nalice"),
        GOOD.replace("Alice", '"Alice"').replace("learner", "Student"),
    ],
)
def test_what_spreadsheets_write_is_read(content):
    found = read(content)

    assert found.faults == ()
    assert [(line.email, line.name, line.role, line.group) for line in found.lines] == [
        ("alice@example.org", "Alice", "learner", "A"),
        ("new@example.org", "Nina", "facilitator", "B"),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("email,role\nnobody,learner\n", "Row 2, email: “nobody” is not an e-mail address."),
        ("email,role\n,learner\n", "Row 2, email: an address is missing."),
        ("email,role\na@b.org,king\n", "Row 2, role: “king” is no role."),
        ("email,role\na@b.org,teacher\n", "Row 2, role: “teacher” is no role."),
        ("email\na@b.org\n\nA@B.org\n", "Row 4, email: the same address as in row 2."),
        ("email,name\na@b.org,=1+1\n", "Row 2, name: begins with “=”"),
        ("email,name\na@b.org,%s\n" % ("x" * 81), "Row 2, name: longer than 80"),
        ("email\na@b.org,extra\n", "Row 2, column 2: there are more cells than columns."),
    ],
)
def test_each_fault_names_its_row_and_column(content, words):
    [fault] = read(content).faults

    assert str(fault).startswith(words)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"email\n", "no-people"),
        (b"name,role\nA,learner\n", "no-email-column"),
        (b"email,mail\na@b.org,c@d.org\n", "column-twice"),
        (b'email\n"a@b.org\n', "malformed"),
        ("email,name\na@b.org,Zoë\n".encode("latin-1"), "not-utf-8"),
        (b"email\n\x00\n", "not-text"),
        (b"email\n" + b"a@b.org\n" * 2001, "too-many"),
        (b"x" * (tables.BYTES_MOST + 1), "large-file"),
    ],
)
def test_what_is_no_roster_is_refused_with_a_reason(content, code):
    with pytest.raises(Invalid) as refused:
        read(content)

    assert refused.value.code == code
    assert refused.value.field == "file"


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_no_file_breaks_the_reader(content):
    try:
        found = read(content)
    except Invalid:
        return
    assert found.lines


# --- the page ------------------------------------------------------------------------------------
@pytest.fixture
def cohort(fran, ben):
    return a_cohort(fran, [ben])


def upload(browser, cohort, content, **fields):
    file = SimpleUploadedFile("roster.csv", content.encode(), content_type="text/csv")
    return browser.post(reverse("roster-upload", args=[cohort.uuid]), {"file": file, **fields})


def test_looking_changes_nothing_then_taking_seats_and_invites_once(
    cohort, fran, alice, client_of, deliver
):
    desk = client_of(fran)
    looked = upload(desk, cohort, GOOD)
    assert "2 people in this file" in looked.content.decode()
    assert RosterEntry.objects.count() == 0

    for _ in range(2):
        taken = desk.post(
            reverse("roster-upload", args=[cohort.uuid]), {"content": GOOD, "do": "take"}
        )
        assert taken.status_code == 302
        deliver()

    assert Membership.objects.get(cohort=cohort, user=alice).role == "learner"
    [invited] = mail.outbox
    assert invited.to == ["new@example.org"]
    assert cohort.name in invited.subject
    assert RosterEntry.objects.count() == 2
    assert (
        "new@example.org" in desk.get(reverse("roster-upload", args=[cohort.uuid])).content.decode()
    )


def test_one_wrong_row_and_nobody_is_touched(cohort, fran, alice, client_of):
    answer = upload(client_of(fran), cohort, GOOD + "broken,x,learner,\n", do="take")

    assert answer.status_code == 422
    assert "Row 4, email" in answer.content.decode()
    assert not Membership.objects.filter(cohort=cohort, user=alice).exists()
    assert RosterEntry.objects.count() == 0


def test_a_file_that_is_none_keeps_the_page(cohort, fran, client_of):
    answer = client_of(fran).post(reverse("roster-upload", args=[cohort.uuid]), {"do": "read"})

    assert answer.status_code == 422
    assert "Choose a file" in answer.content.decode()


def test_only_facilitators_have_the_page(cohort, fran, ben, charlie, client_of, client):
    url = reverse("roster-upload", args=[cohort.uuid])

    assert [client_of(who).get(url).status_code for who in (fran, ben, charlie)] == [200, 403, 404]
    assert client.get(url).status_code == 302
    with pytest.raises(NotAllowed):
        services.fill_roster(cohort=cohort, lines=read(GOOD).lines, by=ben)


def test_looking_does_not_tell_who_has_an_account(cohort, fran, alice, client_of):
    with_account = upload(client_of(fran), cohort, "email\nalice@example.org\n").content.decode()
    without = upload(client_of(fran), cohort, "email\nalicia@example.org\n").content.decode()

    assert _neutral(with_account.replace("alice@", "X@")) == _neutral(
        without.replace("alicia@", "X@")
    )


def _neutral(page):
    return [line for line in page.splitlines() if "csrf" not in line]


def test_who_is_invited_is_seated_when_they_sign_in_with_a_confirmed_address(cohort, fran, client):
    services.fill_roster(cohort=cohort, lines=read(GOOD).lines, by=fran)
    nina = User.objects.create_user("new@example.org", PASSWORD, display_name="Nina")
    address = EmailAddress.objects.create(user=nina, email=nina.email, primary=True, verified=False)
    assert services.take_up_invitations(user=nina) == []
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)

    client.post(reverse("account_login"), {"login": "new@example.org", "password": PASSWORD})

    assert Membership.objects.get(cohort=cohort, user=nina).role == "facilitator"
    assert services.take_up_invitations(user=nina) == []


def test_a_roster_neither_demotes_nor_brings_back_who_left(cohort, fran, ben):
    lines = read("email,role\nben@example.org,facilitator\nfran@example.org,learner\n").lines
    services.fill_roster(cohort=cohort, lines=lines, by=fran)
    assert Membership.objects.get(cohort=cohort, user=ben).role == "learner"
    assert Membership.objects.get(cohort=cohort, user=fran).role == "facilitator"
    Membership.objects.filter(cohort=cohort, user=ben).update(left_at="2026-01-01T00:00Z")

    assert services.fill_roster(cohort=cohort, lines=lines, by=fran) == (0, 0)


def test_the_invitation_keeps_the_address_out_of_the_trail(cohort, fran, deliver):
    services.fill_roster(cohort=cohort, lines=read(GOOD).lines, by=fran)
    deliver()

    assert not [e for e in Entry.objects.all() if "example.org" in str(e.payload)]


def test_open_invitations_cost_the_same_for_5_and_500(cohort, fran, client_of, queries):
    def many(numbers):
        RosterEntry.objects.bulk_create(
            RosterEntry(cohort=cohort, email=f"x{n}@example.org", role="learner", added_by=fran)
            for n in numbers
        )

    url = reverse("roster-upload", args=[cohort.uuid])
    many(range(5))
    few = queries(client_of(fran), url)
    many(range(5, 500))

    assert queries(client_of(fran), url) == few


def test_looking_marks_who_is_in_and_who_is_invited(cohort, fran, ben, client_of):
    desk = client_of(fran)
    upload(desk, cohort, "email\nnew@example.org\n", do="take")

    content = f"email\n{ben.email}\nnew@example.org\nother@example.org\n"
    shown = upload(desk, cohort, content).content.decode()

    for mark in ("In already", "Invited already", "Joins, or is invited"):
        assert shown.count(mark) == 1
