# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The pages: what each side reads, who sees which, and that their cost does not grow."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from peerreview.moderation import appealing, noticing, services
from peerreview.moderation.models import Appeal, Case, Signal
from peerreview.reviews.models import Review
from peerreview.rubrics.models import Criterion
from tests.peerreview.moderation.courts import NAMES, WORDS
from tests.peerreview.reviewing import learner, submission_by

WHY = "The claim is in the first line, as the rubric asks for a three."


def read(client, name, uuid, status=200):
    answer = client.get(reverse(name, args=[uuid]))
    assert answer.status_code == status
    return answer.content.decode()


def flag_address(court, number=0):
    alias = court.reviews[number].assignment.alias
    address = reverse("flag", args=["review", court.submission.uuid])
    return f"{address}?{urlencode({'part': alias})}"


def test_the_author_flags_a_review_where_they_read_it(court, client_of):
    client = client_of(court.author)
    results = read(client, "submission", court.submission.uuid)
    assert results.count("Something is wrong with this review") == 2

    assert client.get(flag_address(court)).status_code == 200
    refused = client.post(flag_address(court), {"words": WORDS})
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    sent = client.post(flag_address(court), {"category": "abuse", "words": WORDS}, follow=True)

    assert sent.status_code == 200
    assert Case.objects.get().accused == court.reviewer


def test_neither_side_of_a_case_learns_who_the_other_is(court, client_of):
    case = court.flagged().case
    pages = {
        person: read(client_of(person), "case", case.uuid)
        for person in (court.author, court.reviewer, court.fran)
    }
    lists = {
        person: client_of(person).get(reverse("cases")).content.decode()
        for person in (court.author, court.reviewer)
    }

    for person in (court.author, court.reviewer):
        others = set(NAMES) - {person.display_name}
        text = pages[person] + lists[person]
        assert [name for name in others if name in text] == []
        for other in court.people:
            assert other is person or str(other.uuid) not in text
    assert court.reviews[0].assignment.alias in pages[court.author]
    assert "Person 1" in pages[court.reviewer]
    assert {court.author.display_name, court.reviewer.display_name} <= set(
        pages[court.fran].replace("<", " ").replace(">", " ").split()
    )


def test_the_accused_answers_and_the_moderator_rules_on_the_page(court, client_of):
    case = court.flagged().case
    accused, fran = client_of(court.reviewer), client_of(court.fran)
    assert "Your review of" in client_of(court.reviewer).get("/").content.decode()

    empty = accused.post(reverse("case-answer", args=[case.uuid]), {"answer": ""})
    assert empty.status_code == 422
    accused.post(reverse("case-answer", args=[case.uuid]), {"answer": "It is a quotation."})
    assert "It is a quotation." in read(fran, "case", case.uuid)
    fran.post(reverse("case-hide", args=[case.uuid]), {"hide": "yes"})
    assert "Show it again" in read(fran, "case", case.uuid)
    unruled = fran.post(reverse("case-rule", args=[case.uuid]), {"reason": "Kept words"})
    assert unruled.status_code == 422
    assert "Kept words" in unruled.content.decode()
    sent = {"ruling": "set_aside", "reason": "It insults."}
    assert fran.post(reverse("case-rule", args=[case.uuid]), sent).status_code == 302

    for client in (accused, client_of(court.author)):
        text = read(client, "case", case.uuid)
        assert "The review no longer counts" in text
        assert "It insults." in text


def test_a_case_is_nobody_elses(court, client_of, charlie):
    case = court.flagged().case
    for person in (court.people[4], court.people[2], charlie):
        client = client_of(person)
        assert client.get(reverse("case", args=[case.uuid])).status_code == 404
        for act in ("case-answer", "case-hide", "case-rule"):
            assert client.post(reverse(act, args=[case.uuid])).status_code == 404
    assert client_of(court.author).post(reverse("case-rule", args=[case.uuid]), {
        "ruling": "warn", "reason": "Mine"}).status_code == 403  # fmt: skip


