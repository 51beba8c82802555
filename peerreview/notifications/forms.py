# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How somebody wants to be told: a table of kinds and ways, the rhythm of mail, quiet hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.notifications import queries, registry
from peerreview.notifications.models import Preferences
from peerreview.notifications.registry import CHANNELS, PUSH, Kind, Words
from peerreview.notifications.services import Wanted

CHANNEL_WORDS = {
    registry.INBOX: _("On this site"),
    registry.EMAIL: _("By e-mail"),
    registry.PUSH: _("On my devices"),
}


@dataclass(frozen=True)
class Cell:
    """One box of the table."""

    name: str
    channel: Words
    is_on: bool
    is_fixed: bool


@dataclass(frozen=True)
class Row:
    """One kind with its boxes."""

    kind: Kind
    cells: list[Cell]


class PreferencesForm(forms.Form):
    """All of it is saved together. The boxes of the table are drawn by `rows_by_group`."""

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

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        kept = queries.preferences_of(user)
        names = ("rhythm", "quiet_from", "quiet_until")
        super().__init__(*args, initial={name: getattr(kept, name) for name in names}, **options)
        self._choices = queries.choices_of(user)

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
            channels={kind.name: self._chosen(kind) for kind in registry.kinds()},
        )

    def _hours(self) -> tuple[time, time] | None:
        start, end = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"]
        return None if start is None else (start, end)

    def _chosen(self, kind: Kind) -> frozenset[str]:
        fixed = {channel for channel in CHANNELS if _is_fixed(kind, channel)}
        ticked = {channel for channel in CHANNELS if _name(kind, channel) in self.data}
        return frozenset(fixed | ticked)

    def rows_by_group(self) -> Iterator[tuple[Words, list[Row]]]:
        """The table, with what was ticked when it comes back with an error."""
        for label, kinds in registry.kinds_by_group():
            yield (
                label,
                [Row(kind, [self._cell(kind, each) for each in CHANNELS]) for kind in kinds],
            )

    def _cell(self, kind: Kind, channel: str) -> Cell:
        name = _name(kind, channel)
        is_on = kind.is_on(channel, self._choices.get(kind.name))
        if self.is_bound and not _is_fixed(kind, channel):
            is_on = name in self.data
        return Cell(name, CHANNEL_WORDS[channel], is_on, _is_fixed(kind, channel))


def _name(kind: Kind, channel: str) -> str:
    return f"{kind.name}.{channel}"


def _is_fixed(kind: Kind, channel: str) -> bool:
    return bool(kind.required) and channel != PUSH
