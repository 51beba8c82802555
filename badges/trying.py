# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A rule is tried on the evidence there is before it is published: who would get the badge, one there is
or the draft of a new one.

The worker takes some people at a time, each time in a transaction of its own, so that nothing is
counted twice. Nobody is named: a trial keeps numbers and pseudonyms of its own.
"""

import random
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from badges import assessing, criteria, designing, foretelling, proposing, queries, rules, services
from badges.design_models import Draft
from badges.events import TrialDue
from badges.models import Achievement, CriteriaVersion
from badges.proposing import Proposal
from badges.rule_models import Trial
from peerreview.accounts.models import User
from peerreview.kernel import clock
from peerreview.kernel.errors import Invalid, NotAllowed
from peerreview.outbox.services import emit

MOST = 2000
AT_ONCE = 50
State = Trial.State


@transaction.atomic
def start(
    *,
    achievement: Achievement,
    tree: dict[str, Any],
    activity_uuid: UUID | None,
    opt_in: str,
    by: User,
    validity: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> Trial:
    """Try a rule. Raises NotAllowed, and Invalid for what could not be published either."""
    _refuse_others(achievement, by)
    rule = Proposal(tree=tree, activity_uuid=activity_uuid, opt_in=opt_in, validity=validity)
    tied = queries.current_criteria(achievement).activity_uuid
    proposing.check(rule, own=achievement.uuid, by=by, tied=tied)
    return _begun(Trial(achievement=achievement, by=by), rule, now or clock.now())


@transaction.atomic
def start_for_draft(
    *, draft: Draft, rule: Proposal, by: User, now: datetime | None = None
) -> Trial:
    """Try a rule for a badge that is still a draft, which is not changed. Raises Missing for who does not
    work on it, and Invalid for what could not be published either."""
    designing.refuse_unless_new(draft, by)
    proposing.check(rule, own=draft.seed, by=by)
    return _begun(Trial(draft=draft, by=by), rule, now or clock.now())


def _begun(trial: Trial, rule: Proposal, at: datetime) -> Trial:
    """The trial of that rule, with those it is tried on; the worker goes on from here."""
    trial.tree, trial.activity_uuid = rule.tree, rule.activity_uuid
    trial.opt_in, trial.validity, trial.created_at = rule.opt_in, rule.validity, at
    everybody = queries.candidates_for(rule.tree, rule.activity_uuid)
    chosen = random.Random(trial.uuid.int)  # noqa: S311 - repeatable, not secret
    trial.people = chosen.sample(everybody, min(MOST, len(everybody)))
    trial.figures = {"done": 0, "of": len(trial.people), "all": len(everybody), "rows": []}
    trial.save()
    if trial.people:
        emit(TrialDue(trial_id=trial.pk, begin=0), now=at)
    else:
        _finish(trial)
    return trial


def _refuse_others(achievement: Achievement, by: User) -> None:
    if not rules.may_change_rule(by, achievement):
        raise NotAllowed("not-issuer", _("Only who answers for this badge changes its criteria."))


@transaction.atomic
def go_on(*, trial_id: int, begin: int, now: datetime | None = None) -> None:
    """Judge the people from `begin` on. Done once, however often it is called."""
    at = now or clock.now()
    trial = Trial.objects.select_for_update().filter(pk=trial_id, state=State.RUNNING).first()
    if trial is None or trial.figures["done"] != begin:
        return
    some = trial.people[begin : begin + AT_ONCE]
    trial.figures["rows"] += [_judged(trial, person, at) for person in some]
    trial.figures["done"] = begin + len(some)
    if trial.figures["done"] < trial.figures["of"]:
        trial.save(update_fields=["figures"])
        emit(TrialDue(trial_id=trial.pk, begin=trial.figures["done"]), now=at)
    else:
        _finish(trial)


def _judged(trial: Trial, person_id: int, at: datetime) -> dict[str, Any]:
    gathered = assessing.evidence_for(
        person_id, trial.achievement, trial.tree, trial.activity_uuid, at
    )
    found = gathered.evidence()
    verdict = criteria.evaluate(trial.tree, found)
    return {
        "state": verdict.state.value,
        "missing": [leaf.kind for leaf in verdict.missing()],
        "chance": foretelling.chance_of_deserving(trial.tree, found),
        "through": foretelling.lets_through(verdict),
    }


def _finish(trial: Trial) -> None:
    """Sum up, and forget who was looked at."""
    rows = sorted(trial.figures["rows"], key=lambda row: (len(row["missing"]), row["missing"]))
    cases = [(row["chance"], row["through"]) for row in rows if row["chance"] is not None]
    found = foretelling.estimate(cases, trial.uuid.int)
    trial.figures |= {
        "met": sum(row["state"] == "met" for row in rows),
        "rows": [{"state": row["state"], "missing": row["missing"]} for row in rows],
        "estimate": vars(found) if found else None,
    }
    trial.people, trial.state = [], State.DONE
    trial.save()


@transaction.atomic
def publish(*, trial: Trial, by: User, now: datetime | None = None) -> CriteriaVersion:
    """Publish the rule that was tried; once, however often it is called. Raises NotAllowed, and Invalid
    while it is tried."""
    _refuse_others(trial.achievement, by)
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    if locked.published:
        return locked.published
    _refuse_running(locked)
    locked.published = services.publish_criteria(
        achievement=locked.achievement,
        tree=locked.tree,
        activity_uuid=locked.activity_uuid,
        opt_in=locked.opt_in,
        validity=locked.validity,
        now=now,
    )
    locked.save(update_fields=["published"])
    return locked.published


@transaction.atomic
def keep(*, trial: Trial, by: User, now: datetime | None = None) -> Draft:
    """Put the rule that was tried into its draft. Raises Missing for who does not work on that, and Invalid
    while it is tried, or for what cannot be published any more."""
    locked = Trial.objects.select_for_update().get(pk=trial.pk)
    _refuse_running(locked)
    return designing.keep_rule(draft=trial.draft, rule=rule_of(locked), by=by, now=now)


def rule_of(trial: Trial) -> Proposal:
    """The rule that is tried."""
    return Proposal(
        tree=trial.tree,
        activity_uuid=trial.activity_uuid,
        opt_in=trial.opt_in,
        validity=trial.validity,
    )


def is_kept(trial: Trial) -> bool:
    """Whether the draft the trial is of has just that rule."""
    return rule_of(trial) == proposing.from_json(trial.draft.rule)


def _refuse_running(trial: Trial) -> None:
    if trial.state != State.DONE:
        raise Invalid("running", _("Wait until the trial is done."))
