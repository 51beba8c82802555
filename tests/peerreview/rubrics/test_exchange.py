# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Rubrics out and in: JSON keeps everything, Canvas' CSV what Canvas knows, and wrong files say where."""

import csv
import dataclasses
import io
import json
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from peerreview.kernel.errors import Invalid
from peerreview.rubrics import canvas, checks, documents, imports, library, queries, services
from peerreview.rubrics.models import Rubric
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec

HEADER = (
    "Rubric Name,Criteria Name,Criteria Description,Criteria Enable Range,"
    "Rating Name,Rating Description,Rating Points,Rating Name,Rating Description,Rating Points"
)
ROW = "Poster,Colour,Is it bright?,false,Full,All of it.,5,None,None of it.,0"

texts = st.text(max_size=80)
names = st.text(min_size=1, max_size=40).filter(lambda text: text.strip("'= \t\n\x00"))
modes = st.sampled_from(["off", "optional", "required"])
# A factor and points whose product Canvas' two decimals hold.
points = st.lists(st.integers(0, 50), min_size=2, max_size=8, unique=True)


@st.composite
def specs(draw):
    criteria = []
    for title in draw(st.lists(names, min_size=1, max_size=4)):
        worth = sorted(draw(points))
        levels = tuple(LevelSpec(f"L{n}", draw(texts), Decimal(p)) for n, p in enumerate(worth))
        criteria.append(
            CriterionSpec(
                "",
                title,
                draw(texts),
                levels,
                weight=draw(st.sampled_from([1, 2, Decimal("0.5"), 0])),
                comment=draw(modes),
                comment_min_chars=draw(st.integers(0, 100)),
                questions=tuple(draw(st.lists(texts, max_size=3))),
                allows_cannot_judge=draw(st.booleans()),
            )
        )
    head = {"overall": draw(modes), "overall_min_chars": draw(st.integers(0, 50))}
    return checks.tidy(
        RubricSpec(
            draw(names), draw(texts), tuple(criteria), **head, asks_missed=draw(st.booleans())
        )
    )


# --- round trips ----------------------------------------------------------------------------------
@given(specs())
def test_json_brings_back_all_that_went_out(spec):
    assert checks.tidy(documents.read(documents.write(spec))) == spec


@given(specs())
def test_csv_brings_back_what_canvas_knows(spec):
    if not all((spec.title, *(criterion.title for criterion in spec.criteria))):
        return

    [back] = imports.read(canvas.write(spec).encode())

    assert back.title == spec.title
    for was, now in zip(spec.criteria, back.criteria, strict=True):
        assert (now.title, now.description) == (was.title, was.description)
        assert bool(now.weight) == bool(was.weight)
        assert [level.title for level in now.levels] == [level.title for level in was.levels]
        assert [level.description for level in now.levels] == [
            level.description for level in was.levels
        ]
        if was.weight:
            worth = [level.points * Decimal(was.weight) for level in was.levels]
            assert [level.points for level in now.levels] == worth


@pytest.mark.parametrize("name", library.RUBRICS)
def test_shipped_rubrics_survive_json_with_their_key(name):
    assert documents.read(documents.write(library.RUBRICS[name])) == library.RUBRICS[name]


@given(specs())
def test_no_cell_is_a_formula(spec):
    for row in csv.reader(io.StringIO(canvas.write(spec), newline="")):
        assert not any(cell[:1] in tuple("=+-@\t\r＝＋－＠") for cell in row if cell)


@given(st.text(max_size=20))
def test_guarding_a_cell_can_be_undone(cell):
    assert canvas.unguarded(canvas.guarded(cell)) == cell


