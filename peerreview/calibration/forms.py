# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the pages of calibration send, apart from sheets (see rubrics.sheets)."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """A word to the facilitator on why one would be let through."""

    words = forms.CharField(
        label=_("What is in the way?"),
        help_text=_("For example: I cannot open the examples; they are not in a language I read."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NewForm(forms.Form):
    """A new example; the key makes a second click harmless."""

    key = forms.UUIDField(required=False)

    def found_key(self) -> UUID | None:
        """The key that was sent, if it is one."""
        return self.cleaned_data["key"] if self.is_valid() else None


class MoveForm(forms.Form):
    """A place among the examples, counted from 0."""

    position = forms.IntegerField(min_value=0, max_value=99)


class NumberForm(forms.Form):
    """Which try this is."""

    number = forms.IntegerField(min_value=1, max_value=2)
