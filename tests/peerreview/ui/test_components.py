# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Components: what they say, to eyes and to screen readers, and that nothing hostile gets through."""

import re
from datetime import UTC, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from peerreview.accounts.models import User
from peerreview.ui import navigation
from peerreview.ui.forms import MomentInput
from tests.house import inline

HOSTILE = '"><script>alert(1)</script>'


def draw(source: str, **context: object) -> str:
    html = Template(source).render(Context(context))
    assert inline.faults(html) == []
    return html


@pytest.mark.parametrize(
    "source",
    [
        "{% button hostile %}",
        "{% button 'x' url=hostile %}",
        "{% status 'live' hostile %}",
        "{% person hostile note=hostile %}",
        "{% note hostile %}",
        "{% meter 1 2 hostile words=hostile %}",
        "{% stat hostile hostile hint=hostile %}",
        "{% scale 3 label=hostile %}",
        "{% medallion hostile title=hostile colour=hostile shape=hostile %}",
        "{% copy hostile label=hostile %}",
        "{% data_words done=hostile %}",
        "{% page_header hostile lead=hostile eyebrow=hostile %}{{ hostile }}{% end_page_header %}",
        "{% empty hostile text=hostile %}{{ hostile }}{% end_empty %}",
        "{% dialog 'x' hostile %}{{ hostile }}{% end_dialog %}",
        "{% disclosure hostile %}{{ hostile }}{% end_disclosure %}",
        "{% lucide 'award' title=hostile %}",
    ],
)
def test_what_people_type_stays_text(source: str) -> None:
    assert "<script" not in draw(source, hostile=HOSTILE)


def test_buttons_within_a_header_stay_buttons() -> None:
    html = draw("{% page_header 'Cohorts' %}{% button 'New' %}{% end_page_header %}")

    assert "<h1>Cohorts</h1>" in html
    assert re.search(r"<button [^>]*>\s*<span>New</span></button>", html)


def test_an_icon_is_silent_unless_it_has_a_title() -> None:
    assert 'aria-hidden="true"' in draw("{% lucide 'award' %}")
    named = draw("{% lucide 'award' title='Badge' %}")
    assert 'role="img"' in named
    assert 'aria-label="Badge"' in named
    assert "aria-hidden" not in named


def test_a_person_whom_a_program_plays_is_marked_beside_the_name() -> None:
    played = draw("{% person who %}", who=User(display_name="Mira", is_simulated=True))
    living = draw("{% person who %}", who=User(display_name="Mira"))

    assert re.search(r"Mira\s*<span[^>]*>.*Simulated", played, re.DOTALL)
    assert "Simulated" not in living
    assert "Simulated" not in draw("{% person 'Mira' %}{% person None %}")


def test_a_scale_says_its_score_and_its_uncertainty_in_words() -> None:
    html = draw("{% scale 3.6 low=3.1 high=4.2 %}")

    assert 'aria-label="3.6 of 5, most likely between 3.1 and 4.2"' in html
    assert html.count("is-reached") == 3
    assert 'aria-label="No score yet"' in draw("{% scale None %}")


def test_a_scale_keeps_its_drawing_in_languages_with_a_decimal_comma() -> None:
    with translation.override("es"):
        html = draw("{% scale 3.6 low=3.1 high=4.2 %}")

    assert "3,6" in html
    coordinates = re.findall(r'(?:x|cx|width)="([^"]+)"', html)
    assert all("," not in number for number in coordinates)


def test_progress_is_readable_in_languages_with_a_decimal_comma() -> None:
    with translation.override("es"):
        assert 'value="2.5" max="5"' in draw("{% meter value 5 'x' %}", value=2.5)


def test_nobody_is_shown_as_anonymous_without_initials() -> None:
    html = draw("{% person None %}")

    assert "Anonymous" in html
    assert "avatar-hidden" in html
    assert "avatar-hue" not in html


def test_the_same_name_has_the_same_colour() -> None:
    assert draw("{% avatar 'Ada Byron' %}") == draw("{% avatar 'Ada Byron' %}")
    assert ">AB<" in draw("{% avatar 'Ada Byron' %}")


def test_times_are_shown_in_the_readers_zone_and_sent_in_utc() -> None:
    moment = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    with timezone.override("America/Bogota"):
        html = draw("{% when moment %}", moment=moment)

    assert 'datetime="2026-11-23T15:30Z"' in html
    assert "10:30 a.m." in html
    assert "no date" in draw("{% when None %}")


def test_the_pager_keeps_the_rest_of_the_query(rf: RequestFactory) -> None:
    page = Paginator(range(100), 10).page(3)
    html = draw("{% pager page %}", page=page, request=rf.get("/?q=weather+maps&page=3"))

    assert 'href="?q=weather+maps&amp;page=4" rel="next"' in html
    assert "21–30 of 100" in html
    assert 'aria-current="page"' in html


def test_one_page_needs_no_pager(rf: RequestFactory) -> None:
    page = Paginator(range(5), 10).page(1)

    assert draw("{% pager page %}", page=page, request=rf.get("/")).strip() == ""


def test_steps_say_which_are_done_and_which_is_current() -> None:
    html = draw(
        "{% steps labels current=2 label='Progress' %}", labels=["Brief", "Work", "Reviews"]
    )

    assert html.count('aria-current="step"') == 1
    assert html.count("(done)") == 1


class Entry(forms.Form):
    title = forms.CharField(help_text="What it is called.")
    level = forms.ChoiceField(choices=[("1", "One")], widget=forms.RadioSelect, help_text="Pick.")
    agrees = forms.BooleanField(label="I made this")
    due = forms.DateTimeField(widget=MomentInput, required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_a_field_is_tied_to_its_label_help_and_error() -> None:
    html = str(Entry({}))

    assert '<label class="field-label" for="id_title">' in html
    assert 'aria-describedby="id_title_help id_title_error"' in html
    assert 'id="id_title_help"' in html
    assert 'id="id_title_error"' in html
    assert html.count('aria-invalid="true"') >= 3
    assert inline.faults(html) == []


def test_errors_are_summed_up_first_with_links_to_their_fields() -> None:
    html = str(Entry({}))
    targets = re.findall(r'href="#([^"]+)"', html)

    assert html.index("error-summary") < html.index("field-label")
    assert targets == ["id_title", "id_level_group", "id_agrees"]
    assert all(f'id="{target}"' in html for target in targets)
    assert "This field is required." in html.split("</ul>")[0]


def test_choices_are_a_group_with_a_legend() -> None:
    html = str(Entry())

    assert re.search(r"<fieldset[^>]*>\s*<legend>Level", html)
    assert "error-summary" not in html


def test_a_form_keeps_a_typed_moment() -> None:
    form = Entry({"due": "2026-11-23T10:15"})

    assert 'value="2026-11-23T10:15"' in str(form["due"])
    assert "due" not in form.errors


def test_links_to_pages_that_do_not_exist_are_left_out(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(navigation, "_entries", navigation.defaultdict(list))
    navigation.offer("footer", "Somewhere", "no-such-page", icon="map", order=1)
    navigation.offer("footer", "Start", "home", icon="house", order=2)
    navigation.offer("footer", "Mine", "home", icon="lock", audience=navigation.members)

    shown = [link.label for link in navigation.links("footer", rf.get("/"))]

    assert shown == ["Start"]
