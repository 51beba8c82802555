# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A person's own data: complete, without others in it; and deleting an account in mid-stage."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import models
from django.urls import reverse

from peerreview.accounts import personal, services
from peerreview.accounts.models import User
from peerreview.activities.models import Entry, Submission
from peerreview.allocation.models import Assignment
from peerreview.artifacts import services as artifacts
from peerreview.artifacts.models import Artifact, File
from peerreview.cohorts.models import Membership
from peerreview.cohorts.services import change_role
from peerreview.desk.models import LetterCopy, RosterEntry
from peerreview.desk.services import send_letter
from peerreview.kernel.errors import Conflict, NotAllowed
from peerreview.reviews.models import Edit, Review
from tests.conftest import PASSWORD
from tests.peerreview import reviewing
from tests.worlds import a_cohort, a_cohort_activity, a_text_submission


@pytest.fixture
def world(fran):
    """Anna: work reviewed by Bert, a review given to Cleo, another in hand, a letter, a roster line."""
    anna, bert, cleo, dan = (reviewing.learner(name) for name in ("Anna", "Bert", "Cleo", "Dan"))
    activity = reviewing.activity_in(reviewing.cohort_of(anna, bert, cleo, dan, facilitator=fran))
    reviewing.submission_by(anna, activity)
    reviewing.reviewed(bert, activity)
    reviewing.submission_by(cleo, activity, minutes=1)
    reviewing.reviewed(anna, activity)
    reviewing.submission_by(dan, activity, minutes=2)
    held = reviewing.draft(reviewing.duty(anna, activity))
    reviewing.change(held, "overall", "Half a thought.")
    send_letter(activity=activity, to=[anna.uuid], subject="Hello", source="A word.", by=fran)
    RosterEntry.objects.create(
        cohort=activity.cohort, email=anna.email, name="Anna A.", role="learner", added_by=fran
    )
    return activity, anna, bert, held


def taken(browser):
    answer = browser.post(reverse("my-data-download"))
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


# --- taking it along -----------------------------------------------------------------------------
def test_everything_about_me_and_nobody_else(world, client_of):
    _activity, anna, bert, _held = world

    content = taken(client_of(anna)).read("data.json").decode()
    found = json.loads(content)

    assert found["accounts.User"][0]["email"] == anna.email
    assert {"activities.Submission.author", "reviews.Review.reviewer", "cohorts.Membership.user",
            "artifacts.Part.version__artifact__owner", "reviews about my work", "letters to me",
            "rosters I am on"} <= set(found)  # fmt: skip
    assert "Half a thought." in content
    [received] = found["reviews about my work"]
    assert received["scores"][0]["comment"] == reviewing.COMMENT
    assert received["reviewer_name"] is None
    for secret in (bert.email, bert.display_name, str(bert.uuid), "password"):
        assert f'"{secret}"' not in content


def test_my_files_come_along(world, client_of):
    _activity, anna, _bert, _held = world

    draft = artifacts.start_artifact(owner=anna)
    part = artifacts.add_file(version=draft, by=anna, name="notes.txt", content=b"My notes.\n")

    found = taken(client_of(anna))

    name = f"files/{part.file.uuid}.{part.file.extension.lstrip('.')}"
    assert b"My notes." in found.read(name)


def test_every_model_with_a_link_to_people_is_in_it():
    """The export looks at models, not at a list: what another app adds is in it from the first day."""
    linked = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is User
    }

    assert linked <= {(model._meta.label, path) for model, path in personal.links_to_people()}


def test_no_key_is_given_out():
    for label, field in personal.SECRET:
        if apps.is_installed(label.split(".")[0]) or label.startswith(("accounts", "badges")):
            assert apps.get_model(label)._meta.get_field(field)


def test_taking_needs_signing_in_and_posting(client, alice, client_of):
    assert client.post(reverse("my-data-download")).status_code == 302
    assert client_of(alice).get(reverse("my-data-download")).status_code == 405


