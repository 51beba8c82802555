# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of the life of an award."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from badges.awards.models import Reconsideration
from badges.awards.refusing import LEAST_WORDS, MOST_WORDS
from badges.awards.turning import LONGEST_NAME, LONGEST_REASON

State = Reconsideration.State


class NameForm(forms.Form):
    """The name as it is to be printed from now on."""

    printed_name = forms.CharField(
        label=_("Name printed on the badge"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Leave it empty and the badge names nobody."),
    )


class ReasonForm(forms.Form):
    """Why somebody does something to a badge."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )


class RefuseForm(ReasonForm):
    """Why a badge is refused."""

    reason = forms.CharField(
        label=_("Why do you refuse it?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They read this, and may appeal once: others decide then."),
    )


class AppealForm(forms.Form):
    """Why a refusal is wrong."""

    words = forms.CharField(
        label=_("Why is it wrong?"),
        min_length=LEAST_WORDS,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Those who decide read this. They are not told who you are; do not write it here."
        ),
    )


class OpinionForm(forms.Form):
    """One assessor's word."""

    upholds = forms.TypedChoiceField(
        label=_("What do you decide?"),
        choices=[
            ("1", _("The appeal is right: set the refusal aside")),
            ("0", _("The refusal stands")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads this once it is decided, without your name."),
    )


class CaseForm(forms.Form):
    """What becomes of a badge that was looked at again."""

    act = forms.ChoiceField(
        label=_("What becomes of the badge?"),
        choices=[
            (State.STANDS, _("It stands")),
            (State.SUSPENDED, _("It is suspended for the time being")),
            (State.REVOKED, _("It is revoked for good")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Its holder reads this; strangers do not."),
    )

    def __init__(self, *args: Any, may_take: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        act = self.fields["act"]
        # Who sends it all the same is told until when, not that there is no such choice.
        act.widget.choices = act.choices if may_take else act.choices[:1]
