# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Frameworks: who tends them, imports that name row and column, merges that can be undone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given as property_given
from hypothesis import strategies as st

from endorsements import evidence, framing, services, sheets, skill_queries, skills
from endorsements.models import Endorsement, Entry, Framework, Skill
from endorsements.sheets import Line
from peerreview.accounts.models import User
from peerreview.kernel.errors import Conflict, DomainError, Invalid, NotAllowed
from tests.endorsements.conftest import REASON

CSV = (
    "identifier,name,description,levels,alignment_url,alignment_framework,alignment_code\n"
    "a1,Active listening,Hears what is meant.,Begins | Manages | Masters,"
    "https://data.europa.eu/esco/skill/1,ESCO,S1.2\n"
    "a2,Note taking,,,,,\n"
)
CASE = json.dumps(
    {
        "CFDocument": {"title": "State standards"},
        "CFItems": [
            {
                "identifier": "9b1",
                "uri": "https://case.example.org/ims/case/v1p0/CFItems/9b1",
                "fullStatement": "Cites textual evidence to support analysis of what a text says.",
                "abbreviatedStatement": "Cites evidence",
                "humanCodingScheme": "RL.6.1",
            }
        ],
    }
)


@pytest.fixture
def framework(cohort, fran) -> Framework:
    return framing.create_framework(name="What rivers need", cohort=cohort, by=fran)


@pytest.fixture
def staff(person) -> User:
    made = person("Sam")
    User.objects.filter(pk=made.pk).update(is_staff=True)
    return User.objects.get(pk=made.pk)


def line(name: str, **fields) -> Line:
    given = {"identifier": "", "description": "", "levels": (), "alignments": (), **fields}
    return Line(name=name, **given)


def test_facilitators_and_staff_tend_a_cohorts_skills(framework, cohort, alice, fran, staff):
    for person in (fran, staff):
        framing.put(framework=framework, line=line("Listening"), by=person)
    with pytest.raises(NotAllowed):
        framing.put(framework=framework, line=line("Drawing"), by=alice)
    with pytest.raises(NotAllowed):
        framing.create_framework(name="Mine", cohort=cohort, by=alice)
    with pytest.raises(NotAllowed):
        framing.create_framework(name="Everybody’s", by=fran)


def test_other_groups_skills_are_not_offered_or_read(framework, cohort, alice, ben, charlie, fran):
    entry, _does = framing.put(framework=framework, line=line("River safety"), by=fran)

    assert entry.skill in skill_queries.skills_between(alice, ben)
    assert entry.skill not in skill_queries.skills_between(charlie)
    assert framework not in skill_queries.readable_by(charlie)


@pytest.mark.parametrize("content", [CSV, CSV.replace(",", ";"), "\ufeff" + CSV, CASE])
def test_the_same_file_again_changes_nothing(framework, fran, content):
    sheet = sheets.read(content)
    assert sheet.faults == ()

    first = framing.take(framework=framework, lines=sheet.lines, by=fran)
    before = list(Entry.objects.values())
    second = framing.take(framework=framework, lines=sheet.lines, by=fran)

    assert first == (len(sheet.lines), 0)
    assert second == (0, 0)
    assert list(Entry.objects.values()) == before


def test_an_import_keeps_levels_and_alignments_and_follows_the_identifier(framework, fran):
    framing.take(framework=framework, lines=sheets.read(CSV).lines, by=fran)
    renamed = CSV.replace("Note taking", "Taking notes")

    added, changed = framing.take(framework=framework, lines=sheets.read(renamed).lines, by=fran)

    found = framework.entries.get(identifier="a1")
    assert found.levels == ["Begins", "Manages", "Masters"]
    assert found.alignments[0]["code"] == "S1.2"
    assert (added, changed) == (0, 1)
    assert framework.entries.get(identifier="a2").skill.name == "Taking notes"


