# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How somebody wants to be told: kinds and ways, the rhythm of mail, quiet hours."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.notifications import picking, presets, queries
from peerreview.notifications.models import Preferences
from peerreview.notifications.services import Wanted


class PreferencesForm(forms.Form):
    """All of it is saved together. The boxes of the kinds are drawn from `groups`."""

    rhythm = forms.ChoiceField(
        label=_("How often may we write?"),
        choices=Preferences.Rhythm.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "What cannot wait, such as a date that is near, is sent at once unless you choose never."
        ),
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=_("until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    preset = forms.ChoiceField(
        label=_("What may reach you?"),
        choices=presets.PRESETS.items(),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        kept = queries.preferences_of(user)
        names = ("rhythm", "quiet_from", "quiet_until")
        super().__init__(*args, initial={name: getattr(kept, name) for name in names}, **options)
        shown = self.data.getlist(picking.SHOWN) if self.is_bound else None
        self._picking = picking.Picking(user, self.data if self.is_bound else None, shown)
        self.initial["preset"] = self._picking.preset()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        start, end = values.get("quiet_from"), values.get("quiet_until")
        if "quiet_from" in self.errors or "quiet_until" in self.errors:
            return values
        if (start is None) != (end is None):
            missing = "quiet_until" if end is None else "quiet_from"
            self.add_error(missing, _("Give both, or leave both empty."))
        elif start is not None and start == end:
            self.add_error("quiet_until", _("Quiet hours need a beginning and another end."))
        return values

    def to_wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(
            rhythm=self.cleaned_data["rhythm"],
            quiet=self._hours(),
            channels=self._picking.chosen(),
        )

    def _hours(self) -> tuple[time, time] | None:
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return None if start is None else (start, end)

    def groups(self) -> Iterator[picking.Group]:
        """The kinds, with what was ticked when they come back with an error."""
        return self._picking.groups()
