# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Ratings that authors gave their reviews, as a stage of the board."""

from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.dialogue.models import Rating
from tests.peerreview import reviewing
from tests.peerreview.desk.towns import page


def test_the_board_tells_who_has_rated_how_many_reviews(fran, desk):
    anna, bert = reviewing.learner("Anna"), reviewing.learner("Bert")
    activity = reviewing.activity_in(reviewing.cohort_of(anna, bert, facilitator=fran))
    set_stage(activity=activity, act=Act.BACK_EVALUATE, is_on=True, by=fran)
    reviewing.submission_by(anna, activity)
    review = reviewing.reviewed(bert, activity)
    Rating.objects.create(review=review, by=anna, useful=4, specific=3, fair=5)

    board = desk.get(page("activity-board", activity, "?q=anna")).content.decode()

    assert '<th scope="col">Rated back</th>' in board
    assert "1 review" in board
