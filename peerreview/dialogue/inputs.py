# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the dialogue's pages post, as clean values."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from peerreview.dialogue import annotating, deciding, places, rating, recordings, talking
from peerreview.dialogue.models import Rating
from peerreview.dialogue.queries import Marked, PartChoice
from peerreview.kernel import ids

SCALE = [(n, str(n)) for n in range(1, 6)]


class AnnotationForm(forms.Form):
    """A comment at a place of the work. Which of the fields of a place count, its part decides."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    part = forms.ChoiceField(label=_("Where"), required=False)
    quote = forms.CharField(
        label=_("The words you mean"),
        help_text=_("Copied from the work."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    prefix = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    suffix = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    near = forms.CharField(required=False, widget=forms.HiddenInput)
    page = forms.CharField(label=_("Page"), required=False, widget=forms.NumberInput({"min": 1}))
    x = forms.CharField(label=_("From the left, %"), required=False)
    y = forms.CharField(label=_("From the top, %"), required=False)
    width = forms.CharField(label=_("Width, %"), required=False)
    height = forms.CharField(label=_("Height, %"), required=False)
    start = forms.CharField(label=_("From"), help_text=_("Such as 0:12."), required=False)
    end = forms.CharField(label=_("To"), help_text=_("Empty for a moment."), required=False)
    body = forms.CharField(
        label=_("Your comment"),
        required=False,
        max_length=annotating.BODY_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    body.one_of = _("write or record")
    recording = forms.FileField(
        label=_("Spoken comment"),
        required=False,
        allow_empty_file=True,
        help_text=_("Two minutes at most. The author hears your voice, but no name."),
        widget=forms.FileInput(attrs={"accept": recordings.ACCEPT}),
    )
    recording.one_of = body.one_of
    transcript = forms.CharField(
        label=_("What you say, in writing"),
        help_text=_("For who cannot listen."),
        required=False,
        max_length=annotating.BODY_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, parts: Sequence[PartChoice], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="annotate-%s", **kwargs)
        whole = ("", _("The work as a whole"))
        self.fields["part"].choices = [whole, *((part.uuid, part.label) for part in parts)]
        for name in ("x", "y", "width", "height"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    @property
    def place_fields(self) -> dict[str, list[forms.BoundField]]:
        """The fields of a place by the kinds of part they are for."""
        groups = {
            "text code": ("quote",),
            "pdf": ("page",),
            "image pdf": ("x", "y", "width", "height"),
            "audio video": ("start", "end"),
        }
        return {kinds: [self[name] for name in names] for kinds, names in groups.items()}

    def comment(self) -> annotating.Comment:
        """What was said, once the form is valid."""
        data = self.cleaned_data
        recording = data["recording"]
        return annotating.Comment(
            part=UUID(data["part"]) if data["part"] else None,
            place={name: data[name] for name in places.FIELDS if data[name]},
            body=data["body"],
            recording=recording,
            recording_size=recording.size if recording else 0,
            transcript=data["transcript"],
        )


def new_annotation(parts: Sequence[PartChoice]) -> AnnotationForm:
    """The empty form. Its id makes a retry harmless."""
    first = {"uuid": ids.new_uuid(), "part": parts[0].uuid if parts else ""}
    return AnnotationForm(parts=parts, initial=first)


def existing_annotation(parts: Sequence[PartChoice], marked: Marked) -> AnnotationForm:
    """The form with what was said."""
    stored = {
        **marked.form_values,
        "uuid": marked.uuid,
        "part": marked.part_uuid,
        "body": marked.body,
        "transcript": marked.transcript,
    }
    return AnnotationForm(parts=parts, initial=stored)


class MessageForm(forms.Form):
    """A message."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your message"),
        max_length=talking.TEXT_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )


def new_message(about: UUID | None = None) -> MessageForm:
    """The empty form."""
    return MessageForm(initial={"uuid": ids.new_uuid(), "about": about})


class ScaleField(forms.TypedChoiceField):
    """One to five."""

    def __init__(self, label: Any, help_text: Any) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            choices=SCALE,
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of the five.")},
        )


class RatingForm(forms.Form):
    """What the author thinks of a review."""

    useful = ScaleField(_("Useful"), _("1: I can do nothing with it. 5: I know what to do next."))
    specific = ScaleField(_("Specific"), _("1: Could be about any work. 5: Says exactly where."))
    fair = ScaleField(_("Fair"), _("1: Did not look. 5: Took my work seriously."))
    tags = forms.MultipleChoiceField(
        label=_("In a word"),
        required=False,
        choices=Rating.Tag.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reply = forms.CharField(
        label=_("A word to the reviewer"),
        help_text=_("Shown with those of other authors, without saying whose it is."),
        required=False,
        max_length=rating.REPLY_MAX_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def evaluation(self) -> rating.Evaluation:
        """The values, once the form is valid."""
        return rating.Evaluation(**self.cleaned_data)


def stored_rating(stored: Rating | None) -> RatingForm:
    """The form with what was said before, if anything was."""
    names = ("useful", "specific", "fair", "tags", "reply")
    return RatingForm(initial={name: getattr(stored, name) for name in names} if stored else None)


class DecisionForm(forms.Form):
    """What the author makes of a remark: to do, declined with a reason, or done."""

    remark = forms.CharField(max_length=80)
    act = forms.ChoiceField(choices=[("accept", ""), ("decline", ""), ("finish", "")])
    words = forms.CharField(required=False, max_length=deciding.TEXT_MAX_CHARS)
