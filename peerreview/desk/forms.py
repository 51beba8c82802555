# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of the desk."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.activities.stage_forms import ExtensionForm
from peerreview.activities.stages import Window
from peerreview.desk import roster
from peerreview.desk.services import SUBJECT_MOST, TEXT_MOST
from peerreview.desk.tables import TABLES
from peerreview.kernel import ids
from peerreview.ui.forms import TableForm

EVERYTHING = "everything"


class LetterForm(forms.Form):
    """A message to those chosen. `uuid` makes sending it twice one act."""

    subject = forms.CharField(label=_("Subject"), max_length=SUBJECT_MOST)
    source = forms.CharField(
        label=_("Text"),
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_("You can use Markdown. They see your name and can answer you by mail."),
    )
    people = forms.CharField(widget=forms.HiddenInput)
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)

    def clean_people(self) -> list[UUID]:
        return _uuids(self.cleaned_data["people"])


def _uuids(typed: str) -> list[UUID]:
    try:
        return [UUID(each) for each in typed.split()]
    except ValueError as error:
        raise forms.ValidationError(_("Choose the people again on the board.")) from error


class MoreTimeForm(ExtensionForm):
    """More time for those chosen on the board, however many pages they stood on."""

    def __init__(self, data: Any = None, *, people: str = "", window: Window, zone: str) -> None:
        super().__init__(data, people=User.objects.none(), window=window, zone=zone)
        self.fields["people"] = forms.CharField(widget=forms.HiddenInput, initial=people)

    def clean_people(self) -> list[UUID]:
        return _uuids(self.cleaned_data["people"])


class RosterForm(TableForm):
    """A roster as a file, or as text that was read from one and is shown again."""

    file = forms.FileField(
        label=_("Roster"),
        error_messages={"required": _("Choose a file.")},
        help_text=_(
            "A CSV file of at most 1 MB and 2,000 people. The first row names the columns: email, and "
            "if you like name, role (learner or facilitator) and group."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def read(self, content: str) -> roster.Roster:
        """The lines and their faults."""
        return roster.read(content)


class ExportForm(forms.Form):
    """What to take out, in which form."""

    table = forms.ChoiceField(
        label=_("What"),
        choices=lambda: [
            (EVERYTHING, _("Everything, as a zip with the data dictionary")),
            *((table.name, f"{table.name}: {table.about}") for table in TABLES),
        ],
    )
    form = forms.ChoiceField(
        label=_("Form"),
        choices=[("csv", _("CSV, for spreadsheets")), ("json", _("JSON, for programs"))],
        widget=forms.RadioSelect,
        initial="csv",
    )
    pseudonymous = forms.BooleanField(
        label=_("Without names: pseudonyms instead of people"),
        required=False,
        help_text=_(
            "Names and addresses are left out, and every person gets a random sign that is the same "
            "throughout this export and unlike any other's. Comments stay as they were written."
        ),
    )


class FarewellForm(forms.Form):
    """Typing one's own address is what makes deleting an account deliberate."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("Type it to show that it is this account you mean."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._user = user

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        if email != self._user.email:
            raise forms.ValidationError(_("This is not the address of this account."))
        return email
