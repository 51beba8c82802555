# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rubric of the demo's open challenge, made by its facilitator: an explanation on one page."""

from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec


def _levels(*said: str) -> tuple[LevelSpec, ...]:
    titles = ("Not yet", "Nearly", "Yes", "Memorably")
    return tuple(
        LevelSpec(title, words, points)
        for points, (title, words) in enumerate(zip(titles, said, strict=True))
    )


RUBRIC = RubricSpec(
    title="Explanation",
    guidance=(
        "Read it as somebody who has never heard of the thing. Note where you first understood it, "
        "and where you were lost. Judge what you now know, not how it looks."
    ),
    criteria=(
        CriterionSpec(
            "idea",
            "One idea",
            "Is there one thing you take away, and is everything there for it?",
            _levels(
                "There are several ideas, or none that stays.",
                "One idea can be found, among others that compete with it.",
                "One idea, and what is there serves it.",
                "One idea, so well placed that you could pass it on now.",
            ),
        ),
        CriterionSpec(
            "reader",
            "For a stranger",
            "Could somebody who has never heard of it follow every step?",
            _levels(
                "It needs knowledge that it does not give.",
                "Most steps can be followed; at least one has to be guessed.",
                "Every step can be followed.",
                "Every step can be followed, and the hard one feels easy.",
            ),
            comment="required",
            comment_min_chars=20,
        ),
        CriterionSpec(
            "truth",
            "Simple and still true",
            "Was something bent to make it simple?",
            _levels(
                "It leaves you with something false.",
                "Right in the main; one simplification misleads.",
                "Simple, and nothing in it is wrong.",
                "Simple, right, and honest about what was left out.",
            ),
        ),
        CriterionSpec(
            "form",
            "The form helps",
            "Do picture, order and words carry the explanation?",
            _levels(
                "The form gets in the way.",
                "The form neither helps nor hinders.",
                "The form carries part of the explanation.",
                "It could not be said as well in any other form.",
            ),
        ),
    ),
)
