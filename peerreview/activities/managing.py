# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Changing an activity after it is set: what may change once work is in, and what may not."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from peerreview.accounts.models import User
from peerreview.activities import checks, registry, rules
from peerreview.activities.events import ActivityChanged
from peerreview.activities.models import Activity
from peerreview.activities.places import recount_places
from peerreview.kernel import clock, text
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.services import emit
from peerreview.rubrics.models import RubricVersion

# Who handed in did so under these; they stay once something is in.
FIXED_WITH_WORK = ("blindness", "team_size")


@transaction.atomic
def edit_activity(
    *,
    activity: Activity,
    title: str,
    brief: str,
    rubric_version: RubricVersion,
    blindness: str,
    peers_see: str,
    author_sees: str,
    reviews_needed: int,
    reviews_asked: int,
    team_size: int,
    by: User,
    now: datetime | None = None,
) -> Activity:
    """Change what an activity asks. Its dates are `set_stage`'s.

    Once work is in, who sees names and the size of teams stay; once a review is begun, the rubric.
    The numbers of an exchange follow what is handed in. The same values again change nothing.
    Raises Invalid naming the field and saying what to do, NotAllowed.
    """
    now = now or clock.now()
    if not rules.may_manage(by, activity):
        raise NotAllowed("not-facilitator", _("Only who looks after the activity changes it."))
    there = (
        Activity.objects.select_for_update(of=("self",))
        .select_related("cohort")
        .get(pk=activity.pk)
    )
    if there.kind == Activity.Kind.EXCHANGE:
        reviews_needed, reviews_asked = there.reviews_needed, there.reviews_asked
    values = checks.Values(
        title=text.one_line(title),
        brief=text.plain(brief).strip(),
        blindness=blindness,
        reviews_needed=reviews_needed,
        reviews_asked=reviews_asked,
        peers_see=peers_see,
        author_sees=author_sees,
        team_size=team_size,
    )
    checks.refuse_contradictory_values(values)
    checks.refuse_team_without_cohort(values, there.cohort)
    changes = {
        name: value
        for name, value in {**values.rules_as_columns(), "rubric_version": rubric_version}.items()
        if getattr(there, name) != value
    }
    _refuse_what_is_fixed(there, changes)
    if changes:
        _write(there, changes)
        if "reviews_needed" in changes:
            recount_places(there)
        emit(
            ActivityChanged(
                activity_id=there.pk,
                fields=tuple(sorted(changes)),
                rubric_version_id=there.rubric_version_id,
                by_id=by.pk,
            ),
            now=now,
        )
    activity.refresh_from_db()
    return activity


def _refuse_what_is_fixed(activity: Activity, changes: dict[str, object]) -> None:
    fixed = [name for name in FIXED_WITH_WORK if name in changes]
    if fixed and activity.submissions.filter(withdrawn_at=None).exists():
        message = _("Work is handed in under the present rule, so it stays as it was.")
        raise Invalid("fixed", message, field=fixed[0])
    if "rubric_version" in changes and registry.has_reviews(activity):
        message = _(
            "A review is begun by the present rubric, so it stays. "
            "Set another activity for the new one."
        )
        raise Invalid("rubric-in-use", message, field="rubric_version")


def _write(activity: Activity, changes: dict[str, object]) -> None:
    if "brief_source" in changes:
        changes = {**changes, "brief_html": str(text.render_markdown(changes["brief_source"]))}
    for name, value in changes.items():
        setattr(activity, name, value)
    activity.save(update_fields=list(changes))
