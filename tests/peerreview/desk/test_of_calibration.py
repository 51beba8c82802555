# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Calibration on the board, and who asks to be let through in the queue."""

from peerreview.calibration.models import Clearance
from tests.peerreview import reviewing
from tests.peerreview.calibration.building import asked_activity
from tests.peerreview.desk.towns import page


def test_the_board_has_calibration_as_a_stage_and_the_queue_who_asks(fran, desk):
    anna, bert = reviewing.learner("Anna"), reviewing.learner("Bert")
    activity = asked_activity(fran, anna, bert)
    Clearance.objects.create(activity=activity, person=anna, state="calibrated")
    Clearance.objects.create(activity=activity, person=bert, state="asked", words="I am late.")

    board = desk.get(page("activity-board", activity)).content.decode()
    queue = desk.get(page("desk-queue", activity, "?kind=asked")).content.decode()

    assert '<th scope="col">Calibrated</th>' in board
    assert "Asked the facilitator" in board
    assert "I am late." in queue
    assert "Bert" in queue
    assert "Anna" not in queue.partition('class="queue"')[2]
