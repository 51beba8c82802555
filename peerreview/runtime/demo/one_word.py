# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rubric of the demo's smallest task, made by its facilitator: one word, two sentences."""

from peerreview.rubrics.specs import CriterionSpec, LevelSpec, RubricSpec


def _levels(*said: str) -> tuple[LevelSpec, ...]:
    titles = ("Not yet", "Nearly", "Yes")
    return tuple(
        LevelSpec(title, words, points)
        for points, (title, words) in enumerate(zip(titles, said, strict=True))
    )


RUBRIC = RubricSpec(
    title="One word",
    guidance="Read it twice, once aloud. It is two sentences: every word can be asked why it is there.",
    criteria=(
        CriterionSpec(
            "word",
            "The word",
            "Is it a word of this course, and does it matter that it is this one?",
            _levels(
                "Another word would have done as well.",
                "The word belongs here; why this one has to be guessed.",
                "It had to be this word.",
            ),
        ),
        CriterionSpec(
            "meaning",
            "What it has come to mean",
            "Do the sentences show how its meaning has moved?",
            _levels(
                "They say what the dictionary says.",
                "Something has moved; from where to where is not clear.",
                "I see what it meant before, and what it means now.",
            ),
            comment="required",
            comment_min_chars=20,
        ),
        CriterionSpec(
            "sentences",
            "Two sentences",
            "Does each of them do its own work?",
            _levels(
                "One of them could go.",
                "Both are needed; one is longer than it has to be.",
                "Both are needed, and nothing is left over.",
            ),
        ),
    ),
)
