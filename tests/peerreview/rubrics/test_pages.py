# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from peerreview.rubrics import drafts, library, queries, services
from peerreview.rubrics.forms import RubricBuilder
from peerreview.rubrics.models import Rubric, RubricVersion


def form(*criteria, title="Poster", **extra):
    """What a browser would send; a criterion is (title, [(level, description, points), …])."""
    data = {"title": title, "guidance": "Look twice.", "criteria-count": len(criteria), **extra}
    for index, (name, levels) in enumerate(criteria):
        at = f"criteria-{index}"
        data |= {
            f"{at}-key": "",
            f"{at}-title": name,
            f"{at}-description": "",
            f"{at}-weight": "1",
            f"{at}-comment": "optional",
            f"{at}-comment_min_chars": "0",
            f"{at}-levels-count": len(levels),
        }
        for number, (level, says, points) in enumerate(levels):
            row = f"{at}-levels-{number}"
            data |= {f"{row}-title": level, f"{row}-description": says, f"{row}-points": points}
    return data


COLOUR = ("Colour", [("No", "None of it.", "0"), ("Yes", "All of it.", "1")])
SHAPE = ("Shape", [("Bad", "No shape.", "0"), ("Good", "A shape.", "2.5")])


@pytest.fixture
def mine(alice):
    return services.publish_rubric(spec=library.ESSAY, owner=alice).rubric


@pytest.fixture
def shared(db):
    return services.publish_library()[0].rubric


# --- who may -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("rubric", (200, 404, 200)),
        ("rubric-edit", (200, 404, 403)),
        ("rubric-copy", (302, 404, 302)),
    ],
)
def test_who_may_use_which_address(mine, shared, alice, charlie, client, client_of, name, statuses):
    def status(browser, rubric):
        url = reverse(name, args=[rubric.uuid])
        return (browser.post if name == "rubric-copy" else browser.get)(url).status_code

    seen = (
        status(client_of(alice), mine),
        status(client_of(charlie), mine),
        status(client_of(charlie), shared),
    )

    assert seen == statuses
    assert status(client, mine) == status(client, shared) == 302


@pytest.mark.parametrize("name", ["rubrics", "rubric-new"])
def test_lists_and_the_builder_are_for_everyone_signed_in(charlie, client, client_of, name):
    assert client_of(charlie).get(reverse(name)).status_code == 200
    assert client.get(reverse(name)).status_code == 302


def test_copying_is_a_post(mine, alice, client_of):
    assert client_of(alice).get(reverse("rubric-copy", args=[mine.uuid])).status_code == 405


def test_a_stranger_cannot_publish_over_a_rubric(mine, charlie, client_of):
    url = reverse("rubric-edit", args=[mine.uuid])

    assert client_of(charlie).post(url, form(COLOUR)).status_code == 404
    assert mine.versions.count() == 1


# --- reading -----------------------------------------------------------------------------------
def test_the_page_shows_each_level_in_words_and_the_digest(shared, charlie, client_of):
    page = client_of(charlie).get(reverse("rubric", args=[shared.uuid])).content.decode()

    assert page.count('class="rubric-criterion"') == 5
    assert "You keep thinking about it" in page
    assert shared.versions.get().content_hash in page


def test_an_earlier_version_can_be_read_and_says_that_it_is_not_the_newest(mine, alice, client_of):
    browser = client_of(alice)
    services.publish_rubric(spec=library.CODE, rubric=mine)

    old = browser.get(reverse("rubric-version", args=[mine.uuid, 1])).content.decode()

    assert "Is there one answer to the question" in old
    assert "The newest is version 2" in old
    assert browser.get(reverse("rubric-version", args=[mine.uuid, 9])).status_code == 404


def test_what_people_wrote_is_text_and_not_markup(alice, client_of):
    evil = ("<script>x()</script>", [("<b>No", "a", "0"), ("Yes", "<img src=x>", "1")])
    browser = client_of(alice)
    page = browser.post(reverse("rubric-new"), form(evil), follow=True).content.decode()

    assert "&lt;script&gt;x()" in page
    assert "<script>x()" not in page
    assert "<img src=x>" not in page


# --- building ----------------------------------------------------------------------------------
def test_building_publishes_what_was_typed(alice, client_of):
    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR, SHAPE))

    version = RubricVersion.objects.get()
    spec = queries.spec_of(version)
    assert answer.url == reverse("rubric", args=[version.rubric.uuid])
    assert [criterion.title for criterion in spec.criteria] == ["Colour", "Shape"]
    assert [float(level.points) for level in spec.criteria[1].levels] == [0, 2.5]
    assert version.rubric.owner == alice


