# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of flags, cases and appeals."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.moderation.appealing import DECIDED
from peerreview.moderation.models import Appeal, Case, Flag
from peerreview.moderation.services import WORDS_MAX_CHARS


def words(label: str, help_text: str = "", rows: int = 4) -> forms.CharField:
    """A field for some sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=WORDS_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class FlagForm(forms.Form):
    """What is wrong, in a word and in sentences."""

    category = forms.ChoiceField(
        label=_("What is wrong?"), choices=Flag.Category.choices, widget=forms.RadioSelect
    )
    words = words(
        _("What did you see, and where?"),
        _("The person it concerns reads this, but is not told who you are: do not sign it."),
    )


class AnswerForm(forms.Form):
    """What the person has to say whose thing it is."""

    answer = words(_("Your answer"), _("The moderator and those who flagged it read this."), 6)


class RulingForm(forms.Form):
    """How a case ends."""

    ruling = forms.ChoiceField(label=_("Ruling"), widget=forms.RadioSelect)
    reason = words(_("Why?"), _("Both sides read this."))

    def __init__(self, *args: Any, rulings: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        named = dict(Case.Ruling.choices)
        self.fields["ruling"].choices = [(each, named[each]) for each in rulings]


class ReinstateForm(forms.Form):
    """Why something comes back."""

    reason = words(_("Why?"), _("Both sides read this."))


class AppealForm(forms.Form):
    """Which criterion, and why."""

    criterion = forms.ChoiceField(label=_("Which criterion?"), widget=forms.RadioSelect)
    reason = words(
        _("Why is the result wrong?"),
        _(
            "Name the place in your work, and the line of the rubric it meets, in at least 20 "
            "characters."
        ),
        6,
    )

    def __init__(
        self,
        *args: Any,
        criteria: list[tuple[str, str]],
        at_top: Collection[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        note = _("This is the highest level already; an appeal can only keep or lower it.")
        self.fields["criterion"].choices = [
            (key, f"{title} – {note}" if key in at_top else title) for key, title in criteria
        ]


class FreshForm(forms.Form):
    """How many fresh reviewers."""

    count = forms.TypedChoiceField(
        label=_("How many?"),
        choices=[(1, _("One reviewer")), (2, _("Two reviewers"))],
        initial=2,
        coerce=int,
        widget=forms.RadioSelect,
    )


class DecisionForm(forms.Form):
    """How an appeal ends, and which level counts from now on."""

    state = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    level = forms.TypedChoiceField(
        label=_("Set the level"),
        help_text=_("Without one, the reviews stand as they are now, fresh ones included."),
        required=False,
        coerce=int,
        empty_value=None,
    )
    reason = words(_("Why?"), _("The learner reads this, with your name."))

    def __init__(self, *args: Any, appeal: Appeal, **options: Any) -> None:
        super().__init__(*args, **options)
        named = dict(Appeal.State.choices)
        self.fields["state"].choices = [(each.value, named[each.value]) for each in DECIDED]
        levels = [(level.value, level.title) for level in appeal.criterion.levels.all()]
        self.fields["level"].choices = [("", _("Leave it to the reviews")), *levels]
