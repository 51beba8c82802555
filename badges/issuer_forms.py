# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of issuers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from badges import founding
from badges.issuers.models import Role


class ProfileForm(forms.Form):
    """What an issuer says of itself."""

    name = forms.CharField(
        label=_("Name"),
        max_length=founding.NAME_MOST,
        help_text=_("As it stands on badges. No two issuers here have names that look alike."),
    )
    description = forms.CharField(
        label=_("Who are you?"),
        required=False,
        max_length=founding.DESCRIPTION_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A few sentences for somebody who has never heard of you."),
    )
    website = forms.CharField(
        label=_("Website"),
        required=False,
        max_length=founding.WEBSITE_MOST,
        help_text=_("It begins with https://."),
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    contact_email = forms.EmailField(
        label=_("Contact address"),
        required=False,
        max_length=254,
        help_text=_("An e-mail address for questions."),
    )
    shows_email = forms.BooleanField(
        label=_("Everyone may see the contact address"),
        required=False,
        help_text=_("It then stands on your page and in the badges you sign."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=_(
            "PNG, JPEG, GIF or WEBP, up to 2 MB. It is made anew, without what the file says of where it was taken."
        ),
    )
    remove_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def __init__(self, *args: Any, has_logo: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_logo:
            del self.fields["remove_logo"]

    def profile(self) -> dict[str, Any]:
        """The profile for `founding`."""
        data = dict(self.cleaned_data)
        upload, removes = data.pop("logo"), data.pop("remove_logo", False)
        content = upload.read(founding.LOGO_MOST_BYTES + 1) if upload else None
        return {**data, "logo": b"" if removes and not upload else content}


class FoundForm(ProfileForm):
    """A new issuer: for whom, and its profile."""

    place = forms.ChoiceField(label=_("Who issues?"))
    field_order = ["place"]

    def __init__(self, *args: Any, places: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places

    def profile(self) -> dict[str, Any]:
        """The profile for `founding`."""
        profile = super().profile()
        del profile["place"]
        return profile


class InviteForm(forms.Form):
    """Ask somebody to take a role."""

    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, initial=Role.ASSESSOR, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("E-mail address of a member"),
        required=False,
        max_length=254,
        help_text=_(
            "Only they can take the role, and they are told here. Leave it empty for a link that "
            "whoever has it can take, once: they may make an account on the way."
        ),
    )


class AssessorForm(forms.Form):
    """Which body to ask to assess a badge."""

    body = forms.ChoiceField(label=_("Issuer to ask"))

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["body"].choices = bodies
