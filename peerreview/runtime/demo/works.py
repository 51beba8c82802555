# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What the demo people made: artifacts of every kind, and what a careful reader finds in each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """An artifact of a demo person.

    `quality` in [0, 1] is how good the simulated reviewers find it; `details` are places in the
    work that a review can point at. `media` names what assets.py makes: image, pdf, audio, code.
    """

    author: str
    title: str
    text: str
    quality: float
    details: tuple[str, str, str]
    media: tuple[tuple[str, str], ...] = ()
    link: str = ""


DIGITAL_ARTEFACTS: tuple[Work, ...] = (
    Work(
        "lena", "The library that remembers you back",
        "## A shelf that looks at its reader\n\nOur library's new recommender knows that I borrowed three books on grief in "
        "one week. It answered with a fourth. This artefact is a **visual essay**: three posters that a library could hang "
        "beside its own terminals.\n\n1. *What I asked for* – the query, in my handwriting.\n2. *What was inferred* – the "
        "profile, as a silhouette cut from catalogue cards.\n3. *What I never asked* – the empty chair.\n\nThe course gave me "
        "words for this: the utopian story says the system *serves*; the dystopian one says it *watches*. The posters try to "
        "stay in the uncomfortable middle, where a helpful thing is also a witness.\n\n> A recommendation is a portrait by "
        "someone who has only seen your hands.",
        0.92,
        ("the silhouette cut from catalogue cards", "the empty chair in the third poster", "the line about the portrait by someone who has only seen your hands"),
        (("image", "library"),),
    ),
    Work(
        "amara", "Voices of a waiting room",
        "A ninety-second **sound piece**. I recorded the clinic's queue system, then slowed it until the automatic voice "
        "began to sound tired. Listen with headphones.\n\nThe machine says *please wait* forty-one times a day. Nobody "
        "answers. I wanted to hear what it would be like if it needed an answer.\n\nNotes: no patient can be heard; the "
        "background is synthesised from the hum of the lamp.",
        0.88,
        ("the moment the voice slows down", "the hum that replaces the patients", "the forty-one repetitions"),
        (("audio", "waiting-room"),),
    ),
    Work(
        "bruno", "The guide who was replaced by an arrow",
        "I work in a museum. Last year the floor got arrows. My artefact is a **photo walk**: every place where an arrow now "
        "stands in the spot where I used to tell a story.\n\nIn the first room I used to say that the painter ran out of "
        "blue. The arrow says *left*.\n\nI do not think the arrows are evil. They let forty people through where I took "
        "twelve. But nobody has asked the arrow a question yet.",
        0.78,
        ("the arrow under the painting without blue", "the count of forty against twelve", "the last sentence about asking the arrow"),
        (("image", "museum"),),
    ),
    Work(
        "chen", "A clock that only runs when you look away",
        "An **interactive page** in forty lines of JavaScript: a clock that stops as soon as the tab is visible. The source is "
        "attached; open it in an editor first and guess what it does.\n\nWe measured attention in this course as something "
        "the platform takes. What if software gave it back? The clock's only feature is that it punishes looking.",
        0.84,
        ("the visibility check in the source", "the idea of punishing looking", "the comment at the top of the file"),
        (("code", "clock"),),
    ),
    Work(
        "dagny", "Four classrooms, one timetable",
        "A **zine in PDF**, eight small pages. Each spread shows the same Tuesday in a classroom of 1913, 1963, 2013 and 2033. "
        "The furniture changes, the timetable does not.\n\nI used the cohort's reading on technological determinism as a "
        "measuring stick: on each page I marked what the technology *made* people do and what people went on doing anyway.",
        0.81,
        ("the 2033 spread", "the marks between made and anyway", "the unchanged timetable across the pages"),
        (("pdf", "classrooms"),),
    ),
    Work(
        "emeka", "Explaining infinity to a tablet",
        "My pupils asked the tablet what infinity is. It answered correctly and nobody was happier. I drew the answer we would "
        "have wanted: **a comic in one picture**, in which the tablet is lost inside its own screen.\n\nThe text on the left is "
        "the literal answer; the drawing is the lesson.",
        0.62,
        ("the tablet lost inside its own screen", "the contrast between answer and lesson", "the pupils' question at the start"),
        (("image", "infinity"),),
    ),
    Work(
        "farah", "Untranslatable buttons",
        "*Like*, *share*, *follow*, *friend*. I translated the buttons of one social site into four languages and back again "
        "until they stopped changing. The table shows each step.\n\n| Button | after one trip | where it settles |\n|---|---|---|\n"
        "| Like | I am fond of | approve |\n| Share | divide | cut in parts |\n| Follow | walk behind | obey |\n| Friend | "
        "companion | customer |\n\nThe last one made me put the laptop away for the day.",
        0.86,
        ("the table's last row", "the way follow settles at obey", "the decision to go back and forth until nothing changes"),
    ),
    Work(
        "giulia", "Robots drawn by seven-year-olds, sorted by kindness",
        "I asked my class to draw a robot that helps. I then sorted the drawings the way a computer would (by colour) and the "
        "way the children asked me to (by *who would you tell a secret*). Both orders are in the picture, redrawn by me so "
        "that no child's work is shown.",
        0.74,
        ("the two orders side by side", "the question about telling a secret", "the choice to redraw the children's work"),
        (("image", "robots"),),
    ),
    Work(
        "hector", "The group chat as town hall",
        "When the river rose, our neighbourhood was governed for three days by a group chat. I rebuilt those days as a "
        "**timeline** from memory, with every name removed. What surprised me: the person with the best map was ignored until "
        "somebody with a title forwarded it.\n\nA platform does not abolish the hall. It moves the chairs.",
        0.69,
        ("the ignored map on day two", "the removal of every name", "the sentence about moving the chairs"),
    ),
    Work(
        "ines", "Alarm, alarm, alarm",
        "On my ward an alarm sounds every ninety seconds. This **score** writes one quiet night as music: each device is an "
        "instrument, each false alarm a rest. Play it and you will understand why nurses stop hearing.\n\nThe recording is my "
        "own rendering with a synthesiser.",
        0.8,
        ("the rests for false alarms", "the device that comes in last", "the claim that nurses stop hearing"),
        (("audio", "alarms"),),
    ),
    Work(
        "jonas", "Instructions for a smart lamp",
        "A leaflet as it would be printed if it were honest. Step 1: *Create an account.* Step 7: *You may now have light.* It "
        "is meant to be funny and mostly is. PDF, two pages, print it double-sided.",
        0.55,
        ("step seven", "the two-sided layout", "the small print at the bottom"),
        (("pdf", "lamp"),),
    ),
    Work(
        "keiko", "Letters that have been alive",
        "I set type by hand for thirty-one years. Here is one word, *presence*, as lead, as film, as pixels and as a prompt. "
        "Four pictures in one sheet. Under each I wrote how long it took, who else was in the room, and what could go wrong.",
        0.9,
        ("the lead version with its nick", "the column on who else was in the room", "the list of what could go wrong"),
        (("image", "letters"),),
    ),
    Work(
        "liam", "What the chatbot told Declan",
        "A short script for two voices. Declan, fifteen, asks a chatbot whether he should leave school. The bot is helpful in "
        "the way water is helpful to a fire that is somewhere else. I performed it at the youth club; the discussion afterwards "
        "was better than the script.",
        0.58,
        ("the line about water and fire", "Declan's second question", "the account of the discussion afterwards"),
    ),
    Work(
        "mariam", "A course with no videos",
        "A **concept map** of what would remain of our course if every video were removed: more than I expected. The map is a "
        "drawing; the thick lines are things people did to each other, the thin lines are things they watched.",
        0.77,
        ("the thick lines", "the nearly empty corner of the map", "the claim that more remained than expected"),
        (("image", "map"),),
    ),
    Work(
        "nikhil", "Counting what the course forgot to count",
        "A notebook, as a text file: I took the forum's public statistics and asked which good conversations they would miss. "
        "The script finds threads with few posts and long silences, and reads them as people thinking.",
        0.72,
        ("the definition of a good silence", "the threshold in the script", "the third example thread"),
        (("code", "silences"),),
    ),
    Work(
        "olga", "The utopia in the terms of service",
        "I collected the adjectives from the first paragraph of twelve terms of service and arranged them as a prayer. It reads "
        "surprisingly well aloud. Method and sources are in the second half.",
        0.66,
        ("the refrain of seamless and safe", "the method section", "the line breaks in the middle stanza"),
    ),
    Work(
        "pablo", "Panel 13",
        "A page of comics. In twelve panels a woman scrolls. In the thirteenth the scroll reaches the end, which no feed has. I "
        "left that panel blank and asked three friends what is in it; their answers are the caption.",
        0.83,
        ("the blank thirteenth panel", "the friends' answers", "the rhythm of the first twelve panels"),
        (("image", "panel"),),
    ),
    Work(
        "quinn", "Overdue",
        "A poem made of automatic reminder mails. The library system wrote every line; I only chose where to stop.",
        0.49,
        ("the place where it stops", "the repeated courtesy", "the subject lines used as titles"),
    ),
    Work(
        "rosa", "Two CVs of the same woman",
        "One CV as the job portal parsed it, one as I would tell it. Side by side in one PDF. The portal dropped eleven years "
        "because they had no employer in them.",
        0.79,
        ("the eleven dropped years", "the side-by-side layout", "the portal's word for raising a child"),
        (("pdf", "two-cvs"),),
    ),
    Work(
        "samuel", "The weather of my phone and the weather of my field",
        "For twenty days I noted what the app said and what the field said. They agree on temperature and on nothing that "
        "matters to a seed. The chart is drawn by hand and photographed.",
        0.7,
        ("the hand-drawn chart", "day fourteen", "the sentence about what matters to a seed"),
        (("image", "weather"),),
    ),
    Work(
        "thuy", "Tones for a flat keyboard",
        "Six tones, one keyboard. A recording of one syllable said six ways, then typed without marks and read back by a "
        "machine that has to guess.",
        0.75,
        ("the machine's third guess", "the six ways of one syllable", "the silence before the last reading"),
        (("audio", "tones"),),
    ),
)  # fmt: skip

REFLECTIONS: tuple[Work, ...] = (
    Work(
        "lena", "What I stopped believing in week one",
        "Before this course I believed that technology *changes* schools. After the first film festival I think schools are "
        "remarkably good at making technology behave like a school.\n\nTwo examples from my own library follow: the interactive "
        "board that became a wall, and the wall that became interactive once pupils taped questions to it.",
        0.85,
        ("the board that became a wall", "the wall with taped questions", "the turn in the first paragraph"),
    ),
    Work(
        "amara", "Metaphors I caught myself using",
        "Native, immigrant, wave, cloud, tool. I kept a list for a week. Each one made a decision for me before I had thought. "
        "The worst was *tool*: it lets nobody be responsible.",
        0.8,
        ("the paragraph on tool", "the kept list", "the order in which the metaphors are taken"),
    ),
    Work(
        "dagny", "In defence of being slow",
        "Everyone in the forum answers within the hour. I answer after two days, when the thread is dead, and I have begun to "
        "think that this is also a digital culture.",
        0.73,
        ("the dead thread", "the idea of slowness as a culture", "the closing question"),
    ),
    Work(
        "chen", "I built the thing the film warns about",
        "The film's dystopia is a dashboard that scores employees. I have built that dashboard. It was a Tuesday. This is about "
        "the Tuesday.",
        0.82,
        ("the sentence It was a Tuesday", "the scene with the manager", "the refusal to call anyone evil"),
    ),
    Work(
        "umut", "Listening to a lecture at double speed",
        "At double speed the lecturer's pauses disappear, and with them the places where I used to think. I measured nine of "
        "them. Link to the method; my recording is not included because it is not my voice.",
        0.7,
        ("the nine measured pauses", "the choice to leave the recording out", "the places where thinking happened"),
        link="https://www.w3.org/TR/media-frags/",
    ),
    Work(
        "nikhil", "Determinism, a small experiment",
        "I let my calendar decide everything for one day. By noon I was lying to it.",
        0.6,
        ("the lie at noon", "the rules of the experiment", "the missing afternoon"),
    ),
)  # fmt: skip

EXPLAINERS: tuple[Work, ...] = (
    Work(
        "keiko", "Why italics lean",
        "One sheet, one idea: a letter leans because a hand was in a hurry. Five steps from the pen to the screen.",
        0.93,
        ("the five steps", "the hand in a hurry", "the last step where the screen forgets why"),
        (("image", "italics"),),
    ),
    Work(
        "lena", "How a hash proves that nothing changed",
        "A one-page explainer for people who do not program: a fingerprint for a text, what it proves, and what it does not "
        "prove. With a small exercise to do on paper.",
        0.9,
        ("the paper exercise", "the part on what it does not prove", "the fingerprint drawn as a receipt"),
        (("pdf", "hash"),),
    ),
    Work(
        "pablo", "Compound interest in nine panels",
        "A comic for teenagers about a rabbit that lends carrots.",
        0.84,
        ("the rabbit's ledger", "the seventh panel", "the ending without a moral"),
        (("image", "carrots"),),
    ),
    Work(
        "giulia", "Where rain goes",
        "A cross-section of our street, from roof to river, drawn for a wall in the school corridor at children's height.",
        0.76,
        ("the cross-section under the pavement", "the height at which it hangs", "the arrow that goes the wrong way"),
        (("image", "rain"),),
    ),
    Work(
        "samuel", "Why the soil needs a holiday",
        "Three fields, three years, one drawing: what rests, what feeds, what earns. For farmers who were told that a resting "
        "field is a lazy one.",
        0.85,
        ("the resting field", "the third year", "the word lazy"),
        (("image", "soil"),),
    ),
    Work(
        "thuy", "A sentence has a skeleton",
        "For learners of any language: find the bone that holds the sentence up, then see what hangs on it. With six sentences "
        "to take apart.",
        0.88,
        ("the sixth sentence", "the idea of a bone", "the order of the exercises"),
        (("pdf", "sentence"),),
    ),
    Work(
        "jonas", "What a fuse is for",
        "A fuse is a part that is made to break. Half a page, one drawing, one warning.",
        0.72,
        ("a part made to break", "the warning", "the drawing"),
        (("image", "fuse"),),
    ),
    Work(
        "ines", "Reading a fever curve",
        "Four curves, four stories. You will not be a nurse afterwards, but you will know when to call one.",
        0.83,
        ("the third curve", "when to call", "the line about not being a nurse"),
        (("image", "fever"),),
    ),
)  # fmt: skip

CODE_WORKS: tuple[Work, ...] = (
    Work(
        "chen", "A date parser you can read aloud",
        "Fifty lines, no cleverness: every rule is a sentence, every sentence has a test. Written for people who inherit code.",
        0.87,
        ("the table of rules", "the names of the tests", "the function that refuses to guess"),
        (("code", "dates"),),
    ),
    Work(
        "nikhil", "Shortest honest bar chart",
        "Draws a bar chart on the terminal and refuses to start the axis anywhere but at zero.",
        0.78,
        ("the refusal to move the axis", "the rounding rule", "the error message"),
        (("code", "bars"),),
    ),
)  # fmt: skip

MANIFESTOS: tuple[Work, ...] = (
    Work(
        "lena", "Leave the door open",
        "1. Leave the door open.\n2. Let them see you look something up.\n3. A pupil who hides a screen is hiding a question.\n",
        0.8,
        ("line three", "the open door", "the missing lines"),
    ),
    Work(
        "emeka", "Ten lines for whoever counts",
        "1. Count with your fingers in front of them.\n2. Be wrong once a week, on purpose, and let them catch you.\n3. The "
        "tablet knows. You understand. Teach the difference.\n4. No test on a Monday.\n5. Ask the quiet one second, not "
        "first.\n6. Zero is a party guest who came early.\n7. Praise the method.\n8. Draw.\n9. Erase slowly.\n10. Go home.",
        0.78,
        ("line three", "the sixth line about zero", "the instruction to erase slowly"),
    ),
    Work(
        "farah", "To the one who translates after me",
        "1. The dictionary was written by people in a hurry.\n2. Read aloud.\n3. The machine will be fluent; be faithful.\n4. "
        "Keep a list of what you could not say.\n5. Hand the list on.",
        0.82,
        ("the list of what could not be said", "fluent against faithful", "the last line"),
    ),
    Work(
        "vera", "A ledger of hours",
        "1. Write down the hours nobody pays.\n2. Teach the sum, then what the sum leaves out.\n3. Round in favour of the "
        "child.\n4. Close the book at six.",
        0.68,
        ("rounding in favour of the child", "the unpaid hours", "closing the book at six"),
    ),
)  # fmt: skip
