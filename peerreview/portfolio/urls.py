# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
from django.urls import path

from peerreview.portfolio import guardian_views, public_views, views

urlpatterns = [
    path("portfolio/", views.editor, name="portfolio"),
    path("portfolio/page/", views.page, name="portfolio-page"),
    path("portfolio/choose/", views.choose, name="portfolio-choose"),
    path("portfolio/items/<uuid:uuid>/words/", views.item_words, name="portfolio-item-words"),
    path("portfolio/items/<uuid:uuid>/move/", views.item_move, name="portfolio-item-move"),
    path("portfolio/items/<uuid:uuid>/remove/", views.item_remove, name="portfolio-item-remove"),
    path("portfolio/links/", views.links, name="portfolio-links"),
    path("portfolio/links/<uuid:uuid>/", views.link, name="portfolio-link"),
    path("portfolio/links/<uuid:uuid>/revoke/", views.link_revoke, name="portfolio-link-revoke"),
    path("portfolio/dossier.pdf", views.dossier_pdf, name="portfolio-dossier"),
    path("portfolio/resume.json", views.resume_json, name="portfolio-resume"),
    path("portfolio/record.jsonld", views.record_jsonld, name="portfolio-jsonld"),
    path("portfolio/record.csv", views.record_csv, name="portfolio-csv"),
    path("portfolio/guardian/", guardian_views.ask, name="portfolio-guardian"),
    path("portfolio/under-age/", guardian_views.under_age, name="portfolio-under-age"),
    path("portfolio/views/<slug:audience>/", views.preview, name="portfolio-view"),
    path(
        "portfolio/views/<slug:audience>/works/<int:number>/",
        views.preview_work,
        name="portfolio-view-work",
    ),
    path(
        "portfolio/views/<slug:audience>/works/<int:number>/<int:picture>/",
        views.preview_picture,
        name="portfolio-view-picture",
    ),
    path("guardian/<str:token>/", guardian_views.guardian, name="guardian"),
    path("p/<str:slug>/", public_views.page, name="public-page"),
    path("p/<str:slug>/employer/", public_views.employer, name="public-employer"),
    path("p/<str:slug>/embed/", public_views.embed, name="public-embed"),
    path("p/<str:slug>/card.png", public_views.card_png, name="public-card"),
    path("p/<str:slug>/about.jsonld", public_views.about_jsonld, name="public-jsonld"),
    path("p/<str:slug>/works/<int:number>/", public_views.work, name="public-work"),
    path(
        "p/<str:slug>/works/<int:number>/<int:picture>/",
        public_views.picture,
        name="public-picture",
    ),
    path("s/<str:token>/", public_views.shared, name="shared"),
    path("s/<str:token>/card.png", public_views.shared_card, name="shared-card"),
    path("s/<str:token>/dossier.pdf", public_views.shared_paper, name="shared-paper"),
    path("s/<str:token>/works/<int:number>/", public_views.shared_work, name="shared-work"),
    path(
        "s/<str:token>/works/<int:number>/<int:picture>/",
        public_views.shared_picture,
        name="shared-picture",
    ),
]
