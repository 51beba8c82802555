# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Telling once, reading, choosing, stopping: through the services and the pages."""

import re
from datetime import UTC, datetime, time
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from peerreview.accounts import personal
from peerreview.accounts.services import erase_person
from peerreview.notifications import presets, queries, registry, services
from peerreview.notifications.models import Choice, Delivery, Notice, Preferences
from peerreview.notifications.sending import send_due
from tests.peerreview.notifications import pushing
from tests.peerreview.notifications.conftest import AT_ONCE, PLAIN, REQUIRED
from tests.peerreview.reviewing import activity_in, cohort_of

INBOX, SETTINGS = "/notifications/", "/notifications/settings/"
NIGHT = datetime(2026, 2, 23, 23, tzinfo=UTC)


def test_the_same_is_told_once(alice, ben, tell):
    for _ in range(2):
        services.notify(to=[alice.pk, ben.pk, alice.pk], kind=PLAIN, key="1", params={"work": "x"})

    assert Notice.objects.count() == 2
    assert Delivery.objects.count() == 2
    tell(alice, key="2")
    assert queries.unread_count(alice.pk) == 2


def test_who_has_left_is_told_nothing(alice):
    alice.is_active = False
    alice.save()

    assert services.notify(to=[alice.pk], kind=PLAIN, key="1") == []


def test_it_is_said_in_the_language_of_who_reads_it(alice, client_of, monkeypatch):
    def say(params):
        return registry.Said(f"{translation.get_language()} {params['work']}")

    monkeypatch.setitem(registry._kinds, "test-plain", registry.Kind(**{**vars(PLAIN), "say": say}))
    services.notify(to=[alice.pk], kind=PLAIN, key="1", params={"work": "Tides"})
    browser = client_of(alice)

    assert "en Tides" in browser.get(INBOX).content.decode()
    alice.language = "es"
    alice.save()
    assert "es Tides" in browser.get(INBOX).content.decode()


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("en", "2026-03-01", "by March 1, 2026"),
        ("es", "2026-03-01", "by 1 de marzo de 2026"),
        ("en", "", "by "),
    ],
)
def test_days_are_written_as_the_reader_writes_them(language, day, said):
    with translation.override(language):
        assert registry.sentence("by %(day)s")({"day": day}).title == said


@pytest.mark.parametrize("change", [{"kind": "gone"}, {"params": {}}])
def test_a_notice_of_an_earlier_release_breaks_no_page(alice, tell, client_of, change):
    tell(alice)
    Notice.objects.update(**change)

    assert client_of(alice).get(INBOX).status_code == 200


def test_opening_reads_it_and_leads_there_and_again_changes_nothing(alice, tell, client_of):
    notice = tell(alice)
    browser = client_of(alice)
    page = browser.get("/").content.decode()
    assert 'data-count="1"' in page
    assert "Notifications, 1 not read" in page

    for _ in range(2):
        answer = browser.post(reverse("notification-open", args=[notice.uuid]))
        assert answer.url == "/review/"

    assert 'data-count="0"' in browser.get("/").content.decode()
    first = Notice.objects.get().read_at
    services.mark_read(notice=notice)
    assert Notice.objects.get().read_at == first


def test_a_link_to_elsewhere_is_not_followed(alice, tell, client_of):
    notice = tell(alice, link="//evil.example/")

    answer = client_of(alice).post(reverse("notification-open", args=[notice.uuid]))

    assert answer.url == INBOX


def test_nobody_opens_what_others_were_told(alice, ben, tell, client_of):
    notice = tell(alice)

    assert client_of(ben).post(reverse("notification-open", args=[notice.uuid])).status_code == 404
    client_of(ben).post(reverse("notifications-read-all"), {"newest": str(notice.uuid)})
    assert queries.unread_count(alice.pk) == 1
    assert "Tides" not in client_of(ben).get(INBOX).content.decode()


