# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Everything out: true to its dictionary, safe in a spreadsheet, without names where asked, and noted."""

import csv
import io
import json
import re
import zipfile

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from peerreview.activities.models import Activity
from peerreview.allocation.models import Assignment
from peerreview.audit.models import Entry
from peerreview.desk import sheets
from peerreview.desk.masks import NOT_PEOPLE, Mask
from peerreview.desk.tables import BY_NAME, TABLES
from peerreview.outbox import registry
from peerreview.reviews.models import Review
from tests.peerreview import reviewing
from tests.peerreview.desk.towns import crowd, handed_in, page

PEOPLE = ("Anna", "Bert", "Cleo", "Fran")


@pytest.fixture
def world(fran, deliver):
    """Anna's and Cleo's work, Bert's review of one and his draft on the other; mail addresses to find."""
    anna, bert, cleo = (reviewing.learner(name) for name in PEOPLE[:3])
    activity = reviewing.activity_in(reviewing.cohort_of(anna, bert, cleo, facilitator=fran))
    reviewing.submission_by(anna, activity)
    review = reviewing.reviewed(bert, activity, levels=(3, 2, 1))
    Review.objects.filter(pk=review.pk).update(overall="=cmd|' /C calc'!A0")
    reviewing.submission_by(cleo, activity, minutes=1)
    draft = reviewing.draft(reviewing.duty(bert, activity))
    reviewing.change(draft, "overall", "A draft that is nobody's business.")
    deliver()
    return activity


