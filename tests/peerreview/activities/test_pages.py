# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from peerreview.accounts.models import User
from peerreview.activities import queries, services
from peerreview.activities.models import Activity, Submission
from peerreview.artifacts import services as artifacts
from peerreview.cohorts.models import Membership
from peerreview.kernel import clock
from tests.worlds import a_challenge, a_cohort, a_cohort_activity, a_text_draft, a_text_submission

DAY = timedelta(days=1)
YEAR = clock.now().year + 1


@pytest.fixture
def world(fran, alice, ben, charlie, client_of):
    """Alice and Ben learn in Fran's cohort, Charlie in none."""
    activity = a_cohort_activity(fran, [alice, ben])
    people = {"alice": alice, "ben": ben, "fran": fran, "charlie": charlie}
    return activity, {name: client_of(person) for name, person in people.items()}


def fields(activity, **changes):
    """What a browser would send for a new activity."""
    return {
        "uuid": str(uuid.uuid4()),
        "title": "Second piece",
        "brief": "Make *another*.",
        "rubric_version": activity.rubric_version_id,
        "blindness": "double",
        "reviews_needed": "2",
        "reviews_asked": "3",
        "opens_at": "",
        "submit_by": f"{YEAR}-01-10T18:00",
        "review_by": f"{YEAR}-01-20T18:00",
        **changes,
    }


def typed(draft, **changes):
    """What the editor sends: the title, the revision it was typed upon, the texts."""
    sources = {f"source-{part.uuid}": part.text_source for part in draft.parts.all()}
    return {"title": draft.title, "base_revision": draft.revision, **sources, **changes}


# --- who may -----------------------------------------------------------------------------------
PAGES = {
    # url name: (alice, fran, charlie)
    "activity": (200, 200, 404),
    "activity-rubric": (200, 200, 404),
    "activity-board": (200, 200, 404),
    "submit": (200, 403, 404),
}


@pytest.mark.parametrize("name", PAGES)
def test_who_may_see_which_page(world, alice, client, name):
    activity, clients = world
    a_text_draft(activity, alice)
    url = reverse(name, args=[activity.uuid])

    seen = tuple(clients[who].get(url).status_code for who in ("alice", "fran", "charlie"))

    assert seen == PAGES[name]
    assert client.get(url).status_code == 302
    assert "/accounts/login/" in client.get(url).url


def test_who_may_open_the_form_of_a_cohort(world, client):
    activity, clients = world
    url = reverse("activity-new", args=[activity.cohort.uuid])

    seen = {who: browser.get(url).status_code for who, browser in clients.items()}

    assert seen == {"alice": 403, "ben": 403, "fran": 200, "charlie": 404}
    assert client.get(url).status_code == 302


def test_who_may_set_an_activity(world):
    activity, clients = world
    url = reverse("activity-new", args=[activity.cohort.uuid])

    seen = {who: b.post(url, fields(activity)).status_code for who, b in clients.items()}

    assert seen == {"alice": 403, "ben": 403, "fran": 302, "charlie": 404}
    assert Activity.objects.filter(title="Second piece").count() == 1


def test_who_may_see_and_set_challenges(world, client):
    _activity, clients = world

    lists = {who: b.get(reverse("challenges")).status_code for who, b in clients.items()}
    forms = {who: b.get(reverse("challenge-new")).status_code for who, b in clients.items()}

    assert set(lists.values()) == {200}
    assert forms == {"alice": 403, "ben": 403, "fran": 200, "charlie": 403}
    assert client.get(reverse("challenges")).status_code == 302


@pytest.mark.parametrize("name", ["submit-start", "submission-withdraw"])
def test_acts_are_posts_and_not_for_strangers(world, client, name):
    activity, clients = world
    url = reverse(name, args=[activity.uuid])

    assert clients["alice"].get(url).status_code == 405
    assert clients["charlie"].post(url).status_code == 404
    assert client.post(url).status_code == 302
    assert not activity.entries.exists()


def test_who_sees_names_may_not_start(world):
    activity, clients = world

    assert clients["fran"].post(reverse("submit-start", args=[activity.uuid])).status_code == 403
    assert not activity.entries.exists()


def test_a_challenge_is_open_to_everyone_signed_in(fran, charlie, client_of, client):
    challenge = a_challenge(fran)
    browser = client_of(charlie)

    assert browser.get(reverse("activity", args=[challenge.uuid])).status_code == 200
    assert browser.post(reverse("submit-start", args=[challenge.uuid])).status_code == 302
    assert browser.get(reverse("submit", args=[challenge.uuid])).status_code == 200
    assert client.get(reverse("activity", args=[challenge.uuid])).status_code == 302


