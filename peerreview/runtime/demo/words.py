# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What demo reviewers write: by how good they find a criterion, with a place in the work to point at."""

LOW = (
    "I looked for this in {detail} and did not find it yet. What would happen if you said outright why it is there?",
    "At the moment {detail} stands alone. One sentence that ties it to a reading or to your own experience would help.",
    "I had to guess here. {detail} could carry the point, but it needs a second look: what should I notice first?",
    "The intention is clear, the work is not there yet. Try starting from {detail} and cutting what does not serve it.",
    "Perhaps it is there and I missed it. {detail} was the only place where I felt close to it.",
    "I would begin again from {detail}: it is honest, and it is yours.",
)
MIDDLE = (
    "{detail} does most of the work. I would like to see the same care in the rest.",
    "I can follow this, above all in {detail}. A concrete example would turn it from clear to convincing.",
    "Good idea, half developed: {detail} opens a question that the rest does not come back to.",
    "Solid. I believed {detail}; I was less sure how it follows from what comes before.",
    "{detail} works for me; two sentences later I had lost the thread. What connects them?",
    "Nearly there. If {detail} came first, I would have known what to look for.",
)
HIGH = (
    "{detail} stayed with me after I had closed the page. It shows the idea instead of stating it.",
    "This is what the criterion asks for: {detail} makes a difficult thought visible, and nothing in it is decoration.",
    "I would show {detail} to someone who has not taken the course, and they would understand.",
    "Careful and brave. {detail} takes a position and lets me disagree with it.",
    "I tried to argue against {detail} and could not. That is rare.",
    "Nothing here is louder than it needs to be; {detail} says the most with the least.",
    "You could have explained it. {detail} lets me find it myself, which is better.",
)
OVERALL = (
    "Thank you for this. What I take with me is {detail}. If you revise, start there.",
    "I read it twice, the second time with pleasure. {detail} is the strongest moment.",
    "There is a real question in this. My one wish: give {detail} more room.",
    "Reviewing this made me rethink my own piece, because of {detail}.",
    "What I would keep whatever else changes: {detail}.",
    "You made me slow down. I came back to {detail} three times.",
)
REASONS = (
    "We worked through three drafts together. The questions they asked about my timeline made me throw away half of it, "
    "which was the right half.",
    "When our group was stuck, they explained the reading with a drawing on a napkin. I have used that drawing in my own "
    "teaching twice since.",
    "They gave the most useful review I have ever had: one sentence quoted, one reason, one thing to try. I tried it and "
    "it worked.",
    "I watched this piece grow from a joke into an argument. The patience with which they tested it on us was remarkable.",
    "In our last meeting they took apart their own work in front of everyone, kindly and exactly. I learned how to do that.",
    "They asked me one question about my drawing, whether the river knows it is a border, and I started again. It is the "
    "first piece I would show to anyone.",
    "I have seen them explain the same thing to a child and to an engineer within an hour, and neither felt talked down to.",
    "Their piece made my class quiet. Then it made my class argue, for a whole lesson, about who was watching whom.",
    "They cut a six-minute recording to ninety seconds and lost nothing. I sat beside them while they did it.",
    "They read my text aloud to me. I heard at once what was wrong with it, and they never had to say it.",
    "When two of us disagreed about a reading they found the page we had both misremembered.",
    "They notice what is missing. In my recording they heard that the room had no people in it, and they were right.",
)
