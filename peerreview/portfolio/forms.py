# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of the portfolio."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.portfolio.audiences import Audience
from peerreview.portfolio.models import SLUG_MOST, Page

FIELDS = ("name", "claim", "about", "full_name", "full_name_for", "slug", "is_open")


class PageForm(forms.Form):
    """What the page says of its owner, and who may see it."""

    name = forms.CharField(
        label=_("Name on the page"),
        max_length=80,
        help_text=_("A pseudonym is fine. It need not be the name people here know you by."),
    )
    claim = forms.CharField(
        label=_("In one sentence: what can you do?"),
        max_length=160,
        required=False,
        help_text=_(
            "What an employer reads first. Such as: I make hard ideas simple, in pictures."
        ),
    )
    about = forms.CharField(
        label=_("More about it"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    full_name = forms.CharField(
        label=_("Full name"),
        max_length=120,
        required=False,
        help_text=_("Only for the views you tick below. Leave it empty to give it to nobody."),
    )
    full_name_for = forms.MultipleChoiceField(
        label=_("Who reads the full name"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    slug = forms.CharField(
        label=_("Address"),
        max_length=SLUG_MOST,
        required=False,
        help_text=_("The last part of your page’s address: letters, digits and dashes."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
    )
    is_open = forms.BooleanField(
        label=_("Anybody may see my page at this address"),
        required=False,
        help_text=_(
            "Off: nobody sees it but those to whom you give a link. Search engines may find an open page."
        ),
    )

    def __init__(self, *args: Any, page: Page, **options: Any) -> None:
        initial = {field: getattr(page, field) for field in FIELDS}
        super().__init__(*args, initial=initial, **options)
        self.fields["is_open"].disabled = page.person.is_sheltered and not page.is_open


class LinkForm(forms.Form):
    """A link for one reader."""

    audience = forms.ChoiceField(
        label=_("For"),
        choices=Audience.choices,
        initial=Audience.EMPLOYER,
        widget=forms.RadioSelect,
    )
    label = forms.CharField(
        label=_("Who gets it"),
        max_length=80,
        required=False,
        help_text=_("A note for yourself; nobody else reads it."),
    )
    days = forms.TypedChoiceField(
        label=_("It holds"),
        coerce=int,
        initial=30,
        choices=[(7, _("a week")), (30, _("a month")), (90, _("three months")), (365, _("a year"))],
    )


class GuardianForm(forms.Form):
    """Whom to ask."""

    guardian_name = forms.CharField(label=_("Your guardian’s name"), max_length=80)
    guardian_email = forms.EmailField(label=_("Their e-mail address"))
