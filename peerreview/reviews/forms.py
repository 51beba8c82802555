# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the desk sends: the whole form without a script, single changes as JSON."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from peerreview.allocation.rules import DECLINES
from peerreview.kernel.errors import Invalid
from peerreview.reviews import fields

MAX_BODY_BYTES = 64 * 1024
_KEYS = {"id", "field", "value"}


class DeclineForm(forms.Form):
    """Giving a review back: why, and in words where the reason needs some."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=[(kind.value, kind.label) for kind in DECLINES],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why you cannot review it.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("In a few words"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For who looks after the activity. The author does not read it."),
    )


def typed(posted: QueryDict) -> dict[str, Any]:
    """The review's fields in a posted form, scores as level values. Anything else is left out."""
    found: dict[str, Any] = {}
    for name in posted:
        field = fields.parse(name)
        if field is not None:
            found[name] = _value(field, posted[name])
    return found


def _value(field: fields.Field, text: str) -> Any:
    if field.kind != fields.Kind.SCORE or not (text.isascii() and text.isdigit()):
        return text
    return int(text[:6])


def change(body: bytes) -> dict[str, Any]:
    """What change_draft takes, of `{"id", "field", "value", "base"}`; base may be left out. Raises Invalid."""
    if len(body) > MAX_BODY_BYTES:
        raise Invalid("too-large", _("This change is too large to be saved."))
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("not-json", _("This change could not be read.")) from None
    if not _is_change(data):
        raise Invalid("bad-change", _("A change has an id, a field and a value."))
    return {
        "command_id": _uuid(data),
        "field": data["field"],
        "value": data["value"],
        "base_revision": data.get("base"),
    }


def _is_change(data: Any) -> bool:
    if not isinstance(data, dict) or set(data) - {"base"} != _KEYS:
        return False
    base = data.get("base")
    is_base = base is None or (type(base) is int and 0 <= base < 2**31)
    return is_base and isinstance(data["field"], str)


def _uuid(data: Mapping[str, Any]) -> UUID:
    try:
        return UUID(data["id"])
    except (ValueError, AttributeError, TypeError):
        raise Invalid("bad-change", _("The id of a change is a UUID.")) from None