def export(browser, activity, **fields):
    answer = browser.post(
        page("desk-export", activity), {"form": "csv", "table": "everything", **fields}
    )
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def archive(content):
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_zip_has_every_table_with_the_columns_of_the_dictionary(world, desk, form):
    found = archive(export(desk, world, form=form))

    said = json.loads(found.read("dictionary.json"))
    assert set(found.namelist()) == {
        "README.txt", "dictionary.csv", "dictionary.json", *(f"{t.name}.{form}" for t in TABLES)
    }  # fmt: skip
    for table in TABLES:
        content = found.read(f"{table.name}.{form}")
        columns = [each["column"] for each in said if each["table"] == table.name]
        if form == "csv":
            assert next(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == columns
        else:
            for row in json.loads(content):
                assert list(row) == columns
    assert json.loads(json.dumps(sheets.dictionary(TABLES))) == said


def test_the_dictionary_page_and_files_are_the_declaration(desk):
    shown = desk.get(reverse("desk-dictionary")).content.decode()
    as_csv = rows(desk.get(reverse("desk-dictionary") + "?form=csv").content)
    as_json = desk.get(reverse("desk-dictionary") + "?form=json").json()

    for table in TABLES:
        assert str(table.about).replace("'", "&#x27;") in shown
        for column in table.columns:
            assert f"<code>{column.name}</code>" in shown
            assert column.about
    assert [row["column"] for row in as_csv] == [row["column"] for row in as_json]
    assert len(as_json) == sum(len(table.columns) for table in TABLES)


def test_what_is_in_the_tables_is_what_happened(world, desk):
    found = archive(export(desk, world))
    tables = {table.name: rows(found.read(f"{table.name}.csv")) for table in TABLES}

    assert [row["role"] for row in tables["members"]].count("learner") == 3
    assert {row["title"] for row in tables["submissions"]} == {"Tides of the north"}
    assert all(row["why"] for row in tables["assignments"])
    [review] = tables["reviews"]
    assert {row["level"] for row in tables["scores"]} == {"3", "2", "1"}
    assert {row["review"] for row in tables["scores"]} == {review["review"]}
    assert tables["outcomes"]
    assert tables["criterion_outcomes"]
    assert "reviews.ReviewSubmitted" in {row["fact"] for row in tables["audit"]}
    people = {row["person"] for row in tables["members"]}
    assert {row["reviewer"] for row in tables["reviews"]} < people
    details = json.loads(tables["audit"][-1]["details"])
    assert {v for k, v in details.items() if k.endswith("_id") and k not in NOT_PEOPLE} <= people


def test_drafts_are_in_no_export(world, desk):
    found = archive(export(desk, world, form="json"))

    assert not [name for name in found.namelist() if b"nobody's business" in found.read(name)]


def test_a_pseudonymous_export_names_nobody(world, desk):
    people = [world.created_by, *(m.user for m in world.cohort.memberships.all())]
    found = archive(export(desk, world, form="json", pseudonymous="on"))

    for name in found.namelist():
        content = found.read(name).decode()
        for person in people:
            assert person.email not in content, name
            assert str(person.uuid) not in content, name
            if name != "README.txt":
                assert f'"{person.display_name}"' not in content, name
    members = json.loads(found.read("members.json"))
    reviews = json.loads(found.read("reviews.json"))
    assert reviews[0]["reviewer"] in {row["person"] for row in members}
    assert members[0]["name"] is None


def test_two_pseudonymous_exports_share_no_pseudonym(world, desk):
    first, second = (
        {row["person"] for row in rows(export(desk, world, table="members", pseudonymous="on"))}
        for _ in range(2)
    )

    assert first.isdisjoint(second)


def test_every_id_of_an_event_is_known_to_be_of_a_person_or_not():
    """A new event with an id that is no person's must be listed, or a pseudonym would hide it."""
    people = {"user_id", "by_id", "author_id", "reviewer_id", "person_id", "recipient_id",
              "endorser_id", "owner_id", "sender_id"}  # fmt: skip
    fields = {
        name
        for event in registry._types.values()
        for name in event.__dataclass_fields__
        if name.endswith("_id") and "activity_id" in event.__dataclass_fields__
    }

    assert fields <= people | NOT_PEOPLE


def test_formulas_are_text_in_a_spreadsheet(world, desk):
    [row] = rows(export(desk, world, table="reviews"))

    assert row["overall"].startswith("'=cmd")
    as_json = json.loads(export(desk, world, table="reviews", form="json"))
    assert as_json[0]["overall"].startswith("=cmd")


@given(st.text(max_size=40), st.sampled_from(["", *sheets.FORMULA, " =", "\u00a0@", "\ufeff+"]))
def test_no_text_begins_a_formula(text, start):
    cell = sheets.safe(start + text)

    assert not cell.lstrip(" \u00a0\ufeff").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == start + text or cell == start + text


def test_numbers_stay_numbers():
    assert sheets.safe(-1.5) == "-1.5"
    assert sheets.safe(None) == ""
    assert sheets.safe(False) == "false"


def test_an_export_is_written_into_the_trail_before_it_goes(world, desk, fran, deliver):
    export(desk, world, table="scores", form="json", pseudonymous="on")
    deliver()

    entry = Entry.objects.get(name="desk.ActivityExported")
    assert entry.payload == {
        "activity_id": world.pk, "by_id": fran.pk, "tables": "scores", "form": "json",
        "is_pseudonymous": True,
    }  # fmt: skip


@pytest.mark.parametrize("fields", [{"form": "xls"}, {"table": "users"}, {"form": ""}])
def test_what_there_is_not_is_refused(world, desk, fields):
    answer = desk.post(page("desk-export", world), {"form": "csv", "table": "everything", **fields})

    assert answer.status_code == 422


def test_learners_take_nothing_out(world, client_of):
    anna = world.cohort.memberships.get(user__display_name="Anna").user

    assert (
        client_of(anna)
        .post(page("desk-export", world), {"form": "csv", "table": "everything"})
        .status_code
        == 403
    )
    assert not Entry.objects.filter(name="desk.ActivityExported").exists()


def test_who_still_owes_a_review_reads_no_other_of_it(fran, deliver, client_of):
    anna, bert = reviewing.learner("Anna"), reviewing.learner("Bert")
    cohort = reviewing.cohort_of(anna, bert, facilitator=fran)
    activity = reviewing.activity_in(cohort, blindness="open")
    reviewing.submission_by(anna, activity)
    reviewing.reviewed(bert, activity)
    desk = client_of(fran)
    assert len(rows(export(desk, activity, table="scores"))) == 3

    reviewing.draft(reviewing.duty(fran, activity))

    for table in ("reviews", "scores", "outcomes", "criterion_outcomes"):
        assert rows(export(desk, activity, table=table)) == []


@pytest.mark.long
@pytest.mark.parametrize("table", sorted(BY_NAME))
def test_a_table_takes_as_many_queries_for_20_as_for_400(
    activity, alice, fran, table, django_assert_max_num_queries
):
    handed_in(activity, alice)

    def count():
        mask = Mask(is_pseudonymous=True)
        with django_assert_max_num_queries(12) as seen:
            rows = BY_NAME[table].rows(activity, fran)
            assert "".join(sheets.as_csv(BY_NAME[table], rows, mask))
        return len(seen)

    crowd(activity, range(20))
    few = count()
    crowd(activity, range(20, 400))

    assert count() == few


def test_names_of_tables_and_columns_are_words_for_programs():
    for table in TABLES:
        names = [table.name, *(column.name for column in table.columns)]
        assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)
        assert len(set(names[1:])) == len(names) - 1


def test_the_files_say_activity_and_day(world, desk):
    fields = {"form": "csv", "table": "scores"}
    answer = desk.post(page("desk-export", world), fields)

    assert re.search(r'"[a-z0-9-]+-scores-\d{4}-\d\d-\d\d\.csv"', answer["Content-Disposition"])


def test_the_dictionary_has_every_value_and_no_private_conflict():
    said = {(row["table"], row["column"]): row["meaning"] for row in sheets.dictionary(TABLES)}

    for value in Activity.Blindness.values:
        assert f"{value} = " in said["activity", "blindness"]
    for value in Assignment.State.values:
        assert f"{value} = " in said["assignments", "state"]
    assert not [name for name, _column in said if "conflict" in name]
