# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rubric builder: a form for the head, one for each criterion, one for each level."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.rubrics import checks, imports
from peerreview.rubrics.drafts import CriterionRow, Draft
from peerreview.rubrics.models import Comment
from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec


class _RowForm(forms.Form):
    """Types only; what a rubric must satisfy is in `checks`, which names the row.

    A required field is marked as such; that a text is empty is said by `checks`.
    """

    SAID_BY_CHECKS = {"title", "description"}

    use_required_attribute = False

    def judge(self, row: str) -> None:
        """Clean the values; what could not be read is told with the row's name."""
        for name, errors in list(self.errors.items()):
            is_said = name in self.SAID_BY_CHECKS
            kept = [e for e in errors.as_data() if not (is_said and e.code == "required")]
            said = [checks.at_row(row, " ".join(error.messages)) for error in kept]
            del self.errors[name]
            if said:
                self.errors[name] = self.error_class(said, renderer=self.renderer)


def _shortest() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Shortest comment"),
        required=False,
        help_text=_("In characters; 0 for any length."),
        widget=forms.NumberInput(attrs={"min": 0}),
    )


def _is_unusual(form: forms.Form, usual: dict[str, str]) -> bool:
    typed = {name: form[name].value() or "" for name in usual}
    wrong = any(name in form.errors for name in usual)
    return wrong or {name: "on" if v is True else v for name, v in typed.items()} != usual


