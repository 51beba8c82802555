# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Setting stages, and giving people more time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.activities.checks import MAX_GRACE, MAX_REASON
from peerreview.activities.forms import ZonedDateTimeField, put_in_zone
from peerreview.activities.models import Activity
from peerreview.activities.stages import STAGED, Act, Span, Window
from peerreview.activities.words import STAGES, StageWords


def _moment(label: str, help_text: str = "") -> ZonedDateTimeField:
    return ZonedDateTimeField(label=label, required=False, help_text=help_text)


class StageForm(forms.Form):
    """One stage. Which fields it has depends on what can be set of it."""

    is_on = forms.BooleanField(label=_("On"), required=False)
    opens_at = _moment(_("Opens"))
    due_at = _moment(_("Due"), _("The date people are told."))
    closes_at = _moment(_("Late until"), _("What comes after the due date is marked late."))
    grace_minutes = forms.IntegerField(
        label=_("Grace, in minutes"),
        required=False,
        min_value=0,
        max_value=MAX_GRACE // 60,
        help_text=_("Still taken after the last date, and not told."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, *, act: Act, window: Window, zone: str
    ) -> None:
        self.act, self.span = act, window.span(act)
        initial = {
            **vars(self.span),
            "grace_minutes": round(self.span.grace_seconds / 60),
        }
        if act is Act.SUBMIT:
            initial["opens_at"] = window.opens_at
        super().__init__(data, prefix=str(act), initial=initial)
        for name in _left_out(act):
            del self.fields[name]
        put_in_zone(self, zone)

    @property
    def words(self) -> StageWords:
        """What the stage is, for people."""
        return STAGES[self.act]

    def to_span(self) -> Span:
        """The stage as the form has it; what it has no field for stays."""
        values = self.cleaned_data
        minutes = values.get("grace_minutes")
        is_same = minutes is None or minutes == self.initial["grace_minutes"]
        return Span(
            is_on=values.get("is_on", True),
            opens_at=self._moment("opens_at"),
            due_at=self._moment("due_at"),
            closes_at=self._moment("closes_at"),
            grace_seconds=self.span.grace_seconds if is_same else minutes * 60,
        )

    def _moment(self, name: str) -> datetime | None:
        """The date as typed; one that was not touched keeps the seconds a browser does not show."""
        typed, before = self.cleaned_data.get(name), self.initial.get(name)
        is_same = before is not None and typed == before.replace(second=0, microsecond=0)
        return before if is_same else typed


def _left_out(act: Act) -> tuple[str, ...]:
    if act is Act.SUBMIT:
        return ("is_on",)
    return ("due_at", "closes_at", "grace_minutes") if act is Act.SEE_RESULTS else ()


def stage_forms(activity: Activity, window: Window, zone: str, data: Any = None) -> list[StageForm]:
    """A form for each stage, in their order."""
    return [StageForm(data, act=act, window=window, zone=zone) for act in STAGED]


class ReopenForm(forms.Form):
    """Until when a closed stage is open again."""

    until = ZonedDateTimeField(label=_("Open again until"))

    def __init__(self, data: Any = None, *, zone: str, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        put_in_zone(self, zone)


class PeopleForm(forms.Form):
    """The people chosen in the list, and a reason they read."""

    people = forms.ModelMultipleChoiceField(
        label=_("People"),
        queryset=None,
        to_field_name="uuid",
        error_messages={
            "required": _("Choose at least one person in the list."),
            "invalid_choice": _("Somebody chosen does not take part any more. Choose again."),
        },
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MAX_REASON,
        help_text=_("The person reads it, and it is kept in the audit trail."),
    )

    def __init__(self, data: Any = None, *, people: Any) -> None:
        super().__init__(data)
        self.fields["people"].queryset = people


class ExtensionForm(PeopleForm):
    """More time for them."""

    stage = forms.ChoiceField(label=_("For"))
    until = ZonedDateTimeField(label=_("Until"))

    def __init__(self, data: Any = None, *, people: Any, window: Window, zone: str) -> None:
        super().__init__(data, people=people)
        self.fields["stage"].choices = [
            (str(act), STAGES[act].title)
            for act in STAGED
            if window.has(act) and act is not Act.SEE_RESULTS and window.span(act).due_at
        ]
        put_in_zone(self, zone)
