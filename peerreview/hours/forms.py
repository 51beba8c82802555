# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of hours."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.hours import claiming, queries, units
from peerreview.hours.models import Line
from peerreview.kernel import clock, ids
from peerreview.kernel.errors import Invalid
from peerreview.ui.forms import DayInput

WORDS = forms.Textarea(attrs={"rows": 4})


class HoursField(forms.CharField):
    """Hours as people write them, 1:30 or 1.5; gives minutes."""

    default_error_messages = {"hours": _("Write hours like 1.5 or 1:30.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8})
        super().__init__(**{"max_length": 8, "widget": widget, **options})

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return 0
        minutes = units.parsed(typed)
        if minutes is None:
            raise forms.ValidationError(self.error_messages["hours"], code="hours")
        return minutes


class EntryForm(forms.Form):
    """What one did. `uuid` makes sending it twice one entry."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    hours = HoursField(label=_("Hours"), help_text=_("Such as 1.5 or 1:30."))
    description = forms.CharField(label=_("What you did"), max_length=500)
    url = forms.CharField(
        label=_("A link that shows it"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("A picture or a PDF. Hidden details such as places are removed."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp,application/pdf"}),
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)


class StatementForm(forms.Form):
    """What an activity counts for."""

    hours = HoursField(
        label=_("Hours"),
        required=False,
        help_text=_("Such as 6 or 1:30. Leave it empty if the activity counts for none."),
    )
    needs_reviews = forms.BooleanField(
        label=_("Only when the reviews asked of each person are handed in, too"),
        required=False,
        initial=True,
    )


class TermsForm(forms.Form):
    """What a cohort takes for a unit."""

    per_unit = forms.DecimalField(
        label=_("Contact hours for one CEU"),
        max_digits=5,
        decimal_places=1,
        help_text=_("Ten is what IACET says. Units are rounded down to a tenth."),
    )


class PeriodForm(forms.Form):
    """The days of a claim."""

    starts = forms.DateField(label=_("From"), widget=DayInput)
    ends = forms.DateField(label=_("To"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends:
            try:
                claiming.check_days(starts, ends, clock.now())
            except Invalid as error:
                self.add_error(error.field, error.message)
        return values


class ClaimForm(PeriodForm):
    """Which hours, to whom."""

    chosen = forms.MultipleChoiceField(
        label=_("What you claim"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what you claim."),
            "invalid_choice": claiming.GONE,
        },
    )
    printed_name = forms.CharField(
        label=_("Your name, as it should be on the certificate"), max_length=120
    )
    cohort = forms.ModelChoiceField(
        label=_("A cohort whose facilitators approve"),
        queryset=None,
        required=False,
        to_field_name="uuid",
        empty_label=_("Somebody outside approves"),
    )
    approver_name = forms.CharField(
        label=_("Name of who approves outside"), max_length=120, required=False
    )
    approver_mail = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        help_text=_(
            "They are sent a link and need no account. They see this claim and what you chose, "
            "nothing else of you. The link works for 21 days."
        ),
    )
    note = forms.CharField(
        label=_("A word to who approves"), required=False, widget=WORDS, max_length=2000
    )
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)

    def __init__(self, *args: Any, user: User, choices: list, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].choices = [(each.key, each.words) for each in choices]
        self.fields["cohort"].queryset = queries.cohorts_to_ask(user)
        for name in ("starts", "ends"):
            self.fields[name].widget = forms.HiddenInput()


class DecisionForm(forms.Form):
    """What is decided on a claim; the hours of each line matter when it is approved in part."""

    act = forms.ChoiceField(
        label=_("Your decision"),
        choices=[
            ("approve", _("Approve all of it")),
            ("part", _("Approve the hours below")),
            ("ask", _("Ask a question first")),
            ("decline", _("Decline")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Words to the learner"),
        required=False,
        widget=WORDS,
        max_length=2000,
        help_text=_("Needed unless you approve all."),
    )

    def __init__(self, *args: Any, lines: list[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[f"line-{line.pk}"] = HoursField(
                label=line.words, required=False, initial=units.clock_words(line.minutes)
            )

    def rows(self) -> list[tuple[Line, forms.BoundField]]:
        """Each line with its field."""
        return [(line, self[f"line-{line.pk}"]) for line in self.lines]

    def minutes(self) -> dict[int, int]:
        """Minutes by line."""
        return {line.pk: self.cleaned_data.get(f"line-{line.pk}") or 0 for line in self.lines}


class WordsForm(forms.Form):
    """Words that an act needs."""

    words = forms.CharField(label=_("Your words"), widget=WORDS, max_length=2000)


class SpanForm(forms.Form):
    """The days of a transcript; without them, all."""

    starts = forms.DateField(label=_("From"), required=False, widget=DayInput)
    ends = forms.DateField(label=_("To"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts:
            message = _("The last day is before the first. Give a later one, or swap the two.")
            self.add_error("ends", message)
        return values

    def days(self) -> tuple[date | None, date | None]:
        """First and last day of a valid form; None for one that was left open."""
        return self.cleaned_data["starts"], self.cleaned_data["ends"]
