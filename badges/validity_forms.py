# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""How long a badge is valid and what renews it, as part of the form of its rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from badges import criteria
from badges.validity import MOST_MONTHS

YEAR = 365
KINDS = [
    ("work", _("A new work that meets what the rule asks of the work")),
    ("gave", _("So many helpful reviews given in the last 12 months")),
    ("stated", _("So many hours, stated by those who run activities")),
    ("evidenced", _("So many hours, measured while at work here")),
    ("holds", _("So many of these badges held")),
]


class ValidityFields(forms.Form):
    """Mixed into the form of a rule. `standing` is the validity that holds now, if there is one."""

    valid_months = forms.IntegerField(
        label=_("Valid for so many months (empty: for ever)"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
    )
    renewal = forms.ChoiceField(label=_("What renews it"), required=False)
    renewal_count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=500, initial=3, required=False
    )
    renewal_badges = forms.MultipleChoiceField(
        label=_("Which badges renew it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        standing: dict[str, Any] | None = None,
        badges: list[tuple[str, str]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.standing = standing
        keep = [("keep", _("What renews it now"))] if standing else []
        self.fields["renewal"].choices = [*keep, *KINDS]
        self.fields["renewal_badges"].choices = badges
        if standing:
            self.fields["valid_months"].initial = standing["months"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("valid_months"):
            return data
        kind = data.get("renewal")
        if not kind:
            self.add_error("renewal", _("Choose what renews the badge."))
        if kind in {"gave", "stated", "evidenced", "holds"} and not data.get("renewal_count"):
            self.add_error("renewal_count", _("Say how many."))
        if kind == "holds" and len(data.get("renewal_badges", [])) < (
            data.get("renewal_count") or 1
        ):
            self.add_error("renewal_badges", _("Choose at least as many badges as are asked."))
        return data

    def validity(self, tree: dict[str, Any]) -> dict[str, Any] | None:
        """What was filled in, for a rule; None: the badge has no end."""
        months = self.cleaned_data["valid_months"]
        if not months:
            return None
        return {"months": months, "renewal": self._renewal(tree)}

    def _renewal(self, tree: dict[str, Any]) -> dict[str, Any]:
        data = self.cleaned_data
        kind, count = data["renewal"], data["renewal_count"]
        if kind == "keep" and self.standing:
            return self.standing["renewal"]
        if kind == "gave":
            return {"gave": {"helpful_reviews": count, "within_days": YEAR}}
        if kind == "holds":
            return {"holds": {"of": data["renewal_badges"], "at_least": count}}
        if kind in {"stated", "evidenced"}:
            return {"hours": {"kind": kind, "at_least": count}}
        about_work = [
            {leaf: body} for leaf, body in criteria.leaves(tree) if leaf in criteria.ABOUT_REVIEWS
        ]
        return {"all": about_work or [{"reviewers": {"independent": 1}}]}