def test_all_are_read_but_for_what_came_after_the_page(alice, tell, client_of):
    tell(alice)
    browser = client_of(alice)
    newest = re.search(r'name="newest" value="([^"]+)"', browser.get(INBOX).content.decode())[1]
    tell(alice, key="2")

    for _ in range(2):
        browser.post(reverse("notifications-read-all"), {"newest": newest})

    assert queries.unread_count(alice.pk) == 1
    assert browser.post(reverse("notifications-read-all"), {"newest": "x"}).status_code == 302
    unread = browser.get(f"{INBOX}?show=unread").content.decode()
    assert unread.count('class="notice is-unread"') == 1


def test_being_on_the_page_counts_as_having_read(alice, tell, client_of):
    tell(alice, link="/review/#talk")
    tell(alice, key="2", link="/reviews/")

    answer = client_of(alice).post(reverse("notifications-seen"), {"path": "/review/"})

    assert answer.json() == {"unread": 1}
    assert client_of(alice).get(reverse("notifications-unread")).json() == {"unread": 1}


def test_the_inbox_has_pages_and_takes_no_more_queries_when_it_is_full(
    alice, tell, client_of, django_assert_max_num_queries
):
    tell(alice)
    browser = client_of(alice)
    browser.get(INBOX)
    with django_assert_max_num_queries(15) as few:
        browser.get(INBOX)
    for number in range(2, 30):
        tell(alice, key=str(number))
    with django_assert_max_num_queries(15) as many:
        shown = browser.get(INBOX).content.decode()

    assert len(many) == len(few)
    assert shown.count('class="notice is-unread"') == 20


def test_telling_a_thousand_takes_as_many_queries_as_telling_ten(
    person, django_assert_max_num_queries
):
    people = [person(f"P{number}").pk for number in range(40)]
    with django_assert_max_num_queries(25) as few:
        services.notify(to=people[:10], kind=PLAIN, key="1", params={"work": "x"})
    with django_assert_max_num_queries(25) as many:
        services.notify(to=people, kind=PLAIN, key="2", params={"work": "x"})

    assert len(many) == len(few)


# ---- Choosing ---------------------------------------------------------------------------------


def choose(browser, *, rhythm="daily", on=(), shown=("work", "rights"), **fields):
    sent = {"rhythm": rhythm, "shown": list(shown), **dict.fromkeys(on, "on"), **fields}
    return browser.post(SETTINGS, sent)


