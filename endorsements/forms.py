# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of endorsements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from endorsements.models import REASON_FEWEST, REASON_MOST, Endorsement, Skill
from peerreview.artifacts.models import Version
from peerreview.kernel import text

NEW_SKILL = "new"


def _reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("What did you see them do?"),
        max_length=REASON_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=format_lazy(
            _(
                "At least {fewest} characters. Name the work or the moment: "
                "a sentence that only fits this person says more than praise."
            ),
            fewest=REASON_FEWEST,
        ),
    )


def _strength_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How clearly did you see it?"),
        choices=[*reversed(Endorsement.Strength.choices)],
        coerce=int,
        initial=Endorsement.Strength.CLEAR,
        widget=forms.RadioSelect,
    )


class ReasonMixin:
    """A reason that says enough."""

    def clean_reason(self) -> str:
        reason = text.plain(self.cleaned_data["reason"]).strip()
        if len(text.seen(reason)) < REASON_FEWEST:
            message = _("Say in at least %(fewest)d characters what you saw them do.")
            raise forms.ValidationError(message % {"fewest": REASON_FEWEST})
        return reason


class SkillMixin:
    """A choice among skills."""

    def offer_skills(self, skills: Sequence[Skill], *last: tuple[str, Any]) -> None:
        """Fill the choice; what is chosen is cleaned to the skill itself."""
        self.skills = {str(skill.uuid): skill for skill in skills}
        self.fields["skill"].choices = [
            ("", _("Choose a skill")),
            *((key, skill.name) for key, skill in self.skills.items()),
            *last,
        ]
        self.fields["skill"].coerce = self.skills.get
        self.fields["skill"].empty_value = None


class EndorseForm(SkillMixin, ReasonMixin, forms.Form):
    """For which skill, and why."""

    skill = forms.TypedChoiceField(label=_("Skill"))
    skill_name = forms.CharField(
        label=_("Name of the new skill"),
        required=False,
        max_length=80,
        help_text=_("Only for a skill that is not in the list. Short, as in “Interview research”."),
    )
    version = forms.ChoiceField(
        label=_("Work it shows in"),
        required=False,
        help_text=_(
            "Without it this is a note of thanks: kind, shown apart, and of little weight. Only you two "
            "see which work it is; a badge keeps its fingerprint."
        ),
    )
    reason = _reason_field()
    strength = _strength_field()

    def __init__(
        self, *args: Any, skills: Sequence[Skill], works: Sequence[Version], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["strength"].required = False
        self.offer_skills(skills, (NEW_SKILL, _("A new skill, named below")))
        self.works = {str(work.uuid): work for work in works}
        choices = [(key, str(work)) for key, work in self.works.items()]
        self.fields["version"].choices = [("", _("None in particular")), *choices]
        if not works:
            del self.fields["version"]

    def clean_strength(self) -> int:
        return self.cleaned_data["strength"] or Endorsement.Strength.CLEAR

    def clean_version(self) -> Version | None:
        return self.works.get(self.cleaned_data["version"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "skill" not in data or "skill_name" not in data:
            return data
        is_named = bool(data["skill_name"].strip())
        if data["skill"] is None and not is_named:
            self.add_error("skill_name", _("Name the new skill."))
        if data["skill"] is not None and is_named:
            message = _("You chose a skill above. To name one, choose “A new skill” there.")
            self.add_error("skill_name", message)
        return data


class VouchForm(SkillMixin, ReasonMixin, forms.Form):
    """After a review: for which skill, in which words."""

    skill = forms.TypedChoiceField(label=_("Skill"))
    reason = _reason_field()
    strength = _strength_field()

    def __init__(self, *args: Any, skills: Sequence[Skill], **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer_skills(skills)
        self.fields["reason"].widget.attrs["rows"] = 3


class GrantForm(ReasonMixin, forms.Form):
    """Yes to a request, in one's own words."""

    reason = _reason_field()
    strength = _strength_field()


class AskForm(SkillMixin, forms.Form):
    """For what one asks."""

    skill = forms.TypedChoiceField(label=_("Skill"))
    version = forms.ChoiceField(
        label=_("Work of yours they know"),
        required=False,
        help_text=_("Work that you handed in under your name. Without it you ask for a note."),
    )
    words = forms.CharField(
        label=_("A few words to them"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Remind them of what they saw. They may pass, and need not say why."),
    )

    def __init__(
        self, *args: Any, skills: Sequence[Skill], works: Sequence[Version], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.offer_skills(skills)
        self.works = {str(work.uuid): work for work in works}
        choices = [(key, str(work)) for key, work in self.works.items()]
        self.fields["version"].choices = [("", _("None in particular")), *choices]
        if not works:
            del self.fields["version"]

    def clean_version(self) -> Version | None:
        return self.works.get(self.cleaned_data["version"])