class HeadForm(_RowForm):
    title = forms.CharField(label=_("Title"), widget=forms.TextInput(attrs={"maxlength": 160}))
    guidance = forms.CharField(
        label=_("Advice to reviewers"),
        required=False,
        help_text=_("How to go about it, before the first criterion. Reviewers see it on top."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    overall = forms.ChoiceField(label=_("Overall comment"), required=False, choices=Comment.choices)
    overall_min_chars = _shortest()
    asks_missed = forms.BooleanField(
        label=_("Ask what the rubric misses"),
        required=False,
        help_text=_(
            "One more box, never required. You read the answers, authors do not, and they count for "
            "nothing."
        ),
    )

    @property
    def options_open(self) -> bool:
        """Whether the questions on the whole are shown at once."""
        return _is_unusual(
            self, {"overall": "optional", "overall_min_chars": "0", "asks_missed": ""}
        )


class CriterionForm(_RowForm):
    key = forms.CharField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Criterion"))
    description = forms.CharField(
        label=_("What to look for"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    weight = forms.DecimalField(
        label=_("Weight"),
        required=False,
        decimal_places=2,
        max_digits=5,
        help_text=_("2 counts twice as much as 1. 0: asked, but not counted."),
        widget=forms.NumberInput(attrs={"step": "any", "min": 0}),
    )
    comment = forms.ChoiceField(label=_("Comment"), required=False, choices=Comment.choices)
    comment_min_chars = _shortest()
    questions = forms.CharField(
        label=_("Guiding questions"),
        required=False,
        help_text=_("One to a line. Reviewers see them beside this criterion."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    allows_cannot_judge = forms.BooleanField(
        label=_("Reviewers may say that they cannot judge this"),
        required=False,
    )


class LevelForm(_RowForm):
    # Where it stands ("2:1" is the second level of the third criterion), for its buttons.
    position = ""

    title = forms.CharField(label=_("Level"))
    points = forms.DecimalField(
        label=_("Points"),
        error_messages={"required": _("say how many points it is worth.")},
        decimal_places=2,
        max_digits=6,
        widget=forms.NumberInput(attrs={"step": "any", "min": 0}),
    )
    description = forms.CharField(
        label=_("What work at this level looks like"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ImportForm(forms.Form):
    """A file, or its content."""

    document = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A rubric saved as JSON, or a Canvas rubric CSV; at most 256 KB."),
        widget=forms.FileInput(attrs={"accept": ".json,.csv,application/json,text/csv"}),
    )
    document.one_of = _("one of the two")
    pasted = forms.CharField(
        label=_("Or its content"),
        required=False,
        help_text=_("Paste it here instead of choosing a file."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    pasted.one_of = document.one_of

    def content(self) -> bytes:
        """What was sent, of a large file no more than shows that it is too large."""
        document = self.files.get("document")
        if document:
            return document.read(imports.MAX_BYTES + 1)
        return str(self.data.get("pasted", "")).encode("utf-8", "replace")


@dataclass
class Row:
    """A criterion's form with those of its levels; `path` names it, `number` counts from 1."""

    path: str
    number: int
    form: CriterionForm
    levels: list[LevelForm]

    @property
    def options_open(self) -> bool:
        """Whether weight, comment and questions are shown at once: when they differ from the usual or are wrong."""
        usual = {"weight": "1", "comment": "optional", "comment_min_chars": "0", "questions": ""}
        return _is_unusual(self.form, {**usual, "allows_cannot_judge": "on"})


def _values(row: Any, prefix: str) -> dict[str, str]:
    texts = {k: v for k, v in vars(row).items() if isinstance(v, str)}
    return {f"{prefix}-{name}" if prefix else name: value for name, value in texts.items()}


class RubricBuilder:
    """The forms over one draft. Bound ones know their errors; unbound ones only show what was typed."""

    def __init__(self, draft: Draft, *, is_bound: bool) -> None:
        self.draft = draft
        self._is_bound = is_bound
        self.head: HeadForm = self._form(HeadForm, draft, "")
        self.rows = [self._row(row, index) for index, row in enumerate(draft.criteria)]
        self.loose: list[str] = []

    def _form(self, form_type: type[_RowForm], row: Any, prefix: str) -> Any:
        data = _values(row, prefix) if self._is_bound else None
        initial = None if self._is_bound else _values(row, "")
        form = form_type(data, initial=initial, prefix=prefix or None)
        if prefix and prefix == self.draft.focus:
            form.fields["title"].widget.attrs["autofocus"] = True
        return form

    def _row(self, row: CriterionRow, index: int) -> Row:
        path = f"criteria-{index}"
        levels = [
            self._form(LevelForm, level, f"{path}-levels-{number}")
            for number, level in enumerate(row.levels)
        ]
        for number, level in enumerate(levels):
            level.position = f"{index}:{number}"
        return Row(path, index + 1, self._form(CriterionForm, row, path), levels)

    def _forms(self) -> Iterator[tuple[str, forms.Form]]:
        yield "", self.head
        for row in self.rows:
            yield row.path, row.form
            for number, level in enumerate(row.levels):
                yield f"{row.path}-levels-{number}", level

    def spec(self) -> RubricSpec | None:
        """What was typed as a tidy spec; None when something is wrong, which the fields then say."""
        for path, form in self._forms():
            form.judge(checks.row_name(path))
        spec = checks.tidy(self._typed())
        for problem in checks.problems(spec):
            self._say(problem)
        is_wrong = self.loose or any(form.errors for _path, form in self._forms())
        return None if is_wrong else spec

    def _typed(self) -> RubricSpec:
        head = self.head.cleaned_data
        return RubricSpec(
            head.get("title", ""),
            head.get("guidance", ""),
            tuple(_criterion(row) for row in self.rows),
            overall=head.get("overall") or "optional",
            overall_min_chars=_or(head.get("overall_min_chars"), 0),
            asks_missed=head.get("asks_missed", False),
        )

    def _say(self, problem: checks.Problem) -> None:
        places = dict(self._forms())
        path, _dash, name = problem.path.rpartition("-")
        form = places.get(path)
        if form is None or name not in form.fields:
            self.loose.append(problem.message)
        elif name not in form.errors:
            # A number that could not be read has said so already.
            form.add_error(name, problem.message)

    def errors(self) -> list[tuple[str, str]]:
        """Every message with the id of its field ("" for those of the whole form), in order."""
        if not self._is_bound:
            return []
        named = [
            (form[name].id_for_label, error)
            for _path, form in self._forms()
            for name, errors in form.errors.items()
            for error in errors
        ]
        return [("", message) for message in self.loose] + named

    def refuse(self, message: str) -> None:
        """Say something about the whole form."""
        self.loose.append(message)


def _criterion(row: Row) -> CriterionSpec:
    values = row.form.cleaned_data
    return CriterionSpec(
        key=values.get("key", ""),
        title=values.get("title", ""),
        description=values.get("description", ""),
        weight=_or(values.get("weight"), 1),
        comment=values.get("comment") or "optional",
        comment_min_chars=_or(values.get("comment_min_chars"), 0),
        questions=tuple(values.get("questions", "").splitlines()),
        allows_cannot_judge=values.get("allows_cannot_judge", True),
        levels=tuple(_level(form, number) for number, form in enumerate(row.levels)),
    )


def _level(form: LevelForm, number: int) -> LevelSpec:
    values = form.cleaned_data
    points = _or(values.get("points"), number)
    return LevelSpec(values.get("title", ""), values.get("description", ""), points)


def _or(value: Decimal | int | None, otherwise: int) -> Decimal | int:
    return otherwise if value is None else value
