# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The form that opens a studio."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.rubrics.queries import versions_for_choice
from peerreview.studio import agendas, queries


class StudioForm(forms.Form):
    """With whom, what, by which rubric, in what order."""

    group = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=_("Study group"), empty_label=_("Choose…")
    )
    work = forms.ModelChoiceField(
        queryset=None,
        to_field_name="uuid",
        label=_("Your work"),
        empty_label=_("Choose…"),
        help_text=_(
            "The group reads it and knows that it is yours. A draft is kept as it is now; you go on in a new version."
        ),
    )
    rubric = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=_("Rubric"), empty_label=_("Choose…")
    )
    agenda = forms.ChoiceField(
        choices=agendas.CHOICES,
        initial=agendas.REFLECTION,
        widget=forms.RadioSelect,
        label=_("Agenda"),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = queries.study_groups_of(user)
        self.fields["work"].queryset = queries.works_of(user)
        self.fields["rubric"].queryset = versions_for_choice(user)
        groups = list(self.fields["group"].queryset[:2])
        if len(groups) == 1 and not self.initial.get("group"):
            self.initial["group"] = groups[0].uuid