def test_the_learner_appeals_and_reads_the_decision(court, client_of):
    author, fran = client_of(court.author), client_of(court.fran)
    address = reverse("appeal-new", args=[court.submission.uuid])
    assert "Appeal a criterion" in read(author, "submission", court.submission.uuid)
    assert author.post(address, {"reason": WHY}).status_code == 422
    sent = author.post(address, {"criterion": "argument", "reason": WHY})
    assert sent.status_code == 302
    made = Appeal.objects.get()

    assert WHY in read(fran, "appeal", made.uuid)
    bad = fran.post(reverse("appeal-decide", args=[made.uuid]), {"reason": "Kept words"})
    assert bad.status_code == 422
    assert "Kept words" in bad.content.decode()
    decision = {"state": "upheld", "level": "3", "reason": "It is there."}
    assert fran.post(reverse("appeal-decide", args=[made.uuid]), decision).status_code == 302

    text = read(author, "submission", court.submission.uuid)
    for told in ("Upheld", "It is there.", "from “Solid” to “Excellent”", "Fran decided this"):
        assert told in text
    assert fran.post(reverse("appeal-fresh", args=[made.uuid]), {"count": "1"}).status_code == 422


def test_fresh_reviewers_are_called_in_on_the_page(court, client_of):
    made = appealing.appeal(
        submission=court.submission, criterion_key="argument", reason=WHY, by=court.author
    )
    fran = client_of(court.fran)
    assert fran.post(reverse("appeal-fresh", args=[made.uuid]), {"count": "9"}).status_code == 422
    assert fran.post(reverse("appeal-fresh", args=[made.uuid]), {"count": "1"}).status_code == 302

    called = made.fresh.get().assignment
    desk = read(client_of(called.reviewer), "review-desk", called.review.uuid)
    assert WHY not in desk
    assert "Adalgisa" not in desk
    assert "0 of 1 fresh reviewers" in read(
        client_of(court.author), "submission", court.submission.uuid
    )


def test_who_may_see_an_appeal(court, client_of, charlie):
    made = appealing.appeal(
        submission=court.submission, criterion_key="argument", reason=WHY, by=court.author
    )
    wanted = {court.author: 403, court.reviewer: 403, charlie: 404, court.fran: 200}
    for person, status in wanted.items():
        assert read(client_of(person), "appeal", made.uuid, status) is not None
    new = {court.author: 200, court.reviewer: 403, charlie: 404, court.fran: 403}
    for person, status in new.items():
        assert read(client_of(person), "appeal-new", court.submission.uuid, status) is not None


def test_who_is_asked_because_of_a_signal_reads_what_was_noticed(court, client_of):
    review = court.reviews[0]
    signal = Signal.objects.create(
        activity=court.activity, kind="short", key="k", facts={"words": 2, "usual": 30},
        reviews=[review.pk],
    )  # fmt: skip
    sent = client_of(court.fran).post(
        reverse("signal-case", args=[signal.uuid]), {"thing": f"review:{review.uuid}"}
    )
    assert sent.status_code == 302

    text = read(client_of(court.reviewer), "case", Case.objects.get().uuid)

    assert "2 words in all; the usual review here has 30." in text
    assert "Fran" not in text.split("<main")[-1]
    assert "Your answer" in text


def test_signals_are_settled_on_the_page(court, client_of):
    Review.objects.filter(pk=court.reviews[0].pk).update(overall="x")
    signal = Signal.objects.create(
        activity=court.activity, kind="short", key="k", facts={"words": 1, "usual": 30},
        reviews=[court.reviews[0].pk],
    )  # fmt: skip
    fran = client_of(court.fran)

    text = read(fran, "signals", court.activity.uuid)
    assert "1 word in all; the usual review here has 30." in text
    assert "What else could explain it:" in text
    assert "Benedikta" in text
    fran.post(reverse("signal-dismiss", args=[signal.uuid]), {"note": ""})
    fran.post(reverse("signal-case", args=[signal.uuid]), {"thing": "review:no-uuid"})
    fran.post(reverse("signal-case", args=[signal.uuid]), {"thing": f"review:{uuid4()}"})
    signal.refresh_from_db()
    assert signal.state == "new"
    fran.post(reverse("signal-dismiss", args=[signal.uuid]), {"note": "On a phone."})

    settled = fran.get(reverse("signals", args=[court.activity.uuid]), {"settled": 1})
    assert "On a phone." in settled.content.decode()
    assert client_of(court.author).post(
        reverse("signal-dismiss", args=[signal.uuid])
    ).status_code == 403  # fmt: skip


