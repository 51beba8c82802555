# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What stages are called, and what they are for."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from peerreview.activities.stages import Act


@dataclass(frozen=True)
class StageWords:
    """A stage for people: its name, what happens in it, an icon."""

    title: str
    text: str
    icon: str


STAGES = {
    Act.SUBMIT: StageWords(
        _("Hand in"), _("Learners make something for the brief and hand it in."), "file-check"
    ),
    Act.CALIBRATE: StageWords(
        _("Calibrate"),
        _("Before they review, learners rate examples and see how they compare."),
        "ruler",
    ),
    Act.SELF_ASSESS: StageWords(
        _("Rate your own work"),
        _("Authors judge their own work by the rubric before they see what others say."),
        "user-round-check",
    ),
    Act.REVIEW: StageWords(
        _("Review"),
        _("Learners review each other. It begins with the first work, or at its own opening."),
        "message-square-text",
    ),
    Act.BACK_EVALUATE: StageWords(
        _("Answer reviews"),
        _("Authors say how useful a review was. It never changes their own result."),
        "reply",
    ),
    Act.SEE_RESULTS: StageWords(
        _("Results"),
        _("Authors see reviews and results from the opening on; without one, as they come in."),
        "chart-no-axes-column",
    ),
    Act.REVISE: StageWords(
        _("Revise and resubmit"),
        _("Authors change their work by what they read, and hand in a second version."),
        "repeat",
    ),
}
