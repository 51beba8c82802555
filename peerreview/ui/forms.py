# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How forms are drawn, and widgets of our own."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from peerreview.kernel import tables
from peerreview.kernel.errors import Invalid


class Renderer(TemplatesSetting):
    """Forms and fields from templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class MomentInput(forms.DateTimeInput):
    """A date and time in the browser's own picker; Django reads what it sends as it is."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    """A date in the browser's own picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TableForm(forms.Form):
    """A table as a file, or as text that was read from one and is shown again.

    A child words the field `file` and says in `read` what the text means; its answer is
    `cleaned_data["table"]`.
    """

    file = forms.FileField(error_messages={"required": _("Choose a file.")})
    content = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].required = not self.data.get("content")

    def read(self, content: str) -> Any:
        """What the text means. Raises Invalid."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "file" in self.errors:
            return values
        try:
            values["content"] = self._content(values)
            values["table"] = self.read(values["content"])
        except Invalid as error:
            self.add_error("file", error.message)
        return values

    def _content(self, values: dict[str, Any]) -> str:
        if values.get("file"):
            return tables.decoded(values["file"].read(tables.BYTES_MOST + 1))
        return values["content"]