def test_a_page_that_is_looked_at_changes_nothing(world):
    activity, clients = world

    for name in PAGES:
        clients["alice"].get(reverse(name, args=[activity.uuid]))

    assert not activity.entries.exists()


# --- the form ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 300}, "title"),
        ({"brief": "  "}, "brief"),
        ({"rubric_version": "999999"}, "rubric_version"),
        ({"rubric_version": "'; drop"}, "rubric_version"),
        ({"blindness": "half"}, "blindness"),
        ({"reviews_needed": "many"}, "reviews_needed"),
        ({"reviews_needed": "40", "reviews_asked": "40"}, "reviews_needed"),
        ({"reviews_needed": "3", "reviews_asked": "2"}, "reviews_asked"),
        ({"submit_by": "tomorrow"}, "submit_by"),
        ({"submit_by": ""}, "submit_by"),
        ({"submit_by": "2001-01-01T00:00"}, "submit_by"),
        ({"review_by": f"{YEAR}-01-01T00:00"}, "review_by"),
        ({"uuid": "zzz"}, "uuid"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_keeps_what_was_typed(world, wrong, field):
    activity, clients = world
    sent = fields(activity) | wrong

    answer = clients["fran"].post(reverse("activity-new", args=[activity.cohort.uuid]), sent)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Make *another*." in answer.content.decode() or field == "brief"
    assert Activity.objects.count() == 1


def test_times_are_typed_in_the_cohorts_zone_and_shown_in_the_readers_with_both_told(
    fran, person, client_of
):
    lima = person("Luz", time_zone="America/Lima")
    cohort = a_cohort(fran, [lima], time_zone="Europe/Madrid")
    activity = a_cohort_activity(fran, cohort=cohort)
    sent = fields(activity)
    client_of(fran).post(reverse("activity-new", args=[cohort.uuid]), sent)

    made = Activity.objects.get(title="Second piece")
    page = client_of(lima).get(reverse("activity", args=[made.uuid])).content.decode()

    assert made.submit_by == datetime(YEAR, 1, 10, 17, tzinfo=UTC)
    assert f"{YEAR}, noon" in page
    assert re.search(r"6 p\.m\..*in Europe/Madrid", page)


def test_a_time_the_clocks_skip_is_refused_at_its_field(fran, client_of):
    cohort = a_cohort(fran, time_zone="Europe/Madrid")
    activity = a_cohort_activity(fran, cohort=cohort)
    last_of_march = datetime(YEAR, 3, 31, tzinfo=UTC)
    sunday = last_of_march - (last_of_march.weekday() + 1) % 7 * DAY
    sent = fields(activity, submit_by=f"{sunday:%Y-%m-%d}T02:30", review_by=f"{YEAR}-04-20T18:00")

    answer = client_of(fran).post(reverse("activity-new", args=[cohort.uuid]), sent)

    assert answer.status_code == 422
    assert "submit_by" in answer.context["form"].errors


def test_the_form_sent_twice_makes_one_activity(world):
    activity, clients = world
    sent = fields(activity)
    url = reverse("activity-new", args=[activity.cohort.uuid])

    answers = [clients["fran"].post(url, sent) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert Activity.objects.filter(title="Second piece").count() == 1


# --- composing and handing in --------------------------------------------------------------------
def test_starting_leads_to_the_editor_with_brief_and_rubric_beside_it(world, alice):
    activity, clients = world

    answer = clients["alice"].post(reverse("submit-start", args=[activity.uuid]), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("submit", args=[activity.uuid])
    assert str(queries.draft_of(activity, alice).uuid) in page
    assert "learning together" in page
    assert "It takes up a theme of the course" in page


def test_without_a_draft_the_submit_page_leads_to_the_activity(world):
    activity, clients = world

    answer = clients["alice"].get(reverse("submit", args=[activity.uuid]))

    assert answer.url == reverse("activity", args=[activity.uuid])


def test_handing_in_saves_what_was_typed_and_confirms_with_what_comes_next(world, alice):
    activity, clients = world
    draft = a_text_draft(activity, alice)
    part = draft.parts.get()
    sent = typed(draft, **{f"source-{part.uuid}": "The last word.", "title": "Final"})

    answer = clients["alice"].post(reverse("submit", args=[activity.uuid]), sent, follow=True)

    submission = queries.live_submission(activity, alice)
    assert submission.version.title == "Final"
    assert submission.version.parts.get().text_source == "The last word."
    assert "What happens next" in answer.content.decode()


def test_a_double_click_hands_in_once(world, alice):
    activity, clients = world
    sent = typed(a_text_draft(activity, alice))
    url = reverse("submit", args=[activity.uuid])

    answers = [clients["alice"].post(url, sent) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert Submission.objects.count() == 1


def test_after_the_deadline_the_page_says_so_and_the_text_is_kept(world, alice):
    activity, clients = world
    draft = a_text_draft(activity, alice)
    now = clock.now()
    Activity.objects.filter(pk=activity.pk).update(
        opens_at=now - 3 * DAY, submit_by=now - DAY, review_by=now + DAY
    )
    part = draft.parts.get()
    sent = typed(draft, **{f"source-{part.uuid}": "Too late, but mine."})

    answer = clients["alice"].post(reverse("submit", args=[activity.uuid]), sent)

    assert answer.status_code == 409
    assert "The deadline for handing in has passed" in answer.content.decode()
    assert draft.parts.get().text_source == "Too late, but mine."
    assert not Submission.objects.exists()


def test_another_tabs_newer_draft_is_a_choice_and_nothing_is_handed_in(world, alice):
    activity, clients = world
    draft = a_text_draft(activity, alice)
    part = draft.parts.get()
    old = typed(draft, **{f"source-{part.uuid}": "From this tab."})
    artifacts.save_draft(
        version=draft, by=alice, title="From the other tab", base_revision=draft.revision
    )
    url = reverse("submit", args=[activity.uuid])

    refused = clients["alice"].post(url, old)
    chosen = clients["alice"].post(url, old | {"overwrite": "yes"})

    assert refused.status_code == 409
    assert "From this tab." in refused.content.decode()
    assert chosen.status_code == 302
    assert queries.live_submission(activity, alice).version.parts.get().text_source == (
        "From this tab."
    )


def test_an_untitled_draft_is_refused_with_what_to_do(world, alice):
    activity, clients = world
    draft = a_text_draft(activity, alice)

    answer = clients["alice"].post(reverse("submit", args=[activity.uuid]), typed(draft, title=""))

    assert answer.status_code == 422
    assert "title" in answer.context["editor_state"].errors
    assert not Submission.objects.exists()


@pytest.mark.parametrize("posts_fields", [True, False])
def test_a_title_without_content_comes_back_as_stored_and_can_be_gone_on_with(
    world, alice, posts_fields
):
    activity, clients = world
    draft = services.start_entry(activity=activity, by=alice)
    draft = artifacts.save_draft(version=draft, by=alice, title="My piece", base_revision=0)
    url = reverse("submit", args=[activity.uuid])
    # The scripted button posts nothing to save, the plain one the form, with an unsaved word more.
    sent = typed(draft, title="My piece, retold") if posts_fields else {}

    answer = clients["alice"].post(url, sent)

    draft.refresh_from_db()
    page = answer.content.decode()
    fields = dict(
        re.findall(r'<input[^>]* name="(title|base_revision)"[^>]* value="([^"]*)"', page)
    )
    shown = {"title": sent.get("title", "My piece"), "base_revision": str(draft.revision)}
    assert answer.status_code == 422
    assert fields == shown
    assert '<a href="#editor-add-text">Add some text, a file or a link first.</a>' in page
    gone_on = clients["alice"].post(reverse("draft-add-text", args=[draft.uuid]), fields)
    assert gone_on.status_code == 303
    draft.refresh_from_db()
    assert (draft.title, draft.parts.count()) == (shown["title"], 1)


def test_an_empty_draft_is_told_all_that_is_missing_with_links_to_the_fields(world, alice):
    activity, clients = world
    services.start_entry(activity=activity, by=alice)

    answer = clients["alice"].post(reverse("submit", args=[activity.uuid]))

    page = answer.content.decode()
    links = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page)
    assert links == [
        ("editor-title", "Give your work a title."),
        ("editor-add-text", "Add some text, a file or a link first."),
    ]
    assert all(f'id="{place}"' in page for place, _message in links)


@pytest.mark.parametrize("junk", [{"base_revision": "x"}, {"base_revision": "9" * 40}])
def test_nonsense_from_a_program_is_no_server_error(world, alice, junk):
    activity, clients = world
    draft = a_text_draft(activity, alice)

    answer = clients["alice"].post(
        reverse("submit", args=[activity.uuid]), typed(draft, title="Other") | junk
    )

    assert answer.status_code == 409
    assert not Submission.objects.exists()


def test_withdrawing_from_the_page_and_starting_again(world, alice):
    activity, clients = world
    a_text_submission(activity, alice)
    url = reverse("submission-withdraw", args=[activity.uuid])

    answers = [clients["alice"].post(url) for _ in range(2)]
    page = clients["alice"].get(reverse("activity", args=[activity.uuid])).content.decode()

    assert [answer.status_code for answer in answers] == [302, 302]
    assert queries.live_submission(activity, alice) is None
    assert "Continue your draft" in page


def test_withdrawing_is_not_offered_once_somebody_reviews(world, alice):
    activity, clients = world
    a_text_submission(activity, alice)
    before = clients["alice"].get(reverse("submit", args=[activity.uuid])).content.decode()
    Submission.objects.update(reviews_leased=1)

    after = clients["alice"].get(reverse("submit", args=[activity.uuid])).content.decode()
    answer = clients["alice"].post(reverse("submission-withdraw", args=[activity.uuid]))

    assert "Withdraw your work?" in before
    assert "Withdraw your work?" not in after
    assert answer.status_code == 409


# --- next step -----------------------------------------------------------------------------------
def test_the_page_names_one_next_step_at_each_stage(world, alice):
    activity, clients = world
    url = reverse("activity", args=[activity.uuid])

    def says(text, who="alice"):
        return text in clients[who].get(url).content.decode()

    assert says("Start your work")
    services.start_entry(activity=activity, by=alice)
    assert says("Continue your draft")
    a_text_submission(activity, alice)
    assert says("Reviews received")
    assert says("You look after this", who="fran")
    now = clock.now()
    Activity.objects.update(opens_at=now - 3 * DAY, submit_by=now - 2 * DAY, review_by=now - DAY)
    assert says("nothing of yours is in", who="ben")
    Activity.objects.update(opens_at=now + DAY, submit_by=now + 2 * DAY, review_by=now + 3 * DAY)
    assert says("This opens soon", who="ben")


# --- the board -----------------------------------------------------------------------------------
def board(browser, activity, query=""):
    return browser.get(reverse("activity-board", args=[activity.uuid]) + query).content.decode()


def test_in_a_blind_activity_learners_see_no_names_on_the_board(world, alice, ben):
    activity, clients = world
    work = a_text_submission(activity, alice, title="Alices secret title")

    page = board(clients["ben"], activity)
    fragment = board(clients["ben"], activity, "?fragment=1")

    for text in (page, fragment):
        assert "Alice" not in text
        assert str(alice.uuid) not in text
        assert str(work.uuid) not in text
        assert str(work.version.uuid) not in text
        assert str(work.submitted_at.isoformat()) not in text
        assert "Submission 1" in text
    assert "Yours" in board(clients["alice"], activity)


def test_facilitators_see_names_and_everyone_who_has_not_started(world, alice, ben):
    activity, clients = world
    a_text_submission(activity, alice, title="What the net made of us")

    page = board(clients["fran"], activity)

    assert "Alice" in page
    assert "What the net made of us" in page
    assert "Ben" in page
    assert "Not started" in page


def test_where_names_are_open_learners_see_them_too(fran, alice, ben, client_of):
    activity = a_cohort_activity(fran, [alice, ben], blindness="open")
    a_text_submission(activity, alice)

    assert "Alice" in board(client_of(ben), activity)


def test_facilitators_open_each_work_from_the_board(world, alice):
    activity, clients = world
    link = reverse("submission", args=[a_text_submission(activity, alice).uuid])

    assert f'href="{link}"' in board(clients["fran"], activity)
    assert clients["fran"].get(link).status_code == 200


def test_where_names_are_open_learners_open_only_their_own_work_from_the_board(
    fran, alice, ben, client_of
):
    activity = a_cohort_activity(fran, [alice, ben], blindness=Activity.Blindness.OPEN)
    link = reverse("submission", args=[a_text_submission(activity, alice).uuid])

    assert link in board(client_of(alice), activity)
    assert link not in board(client_of(ben), activity)


def test_the_board_filters_by_state_and_ignores_an_unknown_one(world, alice, ben):
    activity, clients = world
    a_text_submission(activity, alice)
    services.start_entry(activity=activity, by=ben)

    assert "Ben" not in board(clients["fran"], activity, "?fragment=1&state=waiting")
    assert "Alice" not in board(clients["fran"], activity, "?fragment=1&state=draft")
    both = board(clients["fran"], activity, "?fragment=1&state=%27")
    assert "Alice" in both
    assert "Ben" in both


def test_learners_cannot_count_those_who_have_not_started_in_a_blind_activity(world):
    activity, clients = world

    assert "not_started" not in board(clients["ben"], activity)


def test_the_fragment_is_only_the_rows_and_says_which_board_it_is(world):
    activity, clients = world

    fragment = board(clients["fran"], activity, "?fragment=1")

    assert f'data-live-board="{activity.uuid}"' in fragment
    assert "<html" not in fragment


def test_the_links_in_a_fragment_lead_to_pages(world, ben):
    activity, clients = world
    a_text_submission(activity, ben)
    many(activity, range(30))

    fragment = board(clients["fran"], activity, "?fragment=1&state=waiting")

    assert "?state=waiting&amp;page=2" in fragment
    assert "fragment=" not in fragment


# --- lists stay cheap ----------------------------------------------------------------------------
def many(activity, numbers):
    """People who have handed in the same version, put there at once: only their number matters."""
    fields = [{"email": f"l{n}@example.org", "display_name": f"Learner {n}"} for n in numbers]
    people = User.objects.bulk_create(User(**values) for values in fields)
    Membership.objects.bulk_create(
        Membership(cohort=activity.cohort, user=person) for person in people
    )
    version = activity.submissions.first().version
    Submission.objects.bulk_create(
        Submission(activity=activity, author=person, version=version) for person in people
    )


def count_queries(django_assert_max_num_queries, browser, url):
    browser.get(url)
    with django_assert_max_num_queries(60) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("who", ["fran", "alice"])
def test_the_board_costs_the_same_for_10_and_200(world, ben, django_assert_max_num_queries, who):
    activity, clients = world
    a_text_submission(activity, ben)
    urls = [
        reverse("activity-board", args=[activity.uuid]),
        reverse("activity-board", args=[activity.uuid]) + "?fragment=1&state=waiting",
    ]
    many(activity, range(10))
    few = [count_queries(django_assert_max_num_queries, clients[who], url) for url in urls]

    many(activity, range(10, 200))

    assert few == [count_queries(django_assert_max_num_queries, clients[who], url) for url in urls]


@pytest.mark.long
@pytest.mark.parametrize("who", ["fran", "alice"])
def test_home_cohort_and_challenges_cost_the_same_for_10_and_200_activities(
    world, fran, django_assert_max_num_queries, who
):
    activity, clients = world
    urls = [
        reverse("home"),
        reverse("cohort", args=[activity.cohort.uuid]),
        reverse("challenges"),
    ]
    _more(activity, fran, 10)
    few = [count_queries(django_assert_max_num_queries, clients[who], url) for url in urls]

    _more(activity, fran, 190)

    assert few == [count_queries(django_assert_max_num_queries, clients[who], url) for url in urls]


def _more(like, fran, count):
    for number in range(count):
        for kind, cohort in (("cohort", like.cohort), ("challenge", None)):
            services.open_activity(
                kind=kind,
                cohort=cohort,
                title=f"Number {number}",
                brief="Make it.",
                rubric_version=like.rubric_version,
                submit_by=clock.now() + DAY,
                review_by=clock.now() + 2 * DAY,
                by=fran,
            )


def test_the_cohort_panel_tells_how_far_each_activity_has_come(world, alice, ben):
    activity, _clients = world
    for who, done in ((alice, 5), (ben, 1)):
        work = a_text_submission(activity, who)
        Submission.objects.filter(pk=work.pk).update(reviews_done=done)

    [row] = queries.of_cohort(activity.cohort)

    assert (row.submitted, row.reviews_counted, row.reviews_wanted) == (2, 3 + 1, 6)


def test_home_shows_what_is_to_do_and_drops_what_has_ended(world, alice, fran):
    activity, clients = world
    ended = a_cohort_activity(
        fran, cohort=activity.cohort, title="Long past", now=clock.now() - 90 * DAY
    )

    page = clients["alice"].get(reverse("home")).content.decode()

    assert activity.title in page
    assert ended.title not in page


def test_home_tells_a_facilitator_how_far_what_they_look_after_has_come(world, alice, ben):
    activity, clients = world
    work = a_text_submission(activity, alice)
    Submission.objects.filter(pk=work.pk).update(reviews_done=2)

    [row] = queries.tended_at_home(activity.created_by, clock.now())
    page = clients["fran"].get(reverse("home")).content.decode()

    assert (row.submitted, row.expected, row.reviews_counted, row.reviews_wanted) == (1, 2, 2, 3)
    assert "1 of 2" in page
    assert "2 of 3" in page
    assert reverse("activity-board", args=[activity.uuid]) in page
    assert "Submit by" in page
    assert "Nothing to do yet" not in page


def test_home_of_a_learner_shows_nothing_to_look_after(world):
    _activity, clients = world

    assert "You look after" not in clients["alice"].get(reverse("home")).content.decode()
