# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The form by which a facilitator decides one criterion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.aggregation.overriding import REASON_MAX_CHARS
from peerreview.rubrics.models import Criterion


class OverrideForm(forms.Form):
    """The level, and why; its fields are named by the criterion's key, one form for each."""

    level = forms.TypedChoiceField(label=_("Level"), coerce=int, empty_value=None)
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("The learner reads this, with your name."),
        max_length=REASON_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, criterion: Criterion, **options: Any) -> None:
        super().__init__(*args, prefix=criterion.key, **options)
        self.key = criterion.key
        levels = [(level.value, level.title) for level in criterion.levels.all()]
        self.fields["level"].choices = [("", _("Choose a level")), *levels]