# --- wrong files ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Choose a file"),
        ("   \n", "Choose a file"),
        ("Name,Criteria\nx,y", "Row 1, column 1 (Rubric Name): expected “Rubric Name”"),
        (HEADER.replace("Criteria Name,", ""), "Row 1, column 2 (Criteria Name)"),
        (HEADER + ",Extra\n" + ROW, "Row 1, column 11 (Rating Name)"),
        (HEADER, "no criterion below"),
        (f"{HEADER}\n,Colour,,false,A,a,1,B,b,0", "Row 2, column 1 (Rubric Name): give the rubric"),
        (f"{HEADER}\nPoster,,,false,A,a,1,B,b,0", "Row 2, column 2 (Criteria Name)"),
        (f"{HEADER}\n{ROW}\nPoster,Form,,maybe,A,a,1", "Row 3, column 4 (Criteria Enable Range)"),
        (f"{HEADER}\nPoster,Form,,,A,a,five", "Row 2, column 7 (Rating Points): “five”"),
        (f"{HEADER}\nPoster,Form,,,A,a,1,,b,2", "Row 2, column 8 (Rating Name)"),
        (f"{HEADER}\nPoster,Form,,,A,a,-1", "Row 2, column 7"),
        (f"{HEADER}\nPoster,Form,,,A,a,1e-999999", "Row 2, column 7"),
        (f"{HEADER}\nPoster,Form,,,A,a,NaN", "Row 2, column 7"),
        (f"{HEADER}\nPoster,Form,,,A,a,1,B,b,2,C", "Row 2, column 11"),
        (f'{HEADER}\nPoster,"Form', "Row 2: the quotation marks"),
        (f'{HEADER}\nPoster,"Fo"rm,,,A,a,1', "Row 2: the quotation marks"),
        (HEADER + "\n" + "\n".join([ROW] * 13), "at most 12 criteria"),
        (HEADER + "\n" + "\n".join(f"R{n}" + ROW[6:] for n in range(31)), "more than 30 rubrics"),
        (HEADER + "\n" + "\n".join([ROW] * 500), "more than 400 rows"),
    ],
)
def test_a_wrong_csv_names_row_and_column(text, says):
    with pytest.raises(Invalid) as refused:
        imports.read(text.encode())

    assert says in refused.value.message


def test_a_csv_of_a_spreadsheet_with_semicolons_and_numbered_columns_is_read():
    header = HEADER.replace("Rating Name,", "Rating Name 1,", 1).replace(",", ";")
    text = "\ufeff" + header + "\r\n" + ROW.replace(",", ";").replace(";5;", ";2,5;") + "\r\n"

    [spec] = imports.read(text.encode())

    assert [level.points for level in spec.criteria[0].levels] == [0, Decimal("2.5")]
    assert [level.title for level in spec.criteria[0].levels] == ["None", "Full"]


GOOD = json.loads(documents.write(library.CODE))


def changed(path, value):
    """The good document as text with one thing put elsewhere."""
    document = json.loads(json.dumps(GOOD))
    at = document
    *steps, last = path
    for step in steps:
        at = at[step]
    at[last] = value
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "Line 1, column 2: this is not JSON"),
        ('{"format": "peerage-rubric",\n "title": }', "Line 2, column 11"),
        ("[1]", "The document: this must be an object"),
        ("{" * 100_000, "this is not JSON"),
        ("[" * 100_000, "out of bounds"),
        ('{"version": NaN}', "out of bounds"),
        (f'{{"version": {"9" * 5000}}}', "out of bounds"),
        ('{"title": "a", "title": "b"}', "title: this key stands twice"),
        (changed(["format"], "other"), "format: this must be"),
        (changed(["version"], 2), "version: only version 1"),
        (changed(["colour"], "red"), "colour: there is no such key"),
        (changed(["criteria"], {}), "criteria: this must be a list"),
        (changed(["criteria"], [GOOD["criteria"][0]] * 13), "criteria: use at most 12"),
        (changed(["criteria", 2], 7), "criteria[2]: this must be an object"),
        (changed(["criteria", 1, "weight"], "heavy"), "criteria[1].weight: this must be a number"),
        (changed(["criteria", 1, "weight"], True), "criteria[1].weight: this must be a number"),
        (changed(["criteria", 0, "levels", 2, "points"], None), "criteria[0].levels[2].points"),
        (changed(["criteria", 0, "levels", 2, "points"], "1e-99999999"), "levels[2].points"),
        (changed(["criteria", 0, "levels", 1, "title"], 5), "criteria[0].levels[1].title"),
        (changed(["criteria", 0, "comment_min_chars"], "1.5"), "whole number"),
        (changed(["criteria", 0, "questions"], [1]), "criteria[0].questions[0]: this must be text"),
        (changed(["asks_missed"], "yes"), "asks_missed: this must be true or false"),
    ],
)
def test_a_wrong_document_names_the_path(text, says):
    with pytest.raises(Invalid) as refused:
        imports.read(text.encode())

    assert says in refused.value.message


