# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A design as a form: sections of fields, and rows for languages and alignments; needs no script.

What one more of is wanted is had by saving: there is always an empty row, and a row that was emptied
is gone.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from badges import designs, lettering, uploading
from badges.looks import COLOURS, ICONS, SHAPES
from badges.models import Issuer
from badges.sources.reviews import ActivityFact
from peerreview.kernel.errors import Invalid

LEVEL_KINDS = [("", _("None")), ("eqf", _("EQF, 1 to 8")), ("own", _("A scale of our own"))]  # fmt: skip
PICTURE_KINDS = [("drawn", _("Drawn from the parts below")), ("uploaded", _("A picture I upload"))]
EMPTY_ROWS = 1


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordsForm(forms.Form):
    """What a badge says in one language."""

    language = forms.CharField(
        label=_("Language"),
        max_length=20,
        help_text=_("Its tag, such as en, es or pt-BR."),
        widget=forms.TextInput(
            attrs={"list": "languages", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    name = forms.CharField(label=_("Name"), max_length=designs.NAME_MOST)
    description = forms.CharField(
        label=_("What has somebody done who holds it?"),
        max_length=designs.WORDS_MOST,
        widget=_area(3),
    )
    criteria = forms.CharField(
        label=_("Criteria in your words"),
        max_length=designs.CRITERIA_MOST,
        required=False,
        widget=_area(4),
        help_text=_("Markdown. It stands before the rule, which is put into words by itself."),
    )

    def clean_language(self) -> str:
        try:
            return designs.language_tag(self.cleaned_data["language"])
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None


class DesignForm(WordsForm):
    """What there is once of a design."""

    skills = forms.CharField(
        label=_("Skills"), required=False, max_length=500, help_text=_("Separated by commas.")
    )
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=900, help_text=_("Separated by commas.")
    )
    type = forms.ChoiceField(label=_("Kind of achievement"), choices=designs.TYPES)
    field = forms.CharField(label=_("Field of study"), required=False, max_length=120)
    credits = forms.CharField(
        label=_("Credits"),
        required=False,
        max_length=8,
        help_text=_("What it counts for in credits or hours of yours, such as 1.5."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    level_kind = forms.ChoiceField(label=_("Level"), required=False, choices=LEVEL_KINDS)
    level_scale = forms.CharField(label=_("Name of your scale"), required=False, max_length=80)
    level_value = forms.CharField(label=_("Level on it"), required=False, max_length=80)
    kind = forms.ChoiceField(
        label=_("Picture"), choices=PICTURE_KINDS, initial="drawn", widget=forms.RadioSelect
    )
    shape = forms.ChoiceField(label=_("Shape"), choices=SHAPES)
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS)
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS)
    text = forms.CharField(
        label=_("Text on a ribbon"),
        required=False,
        max_length=40,
        help_text=_("At most 12 characters."),
    )
    picture = forms.FileField(
        label=_("Picture to upload"),
        required=False,
        help_text=_("PNG, JPEG or WebP, up to 2 MB. It becomes a square of at most 600 pixels."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt = forms.CharField(
        label=_("What the uploaded picture shows"),
        required=False,
        max_length=200,
        help_text=_("For those who do not see it."),
    )
    sample_title = forms.CharField(label=_("Name of the sample"), required=False, max_length=120)
    sample_url = forms.CharField(
        label=_("Where everyone can see it"),
        required=False,
        max_length=500,
        help_text=_("An https address. Not a learner’s work, unless they agreed to be shown."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    sample_why = forms.CharField(
        label=_("Why it is just good enough"), required=False, max_length=500, widget=_area(2)
    )
    sample_right = forms.BooleanField(
        label=_("I have the right to show this work here."), required=False
    )
    activity = forms.ChoiceField(label=_("Rests on reviews of"), required=False)
    issuer = forms.ChoiceField(label=_("Who issues it"))

    def __init__(
        self,
        *args: Any,
        activities: list[ActivityFact] | None,
        issuers: Sequence[Issuer],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.fields["issuer"].choices = [(one.slug, one.name) for one in issuers]
        if not issuers:
            del self.fields["issuer"]
        self.fields["language"].label = _("Main language")
        if activities is None:
            del self.fields["activity"]
        else:
            self.fields["activity"].choices = [
                ("", _("No activity")),
                *((str(fact.activity_uuid), fact.title) for fact in activities),
            ]

    def clean_text(self) -> str:
        try:
            return lettering.checked(self.cleaned_data["text"])
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None

    def clean_picture(self) -> bytes | None:
        """The picture as PNG; None where none was sent."""
        sent = self.cleaned_data["picture"]
        try:
            return uploading.square_png(sent) if sent else None
        except Invalid as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("sample_url") and not data.get("sample_right"):
            self.add_error("sample_right", _("Show only what you have the right to show."))
        return data


class AlignmentForm(forms.Form):
    """Something elsewhere that the badge is aligned with."""

    name = forms.CharField(label=_("Name of what it is aligned with"), max_length=200)
    url = forms.CharField(
        label=_("Its address"),
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    framework = forms.CharField(
        label=_("Framework"),
        required=False,
        max_length=200,
        help_text=_("Such as ESCO, O*NET or a CASE framework."),
    )
    code = forms.CharField(label=_("Code"), required=False, max_length=80)
    type = forms.ChoiceField(
        label=_("Kind of target"), required=False, choices=designs.TARGET_TYPES
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.errors:
            return data
        try:
            return designs.alignment(data)
        except Invalid as error:
            self.add_error(error.field, str(error))
            return data


class DesignEditor:
    """The whole of it: `head`, rows of `languages` and of `alignments`."""

    def __init__(
        self,
        content: dict[str, Any],
        posted: QueryDict | None = None,
        files: MultiValueDict | None = None,
        *,
        activities: list[ActivityFact] | None = None,
        activity: str = "",
        issuers: Sequence[Issuer] = (),
        issuer: str = "",
    ) -> None:
        self.content, self.posted, self.issuers = content, posted, issuers
        first = {**_initial(content), "activity": activity, "issuer": issuer}
        self.head = DesignForm(posted, files, initial=first, activities=activities, issuers=issuers)
        others = [
            {"language": tag, **said}
            for tag, said in content["texts"].items()
            if tag != content["language"]
        ]
        self.languages = self._rows(WordsForm, "language", others, designs.MOST_LANGUAGES - 1)
        self.alignments = self._rows(
            AlignmentForm, "alignment", content["alignments"], designs.MOST_ALIGNMENTS
        )

    def _rows(
        self, form: type[forms.Form], prefix: str, initial: list[dict[str, Any]], most: int
    ) -> list[forms.Form]:
        if self.posted is not None:
            many = self._sent(prefix, most)
            return [form(self.posted, prefix=f"{prefix}-{n}", empty_permitted=True, use_required_attribute=False) for n in range(many)]  # fmt: skip
        shown = [*initial, *[{}] * EMPTY_ROWS][:most]
        return [
            form(initial=row, prefix=f"{prefix}-{number}", empty_permitted=True, use_required_attribute=False)
            for number, row in enumerate(shown)
        ]  # fmt: skip

    def _sent(self, prefix: str, most: int) -> int:
        names = {key.split("-")[1] for key in self.posted or () if key.startswith(f"{prefix}-")}
        return min(most, 1 + max((int(n) for n in names if n in map(str, range(most))), default=-1))

    def is_valid(self) -> bool:
        """Whether all of it is; every part is asked, so that each says what is wrong."""
        return not sum(not form.is_valid() for form in self.forms())

    def forms(self) -> list[forms.Form]:
        """Every part."""
        return [self.head, *self.languages, *self.alignments]

    def faults(self) -> list[tuple[str, str, str]]:
        """What is wrong, as (id of the field or nothing, its label, sentence)."""
        return [
            (form[name].id_for_label, str(form.fields[name].label), message)
            if name in form.fields
            else ("", "", message)
            for form in self.forms()
            for name, messages in form.errors.items()
            for message in messages
        ]

    def values(self) -> dict[str, Any]:
        """The design as it was filled in: content for badges/designs.py."""
        data = self.head.cleaned_data
        rows = [form.cleaned_data for form in self.languages if form.has_changed()]
        said = {name: data[name] for name in designs.TEXT_FIELDS}
        texts = {data["language"]: said}
        for row in rows:
            if row.get("language") in texts:
                message = _("Two of the versions are in the same language. Take one of them out.")
                raise Invalid("language-twice", str(message), field="language")
            texts[row["language"]] = {name: row[name] for name in designs.TEXT_FIELDS}
        return {
            "language": data["language"],
            "texts": texts,
            "skills": data["skills"].split(","),
            "tags": data["tags"].split(","),
            "alignments": [form.cleaned_data for form in self.alignments if form.has_changed()],
            "level": _level(data),
            "look": {
                name: data[name] for name in ("shape", "colour", "icon", "text", "kind", "alt")
            },
            "sample": {part: data[f"sample_{part}"] for part in ("title", "url", "why")},
            **{name: data[name] for name in ("type", "field", "credits")},
        }

    def activity_uuid(self) -> UUID | None:
        """The activity that was chosen for a new badge's rule."""
        chosen = self.head.cleaned_data.get("activity")
        return UUID(chosen) if chosen else None

    def issuer(self) -> Issuer | None:
        """Who is to issue a new badge; None where nobody was asked."""
        chosen = self.head.cleaned_data.get("issuer")
        return next((one for one in self.issuers if one.slug == chosen), None)


def _level(data: dict[str, Any]) -> dict[str, str] | None:
    if data["level_kind"] == "eqf":
        return {"scale": designs.EQF, "value": data["level_value"]}
    if data["level_kind"] == "own":
        return {"scale": data["level_scale"], "value": data["level_value"]}
    return None


def _initial(content: dict[str, Any]) -> dict[str, Any]:
    level, sample = content["level"] or {}, content["sample"] or {}
    is_eqf = level.get("scale") == designs.EQF
    return {
        "language": content["language"],
        **designs.said(content),
        "skills": ", ".join(content["skills"]),
        "tags": ", ".join(content["tags"]),
        **{name: content[name] for name in ("type", "field", "credits")},
        "level_kind": "eqf" if is_eqf else "own" if level else "",
        "level_scale": "" if is_eqf else level.get("scale", ""),
        "level_value": level.get("value", ""),
        **content["look"],
        **{f"sample_{part}": sample.get(part, "") for part in ("title", "url", "why")},
        "sample_right": bool(sample),
    }
