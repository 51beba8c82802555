# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A rule as a form: a row for each group and each condition, which needs no script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from badges import rows, words
from badges.condition_words import HOURS, IDENTITY
from badges.conditions.fields import CriteriaError, Field
from badges.criteria import CONDITIONS
from badges.models import CriteriaVersion
from badges.rows import DEEPEST_GROUP, GROUPS, MOST_ROWS, Row
from badges.rule_words import HELPS, LABELS
from badges.sources.gathering import AVAILABLE
from badges.sources.reviews import ActivityFact
from badges.validity_forms import ValidityFields
from peerreview.ui.forms import DayInput

GROUP_NAMES = {
    "all": _("All of these"),
    "any": _("Any one of these"),
    "at_least": _("At least some of these"),
}
NAMES = {
    "reviewers": _("Reviews by independent people"),
    "consensus": _("A level the reviews together show"),
    "flags": _("No open flags"),
    "dates": _("A time"),
    "endorsements": _("People who vouch"),
    "facilitator": _("Approval by those who answer for the badge"),
    "group": _("The study group vouches"),
    "gave": _("Helpful reviews given"),
    "reviewing": _("Reviewing widely and usefully"),
    "calibrated": _("Rating like the reference"),
    "mentored": _("Learners helped to a better round"),
    "reflection": _("A reflection"),
    "holds": _("Other badges held"),
    "hours": _("Hours"),
    "identity": _("Who they are"),
}
SPOKEN = {**HOURS, **IDENTITY}
# What a field that was left empty means.
EMPTY = {"skill": None, "criteria": "all"}


