# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Naming co-authors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class TeamForm(forms.Form):
    """A learner names one co-author."""

    person = forms.ModelChoiceField(
        label=_("Who made it with you"),
        queryset=None,
        to_field_name="uuid",
        empty_label=_("Choose a person"),
        help_text=_("They are asked to confirm. You write and hand in the work for all of you."),
    )

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["person"].queryset = people


class SetTeamForm(forms.Form):
    """A facilitator sets a team whole."""

    lead = forms.ModelChoiceField(
        label=_("Who hands in"),
        queryset=None,
        to_field_name="uuid",
        empty_label=_("Choose a person"),
    )
    people = forms.ModelMultipleChoiceField(
        label=_("Co-authors"),
        queryset=None,
        to_field_name="uuid",
        required=False,
        help_text=_("Choose nobody to dissolve the team."),
    )

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        for name in ("lead", "people"):
            self.fields[name].queryset = people