@pytest.mark.parametrize("name", ["activity-cases", "activity-appeals", "signals"])
def test_lists_are_for_who_looks_after_the_activity(court, client_of, charlie, name):
    staff = learner("Staff")
    type(staff).objects.filter(pk=staff.pk).update(is_staff=True)
    staff.refresh_from_db()
    wanted = {court.fran: 200, staff: 200, court.author: 403, charlie: 404}
    for person, status in wanted.items():
        assert read(client_of(person), name, court.activity.uuid, status) is not None


def cost(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def add_rows(court, count):
    """More cases, appeals and signals, each about something of its own."""
    review, criteria = court.reviews[0], court.activity.rubric_version.criteria
    for number in range(count):
        case = Case.objects.create(
            activity=court.activity, kind="review", thing=review.uuid, state="closed",
            accused=court.reviewer,
        )  # fmt: skip
        case.flags.create(by=court.people[number % 4], category="spam", words=WORDS)
        Signal.objects.create(
            activity=court.activity, kind="short", key=f"n{Signal.objects.count()}",
            facts={"words": 2, "usual": 30}, reviews=[review.pk, court.reviews[1].pk],
        )  # fmt: skip
    return criteria


def test_lists_cost_the_same_with_many_rows(court, client_of):
    client, author = client_of(court.fran), client_of(court.reviewer)
    addresses = {
        "cases": reverse("activity-cases", args=[court.activity.uuid]),
        "signals": reverse("signals", args=[court.activity.uuid]),
    }
    add_rows(court, 2)
    before = {name: cost(client, address) for name, address in addresses.items()}
    mine = cost(author, reverse("cases"))

    add_rows(court, 18)

    assert {name: cost(client, address) for name, address in addresses.items()} == before
    assert cost(author, reverse("cases")) == mine


def test_the_list_of_appeals_costs_the_same_with_many_rows(court, client_of):
    address = reverse("activity-appeals", args=[court.activity.uuid])
    criteria = list(Criterion.objects.filter(version=court.activity.rubric_version))
    works = [court.submission] + [
        submission_by(person, court.activity, minutes=n)
        for n, person in enumerate(court.people[3:], 1)
    ]

    def add(submission):
        for criterion in criteria:
            Appeal.objects.create(submission=submission, criterion=criterion, reason=WHY)

    add(works[0])
    few = cost(client_of(court.fran), address)
    for work in works[1:]:
        add(work)

    assert cost(client_of(court.fran), address) == few


def test_the_activity_page_shows_facilitators_what_waits(court, client_of):
    court.flagged()
    noticing.find(activity_id=court.activity.pk)

    assert "Due process" in read(client_of(court.fran), "activity", court.activity.uuid)
    assert "Due process" not in read(client_of(court.author), "activity", court.activity.uuid)


def test_a_withdrawn_flag_page_keeps_to_what_one_sees(court, client_of, charlie):
    assert client_of(charlie).get(flag_address(court)).status_code == 404
    assert client_of(court.people[4]).get(flag_address(court)).status_code == 404
    work = reverse("flag", args=["work", court.reviews[0].uuid])
    text = client_of(court.reviewer).get(work).content.decode()
    assert "Adalgisa" not in text
    services.flag(thing=court.work_thing(), category="plagiarism", words=WORDS, by=court.reviewer)
    case = Case.objects.get()
    assert case.accused == court.author
    page = read(client_of(court.reviewer), "case", case.uuid)
    assert "Adalgisa" not in page
    assert "The author" in page
