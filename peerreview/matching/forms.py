# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Waits of an activity, and how one wants to be called."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.matching.policy import LONGEST_WAIT, Ladder, Rung
from peerreview.matching.words import CALLS, NEVER, RUNGS


class WaitsForm(forms.Form):
    """Minutes from handing in to each rung."""

    is_on = forms.BooleanField(
        label=_("Ask people when a work waits for its first review"), required=False
    )
    here = forms.IntegerField(min_value=0, max_value=LONGEST_WAIT)
    owing = forms.IntegerField(min_value=0, max_value=LONGEST_WAIT)
    offering = forms.IntegerField(min_value=0, max_value=LONGEST_WAIT)
    facilitator = forms.IntegerField(min_value=0, max_value=LONGEST_WAIT)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rung in Rung:
            self.fields[rung].label = RUNGS[rung]
            self.fields[rung].help_text = _("Minutes after the work was handed in; 0: at once.")

    def ladder(self) -> Ladder:
        """The waits as typed."""
        return Ladder(**{rung.value: self.cleaned_data[rung] for rung in Rung})


class CallsForm(forms.Form):
    """Whether one is called: always, not for some hours, or never."""

    calls = forms.ChoiceField(
        label=_("Ask me when somebody waits for a first review"),
        choices=CALLS,
    )

    def chosen(self) -> dict[str, Any]:
        """As the service takes it."""
        value = self.cleaned_data["calls"]
        return {"takes_calls": value != NEVER, "quiet_hours": int(value) if value != NEVER else 0}
