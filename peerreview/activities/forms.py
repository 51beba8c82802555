# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Setting an activity. Times are typed in one zone: the cohort's, or of a challenge one's own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.activities.checks import MAX_REVIEWS, MAX_TEAM, MAX_TITLE
from peerreview.activities.models import Activity
from peerreview.kernel import ids
from peerreview.rubrics import queries as rubrics


class ZonedDateTimeField(forms.DateTimeField):
    """A date and time typed in `zone`, whatever zone the page is shown in."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    zone: ZoneInfo

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)


class RubricChoice(forms.ModelChoiceField):
    """The newest version of a rubric, by its title."""

    def label_from_instance(self, version: Any) -> str:
        return version.title


def _when(label: str, help_text: str = "") -> ZonedDateTimeField:
    return ZonedDateTimeField(label=label, required=False, help_text=help_text)


class RulesForm(forms.Form):
    """What is asked and by which rules; the values fit `services.edit_activity`."""

    title = forms.CharField(label=_("Title"), max_length=MAX_TITLE)
    brief = forms.CharField(
        label=_("What to make"),
        help_text=_(
            "The task, in your own words. Markdown works: **bold**, lists, [links](https://…)."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    rubric_version = RubricChoice(
        label=_("Rubric"), queryset=None, empty_label=_("Choose a rubric")
    )
    blindness = forms.ChoiceField(
        label=_("Who sees names"),
        choices=Activity.Blindness.choices,
        initial=Activity.Blindness.DOUBLE,
        widget=forms.RadioSelect,
        help_text=_("Facilitators always see names."),
    )
    author_sees = forms.ChoiceField(
        label=_("Authors see their reviews"),
        choices=Activity.AuthorSees.choices,
        initial=Activity.AuthorSees.AT_ONCE,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "Results are released when reviewing ends, or at the date of the results stage."
        ),
    )
    peers_see = forms.ChoiceField(
        label=_("Reviewers see other reviews of the same work"),
        choices=Activity.PeersSee.choices,
        initial=Activity.PeersSee.OWN_DONE,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("Nobody sees another review of a work before handing in their own."),
    )
    reviews_needed = forms.IntegerField(
        label=_("Reviews for each submission"),
        initial=3,
        help_text=_("Three are enough to see where reviewers agree."),
        widget=forms.NumberInput(attrs={"min": 1, "max": MAX_REVIEWS}),
    )
    reviews_asked = forms.IntegerField(
        label=_("Reviews asked of each person"),
        initial=3,
        help_text=_("One more than needed makes up for those who do not get round to it."),
        widget=forms.NumberInput(attrs={"min": 1, "max": MAX_REVIEWS}),
    )
    team_size = forms.IntegerField(
        label=_("People in a team, at most"),
        initial=1,
        required=False,
        help_text=_("1 for the work of single people. With more, a learner names co-authors."),
        widget=forms.NumberInput(attrs={"min": 1, "max": MAX_TEAM}),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        user: User,
        keep: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.fields["rubric_version"].queryset = rubrics.versions_for_choice(user, keep=keep)

    @property
    def opens_details(self) -> bool:
        """Whether what is usually folded away needs to be seen."""
        return self._is_touched("author_sees", "peers_see")

    def _is_touched(self, *names: str) -> bool:
        return any(
            name in self.errors or self[name].value() not in (None, "", self.fields[name].initial)
            for name in names
        )

    def clean(self) -> dict[str, Any]:
        """What a shorter form leaves out is as for a new activity."""
        values = super().clean()
        for name in ("author_sees", "peers_see", "team_size"):
            if name in values and values[name] in (None, ""):
                values[name] = self.fields[name].initial
        return values


class ActivityForm(RulesForm):
    """What a facilitator sets; the values fit `services.open_activity`."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)
    opens_at = _when(_("Opens"), _("Leave empty to open at once."))
    submit_by = _when(_("Submit by"))
    submit_until = _when(
        _("Late work is taken until"),
        _("It is marked late. Leave empty to take none."),
    )
    review_by = _when(_("Review by"))
    review_until = _when(_("Late reviews are taken until"), _("Leave empty to take none."))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, user: User, zone: str, **kwargs: Any
    ) -> None:
        super().__init__(data, user=user, **kwargs)
        self.zone = zone
        put_in_zone(self, zone)

    @property
    def opens_late(self) -> bool:
        """Whether dates for late work are set."""
        return self._is_touched("submit_until", "review_until")


def put_in_zone(form: forms.Form, zone: str) -> None:
    """Read and show the form's times in this zone."""
    for field in form.fields.values():
        if isinstance(field, ZonedDateTimeField):
            field.zone = ZoneInfo(zone)


class AssignmentForm(ActivityForm):
    """Work set for a cohort: it has deadlines."""

    kind = forms.ChoiceField(
        label=_("What kind"),
        choices=[
            (Activity.Kind.COHORT, _("An assignment: each work gets the reviews you set below")),
            (Activity.Kind.EXCHANGE, _("A group exchange: everyone reviews everyone who hands in")),
        ],
        initial=Activity.Kind.COHORT,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("submit_by", "review_by"):
            self.fields[name].required = True

    def clean_kind(self) -> str:
        """An assignment unless something else was chosen."""
        return self.cleaned_data["kind"] or Activity.Kind.COHORT


class ChallengeForm(ActivityForm):
    """Work anyone may hand in when ready: deadlines are possible, not usual."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["team_size"]
        self.fields["submit_by"].help_text = _("Leave empty for a challenge that stays open.")
        self.fields["review_by"].help_text = _(
            "Leave empty and reviewing stays open without end, even when there is a “Submit by”."
        )
