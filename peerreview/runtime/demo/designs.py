# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a badge can say about itself: two languages, alignments, a level, a sample, text in its picture."""

from typing import Any

from badges import designing, designs
from badges.models import Achievement

NAME, TEXT = "Digital educator", "EQF 5"
SPANISH = {
    "name": "Docente digital",
    "description": "Creó, explicó y reflexionó, cada vez para que otros lo juzgaran. Un hito de tres insignias.",
    "criteria": "Tres obras cuentan juntas: lo que se hace, lo que se explica y lo que se aprende de ello.",
}
CRITERIA = (
    "Three works count together: what you make, what you explain, and what you learn from it."
)
DIGCOMP = {
    "name": "Developing digital content",
    "url": "https://joint-research-centre.ec.europa.eu/digcomp_en",
    "framework": "DigComp 2.2",
    "code": "3.1",
}
SAMPLE = {
    "title": "A first digital story",
    "url": "https://example.org/a-first-digital-story",
    "why": "One idea carries it from the first picture to the last, though the sound is rough.",
}


def design(world: Any) -> None:
    """The milestone says more about itself in its second version; a copy waits as a draft"""
    fran = world.people["fran"]
    milestone = Achievement.objects.get(name=NAME)
    draft = designing.begin_next(achievement=milestone, by=fran, now=world.ago(days=3))
    content = draft.content
    said = {**designs.said(content), "criteria": CRITERIA}
    saved = designing.save(
        draft=draft,
        content={
            **content,
            "texts": {content["language"]: said, "es": SPANISH},
            "tags": ["digital stories", "teaching"],
            "alignments": [DIGCOMP],
            "level": {"scale": designs.EQF, "value": "5"},
            "type": "MicroCredential",
            "field": "Education",
            "credits": "1.5",
            "look": {**content["look"], "text": TEXT},
            "sample": SAMPLE,
        },
        by=fran,
        now=world.ago(days=3),
    )
    version = designing.publish(draft=saved, by=fran, now=world.ago(days=2))
    designing.copy(achievement=version.achievement, by=fran, now=world.ago(days=1))
