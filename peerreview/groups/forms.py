# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of study groups."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from peerreview.accounts.models import User
from peerreview.activities.forms import RubricChoice, ZonedDateTimeField
from peerreview.groups import queries
from peerreview.kernel import ids
from peerreview.rubrics.queries import versions_for_choice

DAYS = [
    (3, _("3 days")),
    (5, _("5 days")),
    (7, _("1 week")),
    (14, _("2 weeks")),
    (28, _("4 weeks")),
]


class ShareForm(forms.Form):
    """What to let the group read."""

    work = forms.ModelChoiceField(
        queryset=None,
        to_field_name="uuid",
        label=_("Your work"),
        empty_label=_("Choose…"),
        help_text=_(
            "Only the group reads it, and you can take it back at any time. "
            "A draft is shared as it is now; you go on in a new version."
        ),
    )
    words = forms.CharField(
        label=_("A word with it"),
        required=False,
        max_length=300,
        help_text=_("What you would like to hear about."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["work"].queryset = queries.works_to_share(user)


class MeetingForm(forms.Form):
    """When the group meets."""

    words = forms.CharField(label=_("What for"), max_length=160)
    starts_at = ZonedDateTimeField(label=_("When"))
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)

    def __init__(self, *args: Any, zone: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["starts_at"].zone = zone


def _days(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=DAYS, coerce=int, initial=7)


class ExchangeForm(forms.Form):
    """A round of the group: rubric, dates, who takes part."""

    title = forms.CharField(label=_("Title"), max_length=160)
    brief = forms.CharField(
        label=_("What to make"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words. Markdown works."),
    )
    rubric_version = RubricChoice(
        label=_("Rubric"), queryset=None, empty_label=_("Choose a rubric")
    )
    days_to_make = _days(_("Time to make it"))
    days_to_review = _days(_("Time to review, after that"))
    people = forms.ModelMultipleChoiceField(
        queryset=None,
        to_field_name="uuid",
        label=_("Who takes part"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are told. Others of the group may still join by handing in."),
    )
    is_blind = forms.BooleanField(
        label=_("Nobody sees whose work they review"),
        required=False,
        initial=True,
        help_text=_("Without this, everybody sees names."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)

    def __init__(self, *args: Any, user: User, members: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rubric_version"].queryset = versions_for_choice(user)
        self.fields["people"].queryset = members
        self.initial.setdefault("people", [person.uuid for person in members])


class LeaveForm(forms.Form):
    """What happens with what one shared, and who convenes then."""

    keeps_sharing = forms.TypedChoiceField(
        label=_("What you shared"),
        choices=[("yes", _("The group may go on reading it")), ("no", _("I take it with me"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
        help_text=_("You can still take it back later. Reviews you wrote stay with their works."),
    )
    to = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=_("Who convenes after you"), empty_label=None
    )

    def __init__(self, *args: Any, heirs: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if heirs is None:
            del self.fields["to"]
        else:
            self.fields["to"].queryset = heirs


class ReasonForm(forms.Form):
    """Why somebody should leave."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence. This person reads it when they are taken out."),
    )


class HandOnForm(forms.Form):
    """Who convenes from now on."""

    to = forms.ModelChoiceField(
        queryset=None,
        to_field_name="uuid",
        label=_("Hand convening on to"),
        empty_label=_("Choose…"),
    )

    def __init__(self, *args: Any, heirs: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = heirs


class OfferForm(forms.Form):
    """What a group offers another."""

    title = forms.CharField(label=_("Title"), max_length=120)
    brief = forms.CharField(
        label=_("What both groups make"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words. Markdown works."),
    )
    rubric_version = RubricChoice(
        label=_("Rubric"), queryset=None, empty_label=_("Choose a rubric")
    )
    language = forms.ChoiceField(label=_("Language of the works"), choices=settings.LANGUAGES)
    works = forms.IntegerField(
        label=_("Works of each group"), min_value=1, max_value=6, initial=2,
        help_text=_("As many of you take part, with one work each."),
    )  # fmt: skip
    each = forms.IntegerField(
        label=_("Reviews by each person"), min_value=1, max_value=3, initial=1
    )
    days_to_make = _days(_("Time to make it"))
    days_to_review = _days(_("Time to review, after that"))
    is_listed = forms.BooleanField(
        label=_("Show it to other groups"),
        required=False,
        initial=True,
        help_text=_("Without this, only groups you send the link to see it."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=ids.new_uuid)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rubric_version"].queryset = versions_for_choice(user)
        self.initial.setdefault("language", user.language)


class AnswerForm(forms.Form):
    """For which of one's groups."""

    group = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=_("For which group?"), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, groups: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["group"].queryset = groups
        first = list(groups[:2])
        if len(first) == 1:
            self.initial.setdefault("group", first[0].uuid)