def test_case_items_keep_statement_code_and_address(framework, fran):
    [item] = sheets.read(CASE).lines

    assert (item.name, item.identifier) == ("Cites evidence", "9b1")
    assert item.description.startswith("Cites textual evidence")
    assert item.alignments[0] == {
        "url": "https://case.example.org/ims/case/v1p0/CFItems/9b1",
        "name": "Cites evidence",
        "framework": "State standards",
        "code": "RL.6.1",
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name\n=cmd()\n", "Row 2, name: no cell may begin with =."),
        ("name\nListening\nListe\u200bning\n", "Row 3, name: the same as in row 2."),
        ("name\nListening\nListenlng\nL1stening\n", "Row 4, name: the same as in row 2."),
        ("name\nPуthon\n", "Row 2, name: This mixes alphabets"),
        ("name\n🎨\n", "Row 2, name: Name the skill in letters"),
        ("name\n" + "x" * 81 + "\n", "Row 2, name: longer than 80"),
        ("name,alignment_url\nAb,javascript:alert(1)\n", "Row 2, alignment_url: write a whole"),
        ("identifier,name\n1,Ab\n1,Cd\n", "Row 3, identifier: the same as in row 2."),
        ("name,levels\nAb," + "|".join("abcdefghijklmn") + "\n", "Row 2, levels: at most 12"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(content, said):
    faults = [str(fault) for fault in sheets.read(content).faults]

    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    "content",
    [
        "", "name\n", "title\nx\n", "name,name\na,b\n", 'name\n"open\n', "name\na,b\n",
        "{", "[]", '{"CFItems": 1}', '{"CFItems": [1]}', '{"CFItems": [], "CFItems": []}',
        '{"CFItems": [NaN]}', "[" * 5000, "name\n" + "a\n" * 2001, "x" * (1024 * 1024 + 1),
    ],
)  # fmt: skip
def test_what_is_no_framework_is_refused_with_a_sentence(content):
    with pytest.raises(Invalid) as refusal:
        sheets.read(content)

    assert refusal.value.field == "file"
    assert str(refusal.value)


@property_given(st.text(max_size=200))
def test_any_text_is_read_or_refused(content):
    try:
        sheet = sheets.read("name,description\n" + content)
    except Invalid:
        return
    assert sheet.lines


def test_a_look_alike_of_another_skill_stops_the_whole_import(framework, fran, client_of):
    skills.add_skill(name="Active listening")
    file = SimpleUploadedFile("skills.csv", b"name\nNew one\nActive-Listening\n")

    page = client_of(fran).post(
        reverse("framework-import", args=[framework.uuid]), {"file": file, "do": "read"}
    )
    with pytest.raises(Conflict):
        framing.take(
            framework=framework,
            lines=sheets.read("name\nNew one\nActive-Listening\n").lines,
            by=fran,
        )

    assert page.status_code == 422
    assert "reads as “Active listening”" in page.content.decode()
    assert not framework.entries.exists()
    assert not Skill.objects.filter(name="New one").exists()


def test_what_can_be_taken_is_offered_without_the_rest(framework, fran, client_of):
    skills.add_skill(name="Active listening")
    url, client = reverse("framework-import", args=[framework.uuid]), client_of(fran)
    file = SimpleUploadedFile("skills.csv", b"name\nNew one\nActive-Listening\n")

    look = client.post(url, {"file": file, "do": "read"})
    all_of_it = client.post(url, {"content": look.context["content"], "do": "take"})
    assert all_of_it.status_code == 422
    others = client.post(url, {"content": look.context["content"], "do": "take-others"})

    assert "Take the others" in look.content.decode()
    assert others.status_code == 302
    assert [entry.skill.name for entry in framework.entries.all()] == ["New one"]


def test_a_skill_says_what_it_means_once_and_where_to_say_that_it_is_double(
    framework, fran, staff, client_of
):
    line = Line(
        name="Knots",
        identifier="",
        description="Ties what has to hold.",
        levels=(),
        alignments=(),
    )
    entry, _did = framing.put(framework=framework, line=line, by=fran)
    url = reverse("skill", args=[entry.skill.uuid])
    Skill.objects.filter(pk=entry.skill_id).update(description=line.description)

    page = client_of(fran).get(url).content.decode()
    free = skills.add_skill(name="Splices")
    of_staff = client_of(staff).get(reverse("skill", args=[free.uuid])).content.decode()

    assert page.count("Ties what has to hold.") == 1
    assert "or it is there twice" in page
    assert f"{reverse('skill-merges')}?source=Splices" in of_staff
    merges = client_of(staff).get(reverse("skill-merges"), {"source": "Knots"})
    assert 'value="Knots"' in merges.content.decode()


def test_import_is_looked_at_before_it_is_taken(framework, fran, client_of):
    url = reverse("framework-import", args=[framework.uuid])
    client = client_of(fran)

    look = client.post(url, {"file": SimpleUploadedFile("s.csv", CSV.encode()), "do": "read"})
    nothing = framework.entries.count()
    taken = client.post(url, {"content": look.context["content"], "do": "take"})

    assert "2 skills in this file" in look.content.decode()
    assert nothing == 0
    assert taken.status_code == 302
    assert framework.entries.count() == 2


def test_what_was_said_follows_a_merge_and_comes_back(given, alice, ben, skill, staff):
    other = skills.add_skill(name="Cartography")
    both = services.endorse(endorser=ben, recipient=alice, skill=other, reason=REASON)
    services.accept(endorsement=both, by=alice)

    made = skills.merge(source=skill, target=other, by=staff)
    again = skills.merge(source=skill, target=other, by=staff)
    merged = [fact.skill_name for fact in evidence.standing_for(alice.pk)]
    named = skills.add_skill(name="Map making")
    skills.undo_merge(made=made, by=staff)
    skills.undo_merge(made=made, by=staff)

    assert made == again
    assert merged == ["Cartography"]  # one voice, not two
    assert named == other
    assert sorted(fact.skill_name for fact in evidence.standing_for(alice.pk)) == [
        "Cartography",
        "Map making",
    ]
    assert Endorsement.objects.get(pk=given.pk).skill == skill


def test_merging_moves_entries_and_links(framework, fran, staff):
    entry, _does = framing.put(framework=framework, line=line("Listning"), by=fran)
    target = skills.add_skill(name="Listening")

    made = skills.merge(source=entry.skill, target=target, by=staff)
    moved = Entry.objects.get().skill
    skills.undo_merge(made=made, by=staff)

    assert moved == target
    assert Entry.objects.get().skill == entry.skill


def test_only_staff_merge_and_nothing_into_itself(skill, fran, staff):
    with pytest.raises(NotAllowed):
        skills.merge(source=skill, target=skills.add_skill(name="Other"), by=fran)
    with pytest.raises(DomainError):
        skills.merge(source=skill, target=skill, by=staff)


def test_pages_of_skills_do_not_grow_in_queries(framework, fran, client_of):
    def count(url: str) -> int:
        client = client_of(fran)
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(url).status_code == 200
        return len(found)

    url = reverse("framework", args=[framework.uuid])
    framing.put(framework=framework, line=line("Skill a"), by=fran)
    few = count(url)
    for letter in "bcdefghjk":
        framing.put(framework=framework, line=line(f"Skill {letter}"), by=fran)

    assert count(url) == few
    content = "\n".join(["name", *(f"Talent {letter * 3}" for letter in "bcdefghjk")])
    parsed = sheets.read(content).lines
    with CaptureQueriesContext(connection) as looked:
        framing.foresee(framework, parsed)
    assert len(looked) <= 2