# --- deleting ------------------------------------------------------------------------------------
def everything_stored(*needles):
    """Where in the whole database one of these words still is."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                value = str(getattr(row, field.attname))
                found += [f"{model._meta.label}.{field.name}" for word in needles if word in value]
    return found


def test_a_deleted_account_leaves_no_name_and_what_it_gave_stands(world, deliver):
    activity, anna, _bert, held = world
    deliver()
    given = Review.objects.get(reviewer=anna, state="submitted")

    services.erase_person(user=anna, by=anna)
    deliver()

    anna.refresh_from_db()
    assert not anna.is_active
    assert not anna.has_usable_password()
    assert everything_stored("anna@example.org", "Anna", "Half a thought.") == []
    assert Review.objects.get(pk=given.pk).scores.count() == 3
    assert Edit.objects.filter(review__reviewer=anna).count() == 0
    assert not Review.objects.filter(pk=held.pk).exists()
    assert Assignment.objects.get(pk=held.assignment_id).state == "declined"
    dans = Submission.objects.get(pk=held.submission_id)
    assert dans.reviews_leased == 0
    work = Submission.objects.get(activity=activity, author=anna)
    assert (work.reviews_done, work.withdrawn_at) == (1, None)
    assert Membership.objects.get(user=anna).left_at
    assert not EmailAddress.objects.filter(user=anna).exists()
    assert not LetterCopy.objects.filter(recipient=anna).exists()


def test_what_nobody_was_given_goes_with_its_files(fran, alice):
    activity = a_cohort_activity(fran, [alice])
    a_text_submission(activity, alice)
    draft = artifacts.start_artifact(owner=alice)
    artifacts.add_file(version=draft, by=alice, name="notes.txt", content=b"My notes.\n")

    services.erase_person(user=alice, by=alice)

    assert not Submission.objects.filter(author=alice).exists()
    assert not Artifact.objects.filter(owner=alice).exists()
    assert not File.objects.filter(owner=alice).exists()
    assert not Entry.objects.filter(author=alice).exists()


def test_reviewing_goes_on_after_somebody_left(world, person):
    activity, anna, _bert, held = world
    services.erase_person(user=anna, by=anna)
    dora = person("Dora")
    Membership.objects.create(cohort=activity.cohort, user=dora)

    review = reviewing.reviewed(dora, activity, now=reviewing.NOW + timedelta(minutes=5))

    assert review.submission_id is not None
    assert Submission.objects.get(pk=review.submission_id).reviews_done >= 1
    assert held.submission_id


def test_the_pages_of_others_still_work(world, client_of, fran):
    activity, anna, bert, _held = world
    given = Review.objects.get(reviewer=anna, state="submitted").submission
    services.erase_person(user=anna, by=anna)

    board = client_of(fran).get(reverse("activity-board", args=[activity.uuid])).content.decode()
    result = client_of(given.author).get(reverse("submission", args=[given.uuid]))

    assert "Former member" in board
    assert result.status_code == 200
    assert client_of(bert).get(reverse("person", args=[anna.uuid])).status_code == 404


def test_the_last_facilitator_hands_over_first(world, fran, client_of):
    activity, _anna, bert, _held = world
    with pytest.raises(Conflict) as refused:
        services.erase_person(user=fran, by=fran)
    assert activity.cohort.name in str(refused.value)
    fran.refresh_from_db()
    assert fran.is_active
    assert Membership.objects.get(user=fran).left_at is None

    change_role(cohort=activity.cohort, user=bert, role="facilitator", by=fran)
    services.erase_person(user=fran, by=fran)

    fran.refresh_from_db()
    assert not fran.is_active


def test_erasing_again_changes_nothing_and_nobody_erases_another(alice, ben):
    services.erase_person(user=alice, by=alice)
    name = User.objects.get(pk=alice.pk).display_name
    services.erase_person(user=alice, by=alice)

    assert User.objects.get(pk=alice.pk).display_name == name
    with pytest.raises(NotAllowed):
        services.erase_person(user=ben, by=alice)


def signed_in_anew(client, user):
    """The password twice: to sign in, and before what cannot be undone."""
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def test_deleting_asks_for_the_password_and_goes_on_where_one_was(alice, client):
    url = reverse("account-delete")
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert client.get(url).status_code == 200
    asked = client.post(url, {"email": alice.email})
    assert "/reauthenticate/" in asked.url
    client.post(asked.url, {"password": "wrong"})
    alice.refresh_from_db()
    assert alice.is_active

    client.post(asked.url, {"password": PASSWORD})

    alice.refresh_from_db()
    assert not alice.is_active
    assert client.get(reverse("my-data")).status_code == 302
    again = {"login": "alice@example.org", "password": PASSWORD}
    assert client.post(reverse("account_login"), again).status_code == 200


def test_deleting_asks_for_the_address_of_the_account(alice, client):
    signed_in_anew(client, alice)

    answer = client.post(reverse("account-delete"), {"email": "other@example.org"})

    assert answer.status_code == 422
    assert "not the address of this account" in answer.content.decode()


def test_the_page_says_what_stands_against_it(fran, alice, client):
    a_cohort(fran, [alice])
    signed_in_anew(client, fran)

    answer = client.post(reverse("account-delete"), {"email": fran.email})

    assert answer.status_code == 422
    assert "needs a facilitator" in answer.content.decode()
