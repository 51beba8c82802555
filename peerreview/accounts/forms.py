# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of accounts."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from peerreview.accounts import services, zones
from peerreview.accounts.models import User
from peerreview.kernel import text


class DisplayNameField(forms.CharField):
    """A name, without what cannot be seen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Display name"),
            max_length=80,
            help_text=_("The name people you learn with see. It need not be your full name."),
            widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        # Before the check for emptiness, so that a name of invisible characters counts as none.
        return text.one_line(super().to_python(value))


class SignupExtras(forms.Form):
    """What sign-up asks beyond address and password."""

    display_name = DisplayNameField()
    field_order = ["display_name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth once the account is made."""
        services.welcome(
            user=user,
            display_name=self.cleaned_data["display_name"],
            language=get_language() or settings.LANGUAGE_CODE,
        )


class ProfileForm(forms.Form):
    """What a person says of themselves, and their picture."""

    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=_(
            "PNG, JPEG, GIF or WEBP, up to 10 MB. It is cut to a square, and what the camera noted "
            "in it, such as the place, is removed."
        ),
    )
    display_name = DisplayNameField()
    pronouns = forms.CharField(
        label=_("Pronouns"),
        max_length=40,
        required=False,
        help_text=_("Shown after your name, if you like: she/her, they/them, él …"),
    )
    about = forms.CharField(
        label=_("About you"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you make, what you are learning. Up to 500 characters."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zones.choices,
        help_text=_("Deadlines are shown in this zone."),
    )
    is_public = forms.BooleanField(
        label=_("Anybody may see my profile"),
        required=False,
        help_text=_("Off: only people in your cohorts and study groups see it."),
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        initial = {name: getattr(user, name) for name in services.PROFILE_FIELDS}
        super().__init__(*args, initial=initial, **options)
        zones.keep(self.fields["time_zone"], user.time_zone)

    def ask_for_picture_again(self) -> None:
        """Browsers do not keep a chosen file when the page comes back, so say that it is gone."""
        if "picture" in self.files and "picture" not in self.errors:
            self.add_error("picture", _("Choose your picture again; the rest is kept."))
