# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of frameworks and skills."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from endorsements import sheets
from endorsements.models import Entry, Skill
from endorsements.sheets import Line
from peerreview.kernel import text
from peerreview.ui.forms import TableForm


class FrameworkForm(forms.Form):
    """What a framework is called, and for what."""

    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("Description"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EntryForm(forms.Form):
    """One skill, as this community means it."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Short, as in “Interview research”.")
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    levels = forms.CharField(
        label=_("Levels"),
        max_length=600,
        required=False,
        help_text=_("From the lowest up, a bar between them: Begins | Manages | Masters."),
    )
    alignment_url = forms.CharField(
        label=_("Address in a public framework"),
        max_length=500,
        required=False,
        help_text=_("Where the skill is described in ESCO, O*NET or a CASE framework."),
    )
    alignment_framework = forms.CharField(
        label=_("Name of that framework"), max_length=200, required=False
    )
    alignment_code = forms.CharField(label=_("Its code there"), max_length=100, required=False)
    identifier = forms.CharField(
        label=_("Identifier"),
        max_length=200,
        required=False,
        help_text=_("By which an import knows it again. May be left empty."),
    )

    @staticmethod
    def started(entry: Entry) -> dict[str, str]:
        """What the form says of an entry that is there."""
        alignment = entry.alignments[0] if entry.alignments else {}
        return {
            "name": entry.skill.name,
            "description": entry.description,
            "levels": " | ".join(entry.levels),
            "identifier": entry.identifier,
            "alignment_url": alignment.get("url", ""),
            "alignment_framework": alignment.get("framework", ""),
            "alignment_code": alignment.get("code", ""),
        }

    def line(self) -> Line:
        """The skill as it will be kept."""
        found = {name: text.one_line(value) for name, value in self.cleaned_data.items()}
        return Line(
            identifier=found["identifier"],
            name=found["name"],
            description=found["description"],
            levels=tuple(sheets.split_levels(found["levels"])),
            alignments=tuple(sheets.alignment_of({**found, "alignment_name": ""})),
        )


class ImportForm(TableForm):
    """A framework as a file, or as text that was read from one and is shown again."""

    file = forms.FileField(
        label=_("The file"),
        error_messages={"required": _("Choose a file.")},
        help_text=_(
            "A CSV file whose first row names the columns (name, and if you like identifier, "
            "description, levels, alignment_url, alignment_name, alignment_framework, alignment_code), "
            "or a CASE package as JSON. At most 1 MB and 2,000 skills."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )

    def read(self, content: str) -> sheets.Sheet:
        """The lines and their faults."""
        return sheets.read(content)


class LinkForm(forms.Form):
    """Which criterion shows which skill."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    skill = forms.TypedChoiceField(label=_("Skill it shows"))

    def __init__(
        self, *args: Any, criteria: Mapping[str, str], skills: Sequence[Skill], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["criterion"].choices = list(criteria.items())
        by_id = {str(skill.uuid): skill for skill in skills}
        self.fields["skill"].choices = [(key, skill.name) for key, skill in by_id.items()]
        self.fields["skill"].coerce = by_id.get


class MergeForm(forms.Form):
    """Two skills that are one, by name."""

    source = forms.CharField(label=_("This name"), max_length=80)
    target = forms.CharField(label=_("means the same as"), max_length=80)

    def clean_source(self) -> Skill:
        return self._named("source")

    def clean_target(self) -> Skill:
        return self._named("target")

    def _named(self, field: str) -> Skill:
        name = text.one_line(self.cleaned_data[field])
        found = Skill.objects.filter(name=name).first()
        if found is None:
            raise forms.ValidationError(_("No skill has exactly this name."))
        return found