def offered_kinds(depth: int) -> list[tuple[str, Promise]]:
    """What can be added to a group so deep: what there is evidence for, and groups where they fit."""
    found = [(kind, NAMES[kind]) for kind, one in CONDITIONS.items() if one.reads <= AVAILABLE]
    if depth < DEEPEST_GROUP:
        found += [(kind, GROUP_NAMES[kind]) for kind in GROUPS]
    return found


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What there is to choose from."""

    activities: list[ActivityFact]
    criteria: list[tuple[str, str]]
    badges: list[tuple[str, str]]
    levels: int
    activity: ActivityFact | None = None


class RuleForm(ValidityFields):
    """What a rule is about, and who is offered the badge."""

    activity = forms.ChoiceField(label=_("Rests on reviews of"), required=False)
    opt_in = forms.ChoiceField(
        label=_("Who is offered the badge"), choices=CriteriaVersion.OptIn.choices
    )

    def __init__(self, *args: Any, activities: list[ActivityFact], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["activity"].choices = [
            ("", _("No activity")),
            *((str(fact.activity_uuid), fact.title) for fact in activities),
        ]
        self.order_fields(["activity", "opt_in"])

    def activity_uuid(self) -> UUID | None:
        """The activity that was chosen."""
        chosen = self.cleaned_data["activity"]
        return UUID(chosen) if chosen else None


class RowForm(forms.Form):
    """The fields of one row."""

    def __init__(self, row: Row, choices: Choices, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.row = row
        if row.kind == "at_least":
            self.fields["n"] = forms.IntegerField(
                label=LABELS["n"], min_value=1, max_value=40, required=False
            )
        if not row.is_group:
            for name, field in CONDITIONS[row.kind].fields.items():
                self.fields[name] = _input(row.kind, name, field, choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.row.is_group or self.errors:
            return data
        either = CONDITIONS[self.row.kind].one_of
        if either and not any(data.get(name) for name in either):
            raise forms.ValidationError(_("Fill in at least one of these."))
        return data

    def body(self) -> dict[str, Any]:
        """What was filled in, as the rule has it."""
        if self.row.is_group:
            return dict(self.cleaned_data)
        found = {}
        for name, field in CONDITIONS[self.row.kind].fields.items():
            value = _plain(self.cleaned_data[name])
            if field.form in EMPTY:
                found[name] = value or EMPTY[field.form]
            elif value not in (None, ""):
                found[name] = value
        return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(value.split()) if isinstance(value, str) else value


def _whole(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    return forms.IntegerField(min_value=int(field.low), max_value=int(field.high), **options)


class PercentField(forms.FloatField):
    """A share that people write as a percentage, as the rule in words has it."""

    def prepare_value(self, value: Any) -> Any:
        """What was typed stays; a share of the rule is shown as a percentage."""
        if isinstance(value, int | float):
            return f"{round(100 * value, 4):g}"
        return value

    def clean(self, value: Any) -> float | None:
        """Raises ValidationError for what looks like a share and would be next to nothing."""
        percent = super().clean(value)
        if percent is not None and 0 < percent < 1:
            raise forms.ValidationError(_("Write a percentage: 90, not 0.9."))
        return None if percent is None else round(percent / 100, 6)


def _share(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    return PercentField(
        min_value=100 * field.low,
        max_value=100 * field.high,
        widget=forms.NumberInput(attrs={"step": "any"}),
        **options,
    )


def _several(found: list[tuple[str, str]], options: dict[str, Any]) -> forms.Field:
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=found, widget=widget, **options)


def _criteria(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    return _several(choices.criteria, {**options, "required": False})


def _badges(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    return _several(choices.badges, options)


def _skill(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    widget = forms.TextInput(attrs={"list": "known-skills", "autocomplete": "off"})
    return forms.CharField(max_length=80, widget=widget, **{**options, "required": False})


def _day(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    return forms.DateField(widget=DayInput, **options)


def _choice(field: Field, options: dict[str, Any], choices: Choices) -> forms.Field:
    return forms.ChoiceField(
        choices=[(name, capfirst(str(SPOKEN[name]))) for name in field.choices], **options
    )


_MAKERS: dict[str, Callable[[Field, dict[str, Any], Choices], forms.Field]] = {
    "whole": _whole,
    "share": _share,
    "criteria": _criteria,
    "badges": _badges,
    "skill": _skill,
    "day": _day,
    "choice": _choice,
}


def _input(kind: str, name: str, field: Field, choices: Choices) -> forms.Field:
    options = {
        "label": NAMES["identity"] if kind == "identity" else LABELS[name],
        "required": field.is_required,
        "help_text": HELPS.get(name, ""),
    }
    if name == "level":
        places = [(number, _level(number, choices)) for number in range(choices.levels)]
        return forms.TypedChoiceField(coerce=int, choices=places, **options)
    return _MAKERS[field.form](field, options, choices)


def _level(number: int, choices: Choices) -> str:
    """A level by its name in the rubric of the activity that was chosen, else by its place."""
    body = {"criteria": "all", "level": number}
    return capfirst(words.level_title(body, choices.activity))


class RuleEditor:
    """The whole form: what a rule is about, and its rows. `acts` on rows change nothing else."""

    def __init__(self, head: RuleForm, found: list[Row], choices: Choices) -> None:
        self.head, self.rows, self.choices = head, found, choices
        self.data: QueryDict | None = None
        self.fault = ""
        self.fault_at = -1

    def fill(self, data: QueryDict) -> bool:
        """Take what was sent; False when it is not a form of ours."""
        found = sent_rows(data)
        if found is None:
            return False
        self.rows, self.data = found, data
        return True

    def act(self, act: str) -> None:
        """Add, remove or move a row, as a button says; what was typed stays."""
        name, _colon, place = act.partition(":")
        if not place.isdigit() or int(place) >= len(self.rows):
            return
        at = int(place)
        if name == "add" and self.data is not None:
            kind = self.data.get(f"add-{at}", "")
            if kind in dict(offered_kinds(self.rows[at].depth)):
                self.rows = rows.add(self.rows, at, kind)
        elif name == "remove":
            self.rows = rows.remove(self.rows, at)
        elif name in {"up", "down"}:
            self.rows = rows.move(self.rows, at, -1 if name == "up" else 1)
        self.data = None

    @cached_property
    def forms(self) -> list[RowForm]:
        """A form for each row: as it was sent, or with what it begins with."""
        return [
            RowForm(
                row,
                self.choices,
                self.data,
                prefix=f"r{number}",
                initial=_initial(row.body),
            )
            for number, row in enumerate(self.rows)
        ]

    def tree(self) -> dict[str, Any] | None:
        """The rule, or None where something is missing, which the rows then say."""
        valid = [form.is_valid() for form in self.forms]
        if not self.head.is_valid() or not all(valid):
            return None
        filled = [Row(form.row.depth, form.row.kind, form.body()) for form in self.forms]
        try:
            self._refuse_too_many(filled)
            return rows.tree_of(filled)
        except CriteriaError as error:
            self.fault_at = int(error.path)
            self.fault = str(_("Every group needs something in it, and no fewer than it asks for."))
            return None

    def _refuse_too_many(self, filled: list[Row]) -> None:
        for number, row in enumerate(filled):
            if (row.body.get("n") or 1) > len(rows.children(filled, number)) and row.is_group:
                raise CriteriaError(str(number), "asks for more than it has")

    def faults(self) -> list[tuple[int, str]]:
        """What is wrong, by the number of the row."""
        found = [
            (number, f"{_name(form.row)}: {messages[0]}")
            for number, form in enumerate(self.forms)
            for messages in form.errors.values()
        ]
        return [*found, (self.fault_at, self.fault)] if self.fault else found

    def shown(self) -> list[dict[str, Any]]:
        """The rows for the page."""
        return [
            {
                "number": number,
                "form": form,
                "row": form.row,
                "name": _name(form.row),
                "kinds": offered_kinds(form.row.depth) if form.row.is_group else [],
                "groups": GROUP_NAMES.items() if form.row.is_group else [],
                "is_at_fault": number == self.fault_at,
            }
            for number, form in enumerate(self.forms)
        ]


def _name(row: Row) -> str:
    return str(GROUP_NAMES[row.kind] if row.is_group else NAMES[row.kind])


def _initial(body: dict[str, Any]) -> dict[str, Any]:
    return {name: [] if value == "all" else value for name, value in body.items()}


def sent_rows(data: QueryDict) -> list[Row] | None:
    """The rows that were sent, with what was typed as it is; None when they are not ours."""
    count = data.get("rows", "")
    if not count.isdigit() or not 1 <= int(count) <= MOST_ROWS:
        return None
    found = []
    for number in range(int(count)):
        depth, kind = data.get(f"r{number}-depth", ""), data.get(f"r{number}-kind", "")
        if not depth.isdigit() or (kind not in CONDITIONS and kind not in GROUPS):
            return None
        found.append(Row(int(depth), kind, _typed(data, f"r{number}-", kind)))
    return found if rows.well_formed(found) else None


def _typed(data: QueryDict, prefix: str, kind: str) -> dict[str, Any]:
    if kind in GROUPS:
        return {"n": data[f"{prefix}n"]} if f"{prefix}n" in data else {}
    fields = CONDITIONS[kind].fields
    several = {name for name, field in fields.items() if field.form in {"criteria", "badges"}}
    return {
        name: data.getlist(prefix + name) if name in several else data.get(prefix + name, "")
        for name in fields
    }
