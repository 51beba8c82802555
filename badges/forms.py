# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Forms of badges."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from badges import words
from badges.life_models import ReasonClass
from badges.looks import COLOURS, ICONS, SHAPES
from badges.models import CriteriaVersion, Issuer
from badges.opening import MAX_BYTES
from badges.sources.reviews import ActivityFact


class ClaimForm(forms.Form):
    """What is asked at the claim, and only then."""

    printed_name = forms.CharField(
        label=_("Name printed on the badge"),
        max_length=120,
        required=False,
        help_text=_(
            "Write it as an employer should read it. Leave it empty and the badge names nobody: it is "
            "bound to your e-mail address by a fingerprint instead, and is not listed on your profile."
        ),
    )
    is_public = forms.BooleanField(
        label=_("Anyone with the link may see the badge's page"),
        required=False,
        help_text=_("You can change this at any time."),
    )


class VerifyForm(forms.Form):
    """A badge to be checked: a file, or an id, address or JSON."""

    file = forms.FileField(
        label=_("Badge file"),
        required=False,
        allow_empty_file=True,
        help_text=format_lazy(
            _("The PNG, SVG or JSON file of a badge, or the certificate (PDF), up to {mb} MB."),
            mb=MAX_BYTES >> 20,
        ),
        widget=forms.FileInput(
            attrs={
                "accept": ".png,.svg,.json,.jwt,.pdf,image/png,image/svg+xml,application/json,application/pdf"
            }
        ),
    )
    credential_id = forms.CharField(
        label=_("Or its address, code, id or JSON"),
        help_text=_(
            "The code is the ten letters and digits at the end of the address printed on a certificate and under the QR code."
        ),
        required=False,
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
    )

    holder = forms.EmailField(
        label=_("Whose is it? Their e-mail address (if you want to know)"),
        required=False,
        max_length=254,
        help_text=_("It is compared with the fingerprint in the badge and not kept."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def refused(cls, field: str, message: str) -> "VerifyForm":
        """The form with a remark at a field, for what was not read at all."""
        form = cls({})
        form.errors.clear()
        form.add_error(field, message)
        return form

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not data.get("file") and not data.get("credential_id", "").strip():
            raise forms.ValidationError(_("Choose a file, or paste an address, a code or JSON."))
        return data


class RevokeForm(forms.Form):
    """Why a badge is taken back: the kind for everyone, the rest for its owner."""

    reason_class = forms.ChoiceField(
        label=_("Kind of reason"),
        choices=[each for each in ReasonClass.choices if each[0] != ReasonClass.REPLACED],
        initial=ReasonClass.OTHER,
        help_text=_("Shown to anyone who verifies the badge."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only its owner and those who answer for the badge read this."),
    )


class AchievementForm(forms.Form):
    """A badge and its criteria, for people who do not read rule trees. `issuer` is asked where one may
    design for several."""

    issuer = forms.ChoiceField(label=_("Who issues it"))
    name = forms.CharField(label=_("Name"), max_length=120)
    description = forms.CharField(
        label=_("What has somebody done who holds it?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    skills = forms.CharField(
        label=_("Skills"), required=False, max_length=500, help_text=_("Separated by commas.")
    )
    activity = forms.ChoiceField(
        label=_("Rests on reviews of"),
        required=False,
        help_text=_("Without an activity the badge rests on endorsements alone."),
    )
    reviewers = forms.IntegerField(
        label=_("Independent reviews"), min_value=1, max_value=20, initial=3, required=False
    )
    level = forms.TypedChoiceField(
        label=_("Level reached on every criterion"),
        coerce=int,
        empty_value=0,
        initial=1,
        required=False,
    )
    probability = forms.FloatField(
        label=_("… with a probability of at least"),
        min_value=0.5,
        max_value=0.999,
        initial=0.9,
        required=False,
        help_text=_("0.9 is strict enough for most badges, and fair to those who deserve it."),
    )
    endorsers = forms.IntegerField(
        label=_("People who vouch"),
        min_value=0,
        max_value=20,
        initial=1,
        required=False,
        help_text=_("0 if nobody needs to."),
    )
    endorsed_skill = forms.CharField(
        label=_("… for the skill"),
        required=False,
        max_length=80,
        help_text=_("Empty: any skill."),
        widget=forms.TextInput(attrs={"list": "known-skills", "autocomplete": "off"}),
    )
    opt_in = forms.ChoiceField(
        label=_("Who is offered the badge"),
        choices=CriteriaVersion.OptIn.choices,
        initial=CriteriaVersion.OptIn.REQUEST,
        required=False,
        help_text=_("Reviews and endorsements are worth the same without a badge."),
    )
    shape = forms.ChoiceField(label=_("Shape"), choices=SHAPES)
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS)
    icon = forms.ChoiceField(label=_("Icon"), choices=ICONS)

    def __init__(
        self, *args: Any, activities: list[ActivityFact], issuers: list[Issuer], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].choices = [(one.slug, one.name) for one in issuers]
        if len(issuers) < 2:
            del self.fields["issuer"]
        steps = [len(item.levels) for fact in activities for item in fact.criteria]
        self.fields["level"].choices = [
            (number, capfirst(words.level_place(number))) for number in range(max(steps, default=2))
        ]
        self.fields["activity"].choices = [
            ("", _("No activity")),
            *((str(fact.activity_uuid), fact.title) for fact in activities),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and not self.rules():
            raise forms.ValidationError(
                _(
                    "A badge must ask for something: choose an activity, or say how many people vouch."
                )
            )
        return data

    def rules(self) -> list[dict[str, Any]]:
        """The leaves of the rule."""
        data, found = self.cleaned_data, []
        if data["activity"]:
            found.append({"reviewers": {"independent": data["reviewers"] or 1}})
            found.append(
                {
                    "consensus": {
                        "criteria": "all",
                        "level": data["level"] or 0,
                        "probability": data["probability"] or 0.9,
                    }
                }
            )
        if data["endorsers"]:
            skill = data["endorsed_skill"].strip() or None
            found.append({"endorsements": {"people": data["endorsers"], "skill": skill}})
        return found

    def definition(self) -> dict[str, Any]:
        """The arguments of services.define_achievement."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "description": data["description"],
            "skills": data["skills"].split(","),
            "tree": {"all": self.rules()},
            "activity_uuid": UUID(data["activity"]) if data["activity"] else None,
            "opt_in": data["opt_in"] or CriteriaVersion.OptIn.SUGGEST,
            "shape": data["shape"],
            "colour": data["colour"],
            "icon": data["icon"],
        }


class BackingForm(forms.Form):
    """A word for a badge's meaning, an issuer, or a badge held."""

    words = forms.CharField(
        label=_("What do you vouch for?"),
        min_length=20,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("At least 20 characters: what you know of it, and how you know."),
    )
    on_behalf_of = forms.CharField(
        label=_("On behalf of"),
        required=False,
        max_length=120,
        help_text=_("Your organisation, as in “Lincoln School District”. Nobody has checked it."),
    )
    hours = forms.DecimalField(
        label=_("Counts as hours"),
        required=False,
        min_value=Decimal("0.5"),
        max_value=1000,
        max_digits=5,
        decimal_places=1,
        help_text=_("Where your organisation counts this badge, as for professional development."),
    )

    def __init__(self, *args: Any, with_hours: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not with_hours:
            del self.fields["hours"]
