# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of cohorts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.accounts import zones
from peerreview.cohorts.models import Cohort
from peerreview.cohorts.services import DESCRIPTION_MOST
from peerreview.kernel import ids


class DescriptionForm(forms.Form):
    """What a cohort is."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What you learn, for whom it is, how you work together. "
            "Whoever has the invitation reads this before they join. You can use Markdown."
        ),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=zones.choices, help_text=_("Deadlines are set in this zone.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zones.keep(self.fields["time_zone"], self.initial.get("time_zone", ""))


class CohortForm(DescriptionForm):
    """A new cohort or study group. `uuid` makes sending it twice one act."""

    kind = forms.ChoiceField(
        label=_("What will it be?"),
        choices=[
            (
                Cohort.Kind.COHORT,
                _("A cohort: you facilitate, set activities and deadlines, and invite learners."),
            ),
            (
                Cohort.Kind.STUDY_GROUP,
                _("A study group: 3 to 12 equals; everyone may invite, nobody is in charge."),
            ),
        ],
        widget=forms.RadioSelect,
        initial=Cohort.Kind.COHORT,
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)
    field_order = ["kind", "name", "description", "time_zone", "uuid"]


class CodeForm(forms.Form):
    """A code somebody was told."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters and digits, as in K7QX-M2RD. Dashes and spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        code: Any = ids.clean_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(_("Type the code you were given."))
        return code
