# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What facilitators and learners type about who reviews whom."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.activities.checks import MAX_REVIEWS
from peerreview.allocation.models import Rule, Setup
from peerreview.kernel import ids

PEOPLE_LIST = "people-here"


class PersonField(forms.CharField):
    """Somebody of the activity, by name or address, with the browser's suggestions."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"list": PEOPLE_LIST, "autocomplete": "off"})
        super().__init__(max_length=400, widget=widget, **options)


class PairForm(forms.Form):
    """A reviewer, and whose work."""

    reviewer = PersonField(label=_("Who reviews"), help_text=_("A name or an e-mail address."))
    author = PersonField(label=_("Whose work"))


class RuleForm(PairForm):
    """A rule about a pair."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)
    kind = forms.ChoiceField(
        label=_("What holds"),
        choices=Rule.Kind.choices,
        widget=forms.RadioSelect,
        initial=Rule.Kind.MUST,
        help_text=_(
            "Must is given first. Should decides between works that are due at the same time. "
            "Must not is never given."
        ),
    )
    scope = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect, initial="activity")
    field_order = ["uuid", "reviewer", "kind", "author", "scope"]

    def __init__(self, *args: Any, has_cohort: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [
            ("activity", _("In this activity")),
            ("work", _("Only the work they have handed in here now")),
        ]
        if has_cohort:
            choices.append(("cohort", _("In the whole cohort, in every activity")))
        self.fields["scope"].choices = choices


class MethodForm(forms.Form):
    """How work is given out."""

    method = forms.ChoiceField(
        label=_("How work is given out"), choices=Setup.Method.choices, widget=forms.RadioSelect
    )


class SimulationForm(forms.Form):
    """What if so many drop out, and so many reviews are asked of each?"""

    dropout = forms.IntegerField(
        label=_("Of every 100 people, this many stop half-way"),
        min_value=0,
        max_value=95,
        widget=forms.NumberInput(attrs={"min": 0, "max": 95, "step": 5}),
    )
    asked = forms.IntegerField(
        label=_("Reviews asked of each"),
        min_value=1,
        max_value=MAX_REVIEWS,
        widget=forms.NumberInput(attrs={"min": 1, "max": MAX_REVIEWS}),
    )
