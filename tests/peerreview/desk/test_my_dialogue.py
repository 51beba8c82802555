# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Dialogue and private conflicts: what is taken along tells nobody of the other side, and what goes."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from peerreview.accounts import personal, services
from peerreview.activities.models import Activity
from peerreview.allocation.models import Conflict
from peerreview.desk import sheets
from peerreview.desk.masks import Mask
from peerreview.desk.tables import BY_NAME
from peerreview.dialogue.models import Message, Recording, Side
from tests.peerreview.dialogue import scene as scenes


@pytest.fixture
def talk(db):
    scene = scenes.done()
    Message.objects.create(review=scene.review, side=Side.AUTHOR, writer=scene.alice, text="Where?")
    Message.objects.create(review=scene.review, side=Side.REVIEWER, writer=scene.ben, text="There.")
    return scene


def taken(user):
    return json.dumps(dict(personal.everything(user)), cls=DjangoJSONEncoder)


def test_both_take_the_talk_and_neither_learns_of_the_other(talk):
    for me, other in ((talk.alice, talk.ben), (talk.ben, talk.alice)):
        content = taken(me)
        assert "Where?" in content
        assert "There." in content
        assert "Who?" in content
        for secret in (other.email, other.display_name, str(other.uuid)):
            assert f'"{secret}"' not in content


def test_a_declared_conflict_is_given_to_who_declared_it_alone_and_goes(talk):
    Conflict.objects.create(person=talk.alice, other=talk.ben)

    assert "allocation.Conflict" in taken(talk.alice)
    assert "allocation.Conflict" not in taken(talk.ben)

    services.erase_person(user=talk.alice, by=talk.alice)
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("words", ["Spoken words.", ""])
def test_the_voice_of_a_deleted_reviewer_goes_and_their_words_stay(talk, words):
    annotation = talk.review.annotations.get()
    annotation.body = ""
    annotation.save()
    Recording.objects.create(
        annotation=annotation, transcript=words, storage_key="no/such", content_type="audio/ogg",
        extension="ogg", size_bytes=1, sha256="0" * 64,
    )  # fmt: skip

    services.erase_person(user=talk.ben, by=talk.ben)

    annotation.refresh_from_db()
    assert not Recording.objects.exists()
    assert annotation.body == (words or "The recording was deleted.")


def test_the_export_has_the_dialogue(talk):
    activity = Activity.objects.get(pk=talk.activity.pk)
    for name, word in (("annotations", "Who?"), ("thread_messages", "There.")):
        table = BY_NAME[name]
        rows = table.rows(activity, talk.fran)
        content = "".join(sheets.as_csv(table, rows, Mask(is_pseudonymous=True)))
        assert word in content
        assert str(talk.ben.uuid) not in content
