# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The living style page: every component in every state, for those who build pages. Not in production."""

from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import clock, paging
from peerreview.ui import drawing
from peerreview.ui.forms import MomentInput

TOKENS = ("green", "indigo", "plum", "brass", "red", "ink", "line-strong", "surface-sunk")
STATES = (
    ("draft", _("Draft")),
    ("waiting", _("Waiting for reviews")),
    ("open", _("Open")),
    ("live", _("Live")),
    ("done", _("Done")),
    ("info", _("Information")),
    ("contested", _("Contested")),
    ("overdue", _("Overdue")),
    ("revoked", _("Revoked")),
    ("vouched", _("Vouched for")),
    ("badge", _("Badge earned")),
)


class Specimen(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label=_("Title"), max_length=80, help_text=_("What you would call it."))
    address = forms.EmailField(label=_("E-mail address"))
    summary = forms.CharField(label=_("Summary"), widget=forms.Textarea, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("en", _("English")), ("es", _("Spanish"))]
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("1", _("Emerging")), ("2", _("Solid")), ("3", _("Outstanding"))],
        widget=forms.RadioSelect,
        help_text=_("Choose the description that fits the work best."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=[("a", _("Writing")), ("b", _("Data")), ("c", _("Design"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    due = forms.DateTimeField(
        label=_("Due"), widget=MomentInput, required=False, help_text=_("In your own time zone.")
    )
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("PDF, image or text, up to 25 MB.")
    )
    agrees = forms.BooleanField(label=_("I made this myself"), help_text=_("Or say who helped."))


def show(request: HttpRequest) -> HttpResponse:
    """Every component, filled with specimens."""
    now = clock.now()
    return render(
        request,
        "peerreview/ui/styleguide.html",
        {
            "tokens": TOKENS,
            "states": STATES,
            "shapes": list(zip(drawing.SHAPES, drawing.COLOURS, strict=True)),
            "form": Specimen(),
            "wrong_form": Specimen(
                {"title": "", "address": "ada@", "language": "fr"}, auto_id="wrong_%s"
            ),
            "page": paging.paginate(request, range(1, 181), per_page=20),
            "crumbs": [(_("Home"), "/"), (_("Style"), request.path)],
            "tabs": [
                {"label": _("Brief"), "url": "#tabs", "current": True, "icon": "book-open"},
                {"label": _("Submissions"), "url": "#tabs", "count": 12},
                {"label": _("Reviews"), "url": "#tabs", "count": 0},
            ],
            "steps": [_("Brief"), _("Work"), _("Reviews"), _("Outcome")],
            "times": [now - timedelta(hours=3), now + timedelta(days=2), None],
            "names": ["Ada Specimen", "Bo Specimen", "Chidi Specimen", "Dora Specimen"],
        },
    )