def test_choices_are_kept_and_what_is_required_stays(alice, client_of, tell):
    browser = client_of(alice)

    answer = choose(browser, rhythm="weekly", on=["test-plain.push"], quiet_from="22:00", quiet_until="07:00")  # fmt: skip

    assert answer.url == SETTINGS
    assert queries.choices_of(alice)["test-plain"] == {"inbox": False, "email": False, "push": True}
    kept = Preferences.objects.get(person=alice)
    assert (kept.rhythm, kept.quiet_from, kept.quiet_until) == ("weekly", time(22), time(7))
    tell(alice)
    tell(alice, kind=REQUIRED)
    assert [each.kind for each in queries.inbox_of(alice)] == ["test-required"]
    page = browser.get(SETTINGS).content.decode()
    assert "You always hear of this." in page
    assert re.search(r'name="test-required.email" checked disabled', page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"rhythm": "hourly"}, "Select a valid choice"),
        ({"quiet_from": "22:00"}, "Give both, or leave both empty."),
        ({"quiet_from": "7", "quiet_until": "07:00"}, "Enter a valid time"),
        ({"quiet_from": "07:00", "quiet_until": "07:00"}, "another end"),
    ],
)
def test_what_is_wrong_is_said_and_the_ticks_stay(alice, client_of, fields, words):
    answer = choose(client_of(alice), on=["test-plain.push"], **fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'name="test-plain.push" checked' in page
    assert 'name="test-plain.email" checked' not in page
    assert not Choice.objects.exists()


def ticked(browser):
    page = browser.get(SETTINGS).content.decode()
    return set(re.findall(r'name="(test-[\w.-]+)"[^>]*? checked', page))


def test_a_switch_that_was_changed_holds_for_its_group_and_one_that_was_not_does_not(
    alice, client_of
):
    browser = client_of(alice)
    was = {"was.group.work.email": "on", "was.group.work.push": ""}

    choose(browser, on=["test-plain.email", "group.work.push"], **was)
    assert queries.choices_of(alice)["test-plain"] == {"inbox": False, "email": False, "push": True}

    # As a script sends it, which keeps the boxes in step: what was does not come along.
    choose(browser, on=["test-plain.email", "group.work.push"])
    assert queries.choices_of(alice)["test-plain"] == {"inbox": False, "email": True, "push": False}


@pytest.mark.parametrize(
    ("preset", "plain", "required"),
    [
        ("usual", {"inbox", "email", "push"}, {"inbox", "email"}),
        ("all", {"inbox", "email", "push"}, {"inbox", "email", "push"}),
        ("needed", {"inbox"}, {"inbox", "email"}),
        ("site", {"inbox"}, {"inbox", "email"}),
    ],
)
def test_a_preset_holds_for_all_kinds_until_a_box_is_changed(
    alice, client_of, preset, plain, required
):
    browser = client_of(alice)

    choose(browser, on=[], preset=preset, shown=registry.GROUPS, **{"was.preset": "own"})

    kept = queries.choices_of(alice)
    for name, ways in (("test-plain", plain), ("test-required", required)):
        assert {way for way, is_on in kept[name].items() if is_on} == ways
    page = browser.get(SETTINGS).content.decode()
    assert re.search(rf'value="{preset}"[^>]* checked', page)
    choose(browser, on=["test-plain.push"], preset=preset, **{"was.preset": preset})
    assert ticked(browser) >= {"test-plain.push"}
    assert re.search(r'value="own"[^>]* checked', browser.get(SETTINGS).content.decode())


def test_a_preset_there_is_not_is_refused(alice, client_of):
    assert choose(client_of(alice), preset="louder").status_code == 422
    assert not Choice.objects.exists()


def test_what_was_not_on_the_page_stays_as_it_was(alice, client_of, wants):
    wants(alice, plain={"push"})

    choose(client_of(alice), shown=["rights"])

    assert queries.choices_of(alice)["test-plain"] == {"inbox": False, "email": False, "push": True}


def test_a_group_is_shown_to_those_it_concerns(alice, fran, client_of):
    title = "What you look after"
    activity_in(cohort_of(alice, facilitator=fran))

    assert title not in client_of(alice).get(SETTINGS).content.decode()
    assert title in client_of(fran).get(SETTINGS).content.decode()


def test_the_page_takes_as_many_queries_whatever_was_chosen(
    alice, client_of, django_assert_max_num_queries
):
    browser = client_of(alice)
    browser.get(SETTINGS)
    with django_assert_max_num_queries(20) as few:
        browser.get(SETTINGS)
    choose(browser, preset="all", shown=registry.GROUPS, **{"was.preset": "own"})
    browser.get(SETTINGS)
    with django_assert_max_num_queries(20) as many:
        browser.get(SETTINGS)

    assert len(many) == len(few)


@pytest.mark.parametrize("preset", [each for each in presets.PRESETS if each != presets.OWN])
def test_no_preset_turns_off_what_is_fixed_and_each_is_found_again(preset):
    kinds = {kind: presets.channels(preset, kind) for kind in registry.kinds()}

    assert all(kind.fixed <= on for kind, on in kinds.items())
    assert presets.matching(kinds) == preset


# ---- Mail -------------------------------------------------------------------------------------


def test_a_digest_waits_for_the_morning_and_what_cannot_wait_does_not(alice, ben, tell, deliver):
    for key in ("1", "2"):
        tell(alice, key=key, now=NIGHT)
    tell(ben, kind=AT_ONCE, now=NIGHT)
    deliver()
    assert [message.to for message in mail.outbox] == [[ben.email]]

    send_due(now=datetime(2026, 2, 24, 7, 59, tzinfo=UTC))
    assert len(mail.outbox) == 1
    for _ in range(2):
        send_due(now=datetime(2026, 2, 24, 8, tzinfo=UTC))

    digest = mail.outbox[1]
    assert len(mail.outbox) == 2
    assert digest.subject == "Peerage: 2 things are new"
    assert digest.body.count("“Tides” was made.") == 2


def test_quiet_hours_hold_mail_back_but_not_what_is_required(alice, tell, wants, deliver):
    wants(alice, rhythm="now", quiet=(time(22), time(7)))
    tell(alice, now=NIGHT)
    tell(alice, kind=REQUIRED, now=NIGHT)
    deliver()
    assert [message.subject for message in mail.outbox] == ["About you."]

    send_due(now=datetime(2026, 2, 24, 7, tzinfo=UTC))

    assert [message.subject for message in mail.outbox] == ["About you.", "“Tides” was made."]


def test_what_was_read_meanwhile_is_not_mailed(alice, tell):
    services.mark_read(notice=tell(alice, now=NIGHT))

    send_due(now=datetime(2026, 2, 24, 8, tzinfo=UTC))

    assert mail.outbox == []
    assert Delivery.objects.get().state == "skipped"


def test_never_means_never_but_for_what_is_required(alice, tell, wants, deliver):
    wants(alice, rhythm="off")
    for kind in (PLAIN, AT_ONCE, REQUIRED):
        tell(alice, kind=kind)
    deliver()

    assert [message.subject for message in mail.outbox] == ["About you."]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "You always hear of this." in mail.outbox[0].body


def stop_path(message):
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return urlsplit(headers["List-Unsubscribe"].strip("<>")).path


def test_one_click_stops_a_kind_without_signing_in(alice, tell, wants, deliver):
    wants(alice, rhythm="now")
    tell(alice)
    deliver()
    path = stop_path(mail.outbox[0])
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.get(path).status_code == 200
    assert not Choice.objects.exists()
    for _ in range(2):
        answer = stranger.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    tell(alice, key="2")
    deliver()

    assert len(mail.outbox) == 1
    assert queries.choices_of(alice)["test-plain"] == {"inbox": True, "email": False, "push": True}
    assert Preferences.objects.get().rhythm == "now"
    assert answer["Cache-Control"] == "no-store"


def test_one_click_in_a_digest_or_the_button_stops_all_mail(alice, tell):
    tell(alice, now=NIGHT)
    send_due(now=datetime(2026, 2, 24, 8, tzinfo=UTC))

    Client().post(stop_path(mail.outbox[0]), {"List-Unsubscribe": "One-Click"})

    assert Preferences.objects.get(person=alice).rhythm == "off"


def test_a_changed_or_foreign_token_stops_nothing(alice, tell, wants, deliver):
    wants(alice, rhythm="now")
    tell(alice)
    deliver()
    path = stop_path(mail.outbox[0])

    for wrong in (
        path[:-3] + "x/",
        path.replace(":", "", 1),
        reverse("notifications-stop", args=["x"]),
    ):
        assert Client().post(wrong).status_code == 404
    erase_person(user=alice, by=alice)
    assert Client().post(path).status_code == 404


def test_a_title_cannot_smuggle_in_a_header(alice, wants, deliver):
    wants(alice, rhythm="now")
    services.notify(
        to=[alice.pk], kind=PLAIN, key="1", params={"work": "a\r\nBcc: x@example.org <b>"}
    )
    deliver()

    assert mail.outbox[0].subject == "“a Bcc: x@example.org <b>” was made."
    assert "<b>" not in mail.outbox[0].alternatives[0][0]


# ---- Leaving ----------------------------------------------------------------------------------


def test_all_of_it_can_be_taken_along_and_goes_with_the_account(alice, ben, tell, wants):
    services.add_device(person=alice, **pushing.subscription("https://push.example.com/a"))
    wants(alice, plain={"inbox", "push"})
    tell(alice)
    tell(ben)

    taken = dict(personal.everything(alice))
    assert taken["what I was told"][0]["title"] == "“Tides” was made."
    assert "push.example.com" not in str(taken)
    erase_person(user=alice, by=alice)

    for rows in (Notice, Delivery, Choice, Preferences):
        assert not rows.objects.filter(person=alice).exists()
    assert not alice.push_devices.exists()
    assert Notice.objects.filter(person=ben).exists()
