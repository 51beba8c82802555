# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""The facilitator at work: a roster with groups, an invitation, a message to a selection."""

from typing import Any

from peerreview.desk import roster, services

GROUPS = ("Tuesday", "Friday")
SUBJECT = "Six days left for the manifesto"
TEXT = (
    "Some of you have begun and not handed in yet. **Ten lines are enough.** Hand in what you have: "
    "reviews come sooner, and you can still hand in a better version afterwards.\n\n"
    "Stuck? Answer this mail and tell me where."
)


def work_the_desk(world: Any) -> None:
    """The facilitator uploads a roster and writes to some"""
    fran = world.people["fran"]
    learners = [person for key, person in world.people.items() if key != "fran"]
    rows = ["email,name,role,group"]
    rows += [
        f"{person.email},{person.display_name},learner,{GROUPS[number % 2]}"
        for number, person in enumerate(learners)
    ]
    rows.append("ines.new@example.org,Inês Duarte,learner,Friday")
    lines = roster.read("\n".join(rows)).lines
    services.fill_roster(cohort=world.cohort, lines=lines, by=fran, now=world.ago(days=1))
    services.send_letter(
        activity=world.activities["manifesto"],
        to=[person.uuid for person in learners[:6]],
        subject=SUBJECT,
        source=TEXT,
        by=fran,
        now=world.ago(days=0.1),
    )
