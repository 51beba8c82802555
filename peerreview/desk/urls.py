# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.desk import exports, mine, rosters, views, writing

A = "activities/<uuid:uuid>"
urlpatterns = [
    path(f"{A}/board/", views.board, name="activity-board"),
    path(f"{A}/desk/", views.desk, name="desk"),
    path(f"{A}/desk/now/", views.now_page, name="desk-now"),
    path(f"{A}/desk/queue/", views.queue_page, name="desk-queue"),
    path(f"{A}/desk/figures/", views.figures_page, name="desk-figures"),
    path(f"{A}/desk/trail/", views.trail, name="desk-trail"),
    path(f"{A}/desk/export/", exports.choose, name="desk-export"),
    path(f"{A}/desk/messages/", writing.letters, name="desk-letters"),
    path(f"{A}/desk/messages/new/", writing.letter_new, name="desk-letter-new"),
    path(f"{A}/desk/more-time/", writing.more_time, name="desk-more-time"),
    path("dictionary/", exports.dictionary, name="desk-dictionary"),
    path("messages/", writing.my_letters, name="letters"),
    path("messages/<uuid:uuid>/", writing.letter, name="letter"),
    path("messages/<uuid:uuid>/sent/", writing.letter_sent, name="letter-sent"),
    path("messages/<uuid:uuid>/put-away/", writing.put_away, name="letter-put-away"),
    path("cohorts/<uuid:uuid>/people/upload/", rosters.upload, name="roster-upload"),
    path("settings/data/", mine.my_data, name="my-data"),
    path("settings/data/download/", mine.take, name="my-data-download"),
    path("settings/data/delete/", mine.delete, name="account-delete"),
]