def test_the_form_sent_twice_makes_one_rubric(alice, client_of):
    answers = [client_of(alice).post(reverse("rubric-new"), form(COLOUR)) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Rubric.objects.count() == 1


@pytest.mark.parametrize(
    ("do", "titles"),
    [
        ("criterion-add", ["Colour", "Shape", ""]),
        ("criterion-remove:0", ["Shape"]),
        ("criterion-up:1", ["Shape", "Colour"]),
        ("criterion-down:0", ["Shape", "Colour"]),
        ("criterion-up:0", ["Colour", "Shape"]),
        ("criterion-down:7", ["Colour", "Shape"]),
        ("criterion-remove:99", ["Colour", "Shape"]),
    ],
)
def test_buttons_change_criteria_and_keep_what_was_typed(alice, client_of, do, titles):
    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR, SHAPE, do=do))

    builder = answer.context["builder"]
    assert [row.form["title"].value() for row in builder.rows] == titles
    assert builder.head["guidance"].value() == "Look twice."
    assert builder.errors() == []
    assert not Rubric.objects.exists()


@pytest.mark.parametrize(
    ("do", "levels"),
    [
        ("level-add:0", ["No", "Yes", ""]),
        ("level-remove:0:0", ["Yes"]),
        ("level-up:0:1", ["Yes", "No"]),
        ("level-down:0:0", ["Yes", "No"]),
        ("level-up:0:0", ["No", "Yes"]),
        ("level-remove:5:5", ["No", "Yes"]),
    ],
)
def test_buttons_change_levels(alice, client_of, do, levels):
    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR, do=do))

    [row] = answer.context["builder"].rows
    assert [level["title"].value() for level in row.levels] == levels


def test_a_button_brings_the_cursor_to_the_row_it_made(alice, client_of):
    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR, do="level-add:0"))

    assert 'name="criteria-0-levels-2-title"' in answer.content.decode()
    assert 'value="2"' in answer.content.decode()
    [row] = answer.context["builder"].rows
    assert row.levels[2].fields["title"].widget.attrs["autofocus"] is True


def test_wrong_rows_are_named_and_everything_typed_is_kept(alice, client_of):
    wrong = ("Shape", [("Bad", "", "0"), ("", "A shape.", "x")])

    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR, wrong, title=""))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert [message for _id, message in answer.context["builder"].errors()] == [
        "Give the rubric a title.",
        "Criterion 2, level 1: describe what work at this level looks like.",
        "Criterion 2, level 2: Enter a number.",
        "Criterion 2, level 2: give it a title.",
    ]
    assert "A shape." in page
    assert 'value="x"' in page
    assert not Rubric.objects.exists()


def test_points_are_never_guessed(alice, client_of):
    wrong = ("Shape", [("Bad", "No shape.", "0"), ("Good", "A shape.", "")])

    answer = client_of(alice).post(reverse("rubric-new"), form(wrong))

    [(_id, message)] = answer.context["builder"].errors()
    assert message == "Criterion 1, level 2: say how many points it is worth."


@pytest.mark.parametrize(
    "junk",
    [
        {"criteria-count": "-1"},
        {"criteria-count": "1e9"},
        {"criteria-count": "999"},
        {"criteria-0-levels-count": "٣"},
        {"criteria-0-weight": "Infinity"},
        {"criteria-0-weight": "NaN"},
        {"criteria-0-comment": "loud"},
        {"criteria-0-comment_min_chars": "9" * 50},
        {"criteria-0-levels-1-points": "1e400"},
        {"criteria-0-title": "\x00"},
        {"title": "x" * 5000},
    ],
)
def test_nonsense_is_refused_in_the_page(alice, client_of, junk):
    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR) | junk)

    assert answer.status_code == 422
    assert answer.context["builder"].errors()
    assert not Rubric.objects.exists()


@pytest.mark.parametrize("do", ["level-up", "level-up::", "level-up:a:b", "fly:1", "level-add:-1"])
def test_a_button_that_is_none_breaks_nothing(alice, client_of, do):
    answer = client_of(alice).post(reverse("rubric-new"), form(COLOUR, title="", do=do))

    assert answer.status_code in {200, 422}