def test_a_key_twice_deep_inside_is_named_with_its_path():
    text = json.dumps(GOOD).replace('"points": "1"', '"points": "1", "points": "2"', 1)

    with pytest.raises(Invalid, match="stands twice") as refused:
        imports.read(text.encode())

    assert refused.value.message.startswith("criteria[0].levels[1].points:")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"x" * (imports.MAX_BYTES + 1), "larger than 256 KB"),
        ("Rubric Name\nGr\u00fc\u00df".encode("latin-1"), "Row 2: this is not UTF-8"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
    ],
)
def test_what_is_no_rubric_file_is_refused(content, says):
    with pytest.raises(Invalid) as refused:
        imports.read(content)

    assert says in refused.value.message


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content):
    with suppress(Invalid):
        imports.read(content)


# --- through the pages ----------------------------------------------------------------------------
def post_file(browser, name, content):
    document = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return browser.post(reverse("rubric-import"), {"document": document})


@pytest.mark.long
def test_a_document_opens_in_the_builder_and_nothing_is_published_yet(alice, client_of):
    spec = dataclasses.replace(library.ESSAY, asks_missed=True, overall="required")

    answer = post_file(client_of(alice), "essay.json", documents.write(spec))

    builder = answer.context["builder"]
    assert answer.status_code == 200
    assert builder.errors() == []
    assert builder.spec() == spec
    assert not Rubric.objects.exists()


def test_what_a_csv_lacks_is_said_at_the_fields(alice, client_of):
    answer = post_file(client_of(alice), "r.csv", f"{HEADER}\nPoster,Colour,,false,Full,,5,None,,5")

    said = [message for _id, message in answer.context["builder"].errors()]
    assert "Criterion 1, level 1: describe what work at this level looks like." in said
    assert "Criterion 1, level 2: it must be worth more points than the level before it." in said


def test_several_rubrics_of_a_file_are_published_all_or_none(alice, client_of):
    other = ROW.replace("Poster", "Talk")
    browser = client_of(alice)
    broken = post_file(browser, "r.csv", f"{HEADER}\n{ROW}\nTalk,Voice,,false,Loud,,1")

    assert broken.status_code == 422
    assert "“Talk”: Criterion 1" in broken.content.decode()
    assert not Rubric.objects.exists()

    answer = post_file(browser, "r.csv", f"{HEADER}\n{ROW}\n{other}")

    assert answer.status_code == 302
    assert set(Rubric.objects.values_list("title", "owner__display_name", "is_shared")) == {
        ("Poster", alice.display_name, False),
        ("Talk", alice.display_name, False),
    }


def test_a_wrong_file_keeps_what_was_pasted(alice, client_of):
    answer = client_of(alice).post(reverse("rubric-import"), {"pasted": "{ <b>nonsense"})

    assert answer.status_code == 422
    assert "Line 1, column 3: this is not JSON" in answer.content.decode()
    assert "{ &lt;b&gt;nonsense" in answer.content.decode()


def test_a_row_can_be_added_and_published_at_the_address_of_the_import(alice, client_of):
    browser = client_of(alice)
    page = post_file(browser, "r.csv", f"{HEADER}\n{ROW}")
    sent = {"criteria-count": 1, "title": "Poster", "criteria-0-levels-count": 2}
    for path, form in page.context["builder"]._forms():
        prefix = f"{path}-" if path else ""
        sent |= {f"{prefix}{name}": form[name].value() or "" for name in form.fields}

    more = browser.post(reverse("rubric-import"), {**sent, "do": "level-add:0"})
    done = browser.post(reverse("rubric-import"), {**sent, "do": "publish"})

    assert len(more.context["builder"].rows[0].levels) == 3
    assert done.status_code == 302
    assert Rubric.objects.get().title == "Poster"


@pytest.mark.parametrize(("name", "kind"), [("rubric-json", "json"), ("rubric-csv", "csv")])
def test_downloads_are_files_with_a_harmless_name(alice, client_of, name, kind):
    spec = dataclasses.replace(library.ESSAY, title='=cmd|"/../é')
    version = services.publish_rubric(spec=spec, owner=alice)

    answer = client_of(alice).get(reverse(name, args=[version.rubric.uuid, 1]))

    assert answer["Content-Disposition"] == f'attachment; filename="cmde-v1.{kind}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    [back] = imports.read(answer.content)
    assert back.title == queries.spec_of(version).title
