# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""An activity that begins with calibration: two examples with a reference, made through services."""

from peerreview.accounts.models import User
from peerreview.activities.models import Activity
from peerreview.activities.services import set_stage
from peerreview.activities.stages import Act
from peerreview.artifacts import services as artifacts
from peerreview.calibration import services
from peerreview.calibration.models import Attempt, Exemplar
from peerreview.rubrics.sheets import Entry
from tests.peerreview import reviewing

KEYS = [criterion.key for criterion in reviewing.RUBRIC.criteria]
REASON = "The claim is stated once and never supported."


def entries(*levels: int, words: str = REASON) -> dict[str, Entry]:
    """A level for each criterion of the rubric."""
    return {key: Entry(level, words) for key, level in zip(KEYS, levels, strict=True)}


def posted(*levels: int, words: str = "", number: int = 1) -> dict[str, str]:
    """The same as a form sends it."""
    form = {f"level-{key}": str(level) for key, level in zip(KEYS, levels, strict=True)}
    return {**form, **{f"words-{key}": words for key in KEYS}, "number": str(number)}


def exemplar_in(
    activity: Activity,
    fran: User,
    *,
    title: str = "An example",
    levels: tuple[int, ...] = (2, 2, 2),
) -> Exemplar:
    """A published example with these reference levels."""
    made = services.make_exemplar(activity=activity, by=fran)
    draft = made.version
    artifacts.add_text(version=draft, by=fran, source="We learn by comparing.")
    draft.refresh_from_db()
    artifacts.save_draft(version=draft, by=fran, title=title, base_revision=draft.revision)
    services.save_references(exemplar=made, by=fran, entries=entries(*levels))
    return services.publish(exemplar=made, by=fran)


def asked_activity(fran: User, *learners: User, exemplars: int = 2, **fields: object) -> Activity:
    """A cohort's activity with the calibrate stage on and that many examples."""
    activity = reviewing.activity_in(reviewing.cohort_of(*learners, facilitator=fran), **fields)
    set_stage(activity=activity, act=Act.CALIBRATE, is_on=True, by=fran)
    for number in range(exemplars):
        exemplar_in(activity, fran, title=f"Example {number + 1}")
    return activity


def tried(exemplar: Exemplar, person: User, *levels: int, number: int = 1) -> Attempt:
    """A try handed in."""
    return services.hand_in(
        exemplar=exemplar, by=person, number=number, entries=entries(*levels, words="")
    )