def test_editing_publishes_the_next_version_and_keeps_the_keys(mine, alice, client_of):
    browser = client_of(alice)
    url = reverse("rubric-edit", args=[mine.uuid])
    builder = browser.get(url).context["builder"]
    sent = sent_back(builder) | {"criteria-0-title": "Thesis", "base": "1"}

    answer = browser.post(url, sent)

    newest = queries.latest_version(mine)
    assert answer.status_code == 302
    assert newest.number == 2
    assert newest.criteria.get(title="Thesis").key == "claim"


def test_publishing_an_unchanged_rubric_makes_no_version(mine, alice, client_of):
    browser = client_of(alice)
    url = reverse("rubric-edit", args=[mine.uuid])

    browser.post(url, sent_back(browser.get(url).context["builder"]) | {"base": "1"})

    assert mine.versions.count() == 1


def test_an_edit_from_an_old_tab_is_a_choice_and_loses_nothing(mine, alice, client_of):
    browser = client_of(alice)
    url = reverse("rubric-edit", args=[mine.uuid])
    services.publish_rubric(spec=library.CODE, rubric=mine)

    refused = browser.post(url, form(COLOUR, base="1"))
    sent = form(COLOUR, base=str(refused.context["base"]))
    chosen = browser.post(url, sent)

    assert refused.status_code == 422
    assert "Version 2 was published meanwhile" in refused.content.decode()
    assert "All of it." in refused.content.decode()
    assert chosen.status_code == 302
    assert queries.latest_version(mine).number == 3


def test_a_copy_opens_in_the_builder_as_ones_own(shared, charlie, client_of):
    answer = client_of(charlie).post(reverse("rubric-copy", args=[shared.uuid]), follow=True)

    copy = Rubric.objects.get(owner=charlie)
    assert answer.redirect_chain[-1][0] == reverse("rubric-edit", args=[copy.uuid])
    assert answer.context["builder"].head["title"].value() == "Copy of Digital artefact"


def sent_back(builder):
    """What a browser sends when nothing was changed."""
    data = {"criteria-count": len(builder.rows)}
    for path, part in builder._forms():
        prefix = f"{path}-" if path else ""
        data |= {f"{prefix}{name}": part[name].value() for name in part.fields}
    for row in builder.rows:
        data[f"{row.path}-levels-count"] = len(row.levels)
    return data


@pytest.mark.parametrize("name", library.RUBRICS)
def test_a_rubric_survives_the_builder_unchanged(name):
    spec = library.RUBRICS[name]
    shown = RubricBuilder(drafts.from_spec(spec), is_bound=False)
    posted = {key: str(value) for key, value in sent_back(shown).items()}

    again = RubricBuilder(drafts.from_post(posted), is_bound=True).spec()

    assert again == spec


commands = st.builds(
    "{}:{}:{}".format,
    st.sampled_from(sorted(drafts._COMMANDS)),
    st.integers(0, 13),
    st.integers(0, 9),
)


@given(st.lists(commands, max_size=30))
def test_no_sequence_of_buttons_breaks_the_draft(sequence):
    draft = drafts.from_spec(library.ARTEFACT)

    for command in sequence:
        assert drafts.change(draft, command)

    assert RubricBuilder(draft, is_bound=False).errors() == []
    assert len(draft.criteria) <= 12
    assert all(len(row.levels) <= 8 for row in draft.criteria)


# --- lists stay cheap --------------------------------------------------------------------------
def test_the_library_costs_the_same_for_10_and_200_rubrics(
    alice, client_of, django_assert_max_num_queries
):
    browser = client_of(alice)

    def cost():
        browser.get(reverse("rubrics"))
        with django_assert_max_num_queries(30) as seen:
            assert browser.get(reverse("rubrics")).status_code == 200
        return len(seen)

    _more(alice, range(10))
    few = cost()
    _more(alice, range(10, 200))

    assert cost() == few


def _more(owner, numbers):
    rubrics = Rubric.objects.bulk_create(Rubric(title=f"R{n}", owner=owner) for n in numbers)
    RubricVersion.objects.bulk_create(
        RubricVersion(
            rubric=r, number=1, title=r.title, content_hash="0" * 64, structure_hash="0" * 64
        )
        for r in rubrics
    )


def test_reading_a_rubric_costs_the_same_however_long_it_is(
    alice, client_of, django_assert_max_num_queries
):
    browser = client_of(alice)
    costs = set()
    for size in (2, 12):
        criteria = [(f"Criterion {n}", COLOUR[1]) for n in range(size)]
        url = browser.post(reverse("rubric-new"), form(*criteria)).url
        browser.get(url)
        with django_assert_max_num_queries(30) as seen:
            browser.get(url)
        costs.add(len(seen))

    assert len(costs) == 1
