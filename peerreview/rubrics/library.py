# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The rubrics that ship with the site.

The first follows the final assignment of the University of Edinburgh's open course on e-learning and
digital cultures (2013): its five questions about a digital artefact, and its scale of 0 (not, or
minimally), 1 (in part), 2 (fully). There one mark was given for all five together; here the same
scale is used on each, so that authors learn where they stand. The second keeps the one mark, with
the five as questions to guide it. The wording of all rubrics is ours.
"""

import uuid

from peerreview.rubrics.specs import Comment, CriterionSpec, LevelSpec, RubricSpec

_NAMESPACE = uuid.UUID("6f1b6c1e-7f0e-4f2c-9a55-2d3c2a6e8b11")


def uuid_of(name: str) -> uuid.UUID:
    """The public id of a shipped rubric: the same on every site, so that it is published once."""
    return uuid.uuid5(_NAMESPACE, name)


def _criterion(
    key: str,
    title: str,
    description: str,
    *levels: tuple[str, str],
    weight: int = 1,
    comment: Comment = "optional",
    comment_min_chars: int = 0,
    questions: tuple[str, ...] = (),
) -> CriterionSpec:
    """Levels are (title, description), lowest first, worth 0, 1, 2 … points."""
    specs = tuple(LevelSpec(name, says, points) for points, (name, says) in enumerate(levels))
    return CriterionSpec(
        key, title, description, specs, weight, comment, comment_min_chars, questions
    )


ARTEFACT = RubricSpec(
    title="Digital artefact",
    guidance=(
        "Spend ten minutes with the artefact before you score: open it, watch or read it to the end, "
        "follow its links. Judge what is there, not the polish or the tools behind it. The scale is "
        "the same for all five questions: “Not or minimally”, “In part”, “Fully”. Choose the "
        "level whose description comes closest, and tell the author what you saw that made you "
        "choose it."
    ),
    criteria=(
        _criterion(
            "theme",
            "It takes up a theme of the course",
            "Can you name the theme, and does the artefact have something to do with it?",
            ("Not or minimally", "You cannot tell which theme it is about, or it is only named."),
            ("In part", "A theme can be recognised, but much of the artefact leads away from it."),
            ("Fully", "The theme is plain, and everything in the artefact has a bearing on it."),
        ),
        _criterion(
            "concept",
            "It shows that a key idea has been understood",
            "Look for an idea from the course that is used, not merely mentioned.",
            ("Not or minimally", "No idea from the course is used, or one is used wrongly."),
            ("In part", "An idea is used, but loosely: key distinctions are missing or blurred."),
            ("Fully", "An idea is used accurately and does real work in what is being said."),
        ),
        _criterion(
            "message",
            "It says something about learning with digital media",
            "After it ends, can you put its point into one sentence of your own?",
            ("Not or minimally", "It shows material, but makes no point that you could repeat."),
            ("In part", "There is a point, but you had to guess at it or finish it yourself."),
            ("Fully", "It makes a point that you can repeat, agree with or argue against."),
        ),
        _criterion(
            "medium",
            "The medium suits the message",
            "Would the point be weaker as plain text? Do image, sound, text and links help each other?",
            ("Not or minimally", "The medium gets in the way: parts distract or do not open."),
            (
                "In part",
                "The medium carries the message, but adds little, or some parts do not fit.",
            ),
            (
                "Fully",
                "The choice of medium makes the message clearer or stronger than words would.",
            ),
        ),
        _criterion(
            "reaction",
            "It stirs a reaction",
            "Your own honest reaction counts: thought, feeling, laughter, disagreement.",
            ("Not or minimally", "It left you where you were."),
            ("In part", "A moment of it made you think or feel something, then it passed."),
            (
                "Fully",
                "You keep thinking about it, or want to show it to or discuss it with someone.",
            ),
            comment="required",
            comment_min_chars=40,
            questions=(
                "What did you feel or think first, and at which moment?",
                "Whom would you show it to, and what would you say?",
            ),
        ),
    ),
    asks_missed=True,
)

HOLISTIC = RubricSpec(
    title="Digital artefact, one mark",
    guidance=(
        "Spend ten minutes with the artefact: open it, watch or read it to the end, follow its links. "
        "Ask yourself the five questions, then give one mark for all of it together. The mark says "
        "little; your comment is what the author can use."
    ),
    criteria=(
        _criterion(
            "whole",
            "The artefact as a whole",
            "One mark for the five questions together.",
            (
                "Not or minimally",
                "Most of the five you would answer with no, or it is hardly there or does not open.",
            ),
            ("In part", "Some of the five you would answer with yes, others only with an effort."),
            ("Fully", "You would answer all five with yes, or four of them with a loud one."),
            comment="required",
            comment_min_chars=80,
            questions=(
                "Does it take up a theme of the course?",
                "Does it show that a key idea has been understood?",
                "Does it say something about learning with digital media?",
                "Does the medium suit the message?",
                "Does it stir a reaction in you?",
            ),
        ),
    ),
    overall="off",
    asks_missed=True,
)

ESSAY = RubricSpec(
    title="Essay",
    guidance=(
        "Read the essay once without scoring. Then read it again with one criterion in mind at a "
        "time. Quote the passage you mean when you comment; say one thing that works before what "
        "you would change."
    ),
    criteria=(
        _criterion(
            "claim",
            "Claim",
            "Is there one answer to the question, and does the essay stay with it?",
            ("Missing", "No claim can be found, or several compete and none is chosen."),
            ("Emerging", "A claim can be pieced together, but the essay drifts from it."),
            ("Clear", "A claim is stated early, answers the question and is kept in view."),
            (
                "Compelling",
                "The claim is precise, could be disputed, and is sharpened as it goes on.",
            ),
            weight=2,
        ),
        _criterion(
            "evidence",
            "Evidence",
            "Do sources and examples carry the claim, and can a reader find them again?",
            ("Missing", "Assertions stand alone, or sources cannot be found."),
            ("Thin", "Some evidence is given, but it is general, one-sided or hard to trace."),
            (
                "Sound",
                "Each main point rests on fitting evidence that is cited so it can be found.",
            ),
            ("Strong", "Evidence is well chosen and weighed; what speaks against it is faced."),
            weight=2,
            comment="required",
            comment_min_chars=40,
        ),
        _criterion(
            "reasoning",
            "Reasoning",
            "Do the steps from evidence to claim hold?",
            ("Absent", "Statements follow one another without reasons."),
            ("Uneven", "Some steps hold; others jump, repeat or contradict."),
            ("Sound", "The steps hold and can be followed without filling gaps."),
            ("Searching", "The steps hold, their limits are named, and objections are answered."),
            weight=2,
        ),
        _criterion(
            "structure",
            "Structure",
            "Could you draw the outline after reading?",
            ("Hard to follow", "The order seems accidental; paragraphs mix topics."),
            ("Partly ordered", "There is a plan, but some parts are out of place or missing."),
            ("Well ordered", "Each paragraph has one job, and the order helps the argument."),
        ),
        _criterion(
            "language",
            "Language",
            "Judge how easily the meaning reaches you, not accent or style.",
            ("Obscures", "You often had to reread to find the meaning, or could not find it."),
            ("Serves", "The meaning comes across; slips slow you down in places."),
            ("Lifts", "Clear and exact throughout; the wording makes the ideas easier."),
        ),
    ),
)

CODE = RubricSpec(
    title="Code",
    guidance=(
        "Read the description first, then run or trace the code with an ordinary input, an empty one "
        "and a wrong one. Point to file and line when you comment, and say what you tried. If you "
        "cannot run it, say so instead of guessing."
    ),
    criteria=(
        _criterion(
            "correct",
            "It does what it should",
            "Compare what it does with what the task asks.",
            ("Does not work", "It does not run, or the main case gives a wrong result."),
            ("Works in the main case", "The ordinary case is right; other stated cases are not."),
            ("Works as asked", "All that the task states is done and gives right results."),
            ("Works beyond doubt", "As asked, and the author shows how it was checked."),
            weight=3,
            comment="required",
            comment_min_chars=30,
        ),
        _criterion(
            "robust",
            "It meets the unexpected",
            "Empty, huge, malformed or hostile input; a missing file; no network.",
            ("Breaks", "Unusual input crashes it or silently gives wrong results."),
            ("Partly guarded", "Some unusual input is met, or errors are hidden, not handled."),
            ("Guarded", "Unusual input is refused or handled with a message that says what to do."),
            weight=2,
        ),
        _criterion(
            "readable",
            "It can be read",
            "Names, size of functions, order, comments that say why.",
            ("Opaque", "You could not tell what most of it does without running it."),
            ("Readable with effort", "The intent can be found, but names or size get in the way."),
            ("Readable", "Names and structure tell the story; comments explain the surprising."),
            weight=2,
        ),
        _criterion(
            "design",
            "Its parts fit",
            "Would a likely change touch one place or many?",
            ("Tangled", "Everything depends on everything; the same thing is done twice."),
            ("Serviceable", "There are parts with jobs, but some know too much of each other."),
            ("Well divided", "Each part has one job, and a likely change stays in one place."),
        ),
        _criterion(
            "explained",
            "Others can use it",
            "Could you start from what the author wrote, without asking?",
            ("Unexplained", "There is no word on what it is or how to run it."),
            ("Partly explained", "You could start it, but had to guess at steps or purpose."),
            ("Explained", "Purpose, start and an example are given, and they work as written."),
        ),
    ),
)

PRESENTATION = RubricSpec(
    title="Presentation",
    guidance=(
        "Watch the whole presentation once. Note the time of moments that worked or lost you, and use "
        "them in your comments. Judge the talk for the audience it names, not for yourself alone."
    ),
    criteria=(
        _criterion(
            "message",
            "Message",
            "What should the audience remember tomorrow?",
            ("No message", "A subject is presented, but no point is made about it."),
            ("Present", "A point is made, but it competes with others or comes late."),
            ("Clear", "One point is made, supported and said again at the end."),
            weight=2,
        ),
        _criterion(
            "content",
            "Content",
            "Is what is said right, and enough, for this audience?",
            ("Unreliable", "Important things are wrong, missing or without any source."),
            ("Adequate", "Right in the main; some claims lack support or assume too much."),
            ("Sound", "Right, supported, and pitched at what the audience knows."),
            ("Excellent", "Sound, and it gives the audience a way of seeing it did not have."),
            weight=2,
        ),
        _criterion(
            "delivery",
            "Delivery",
            "Pace, voice and contact. Nerves and accent do not count.",
            ("Hard to follow", "Too fast, too quiet or read out, so that much is lost."),
            ("Followable", "You could follow, with stretches that lost you."),
            ("Engaging", "Pace and voice kept your attention and marked what matters."),
        ),
        _criterion(
            "visuals",
            "Slides and visuals",
            "Do they help when you listen? Can everyone read them?",
            ("Get in the way", "Crowded, unreadable, or a script of what is said."),
            ("Support", "Mostly readable; some show too much or nothing needed."),
            ("Add", "Each shows what words alone could not, readable for everyone."),
        ),
        _criterion(
            "time",
            "Use of time",
            "Compare with the length that was asked.",
            ("Missed", "Far too long or short, or the main point had no time left."),
            ("Near", "A little over or under; some parts got more than they deserved."),
            ("Kept", "Within the time, with most of it spent on what matters most."),
            comment="off",
        ),
    ),
)

RUBRICS: dict[str, RubricSpec] = {
    "digital-artefact": ARTEFACT,
    "essay": ESSAY,
    "code": CODE,
    "presentation": PRESENTATION,
    "digital-artefact-holistic": HOLISTIC,
}
