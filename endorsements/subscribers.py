# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What endorsements do when something below them, or among them, happened."""

from endorsements import mirror, weighing
from endorsements.events import (
    EndorsementGiven,
    EndorsementHidden,
    EndorsementShown,
    EndorsementWithdrawn,
)
from peerreview.outbox.registry import on, periodically
from peerreview.testimony import (
    OutcomeComputed,
    ResultsReleased,
    result_facts,
    results_of_activity,
)


@on(EndorsementGiven, together=True)
def weigh_given(events: list[EndorsementGiven]) -> None:
    """They count for their recipients at once."""
    weighing.recount(people={event.recipient_id for event in events})


@on(EndorsementWithdrawn, together=True)
def weigh_without(events: list[EndorsementWithdrawn]) -> None:
    """As if they had never been given."""
    weighing.recount(people={event.recipient_id for event in events})


@on(EndorsementHidden, together=True)
def weigh_hidden(events: list[EndorsementHidden]) -> None:
    """What is hidden counts for nothing."""
    weighing.recount(people={event.recipient_id for event in events})


@on(EndorsementShown, together=True)
def weigh_shown(events: list[EndorsementShown]) -> None:
    """What is shown again counts again."""
    weighing.recount(people={event.recipient_id for event in events})


@on(OutcomeComputed)
def remember_result(event: OutcomeComputed) -> None:
    """What reviewers found, for those who vouched before."""
    mirror.remember(results=result_facts(event.submission_id))


@on(ResultsReleased)
def remember_released(event: ResultsReleased) -> None:
    """What was found before, and may be told from now on."""
    mirror.remember(results=results_of_activity(event.activity_id))


@periodically
def weigh_everything_nightly() -> None:
    """The whole, once a day."""
    weighing.recompute_when_due()
