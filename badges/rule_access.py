# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""From ids in addresses to rules, trials and people one may act on."""

from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from badges import access, designing, pursuing, rule_pages, rule_queries, rules
from badges.issuers import queries as issuers
from badges.models import Achievement
from badges.proposing import Proposal
from badges.rule_forms import RuleEditor
from badges.rule_models import Trial
from badges.sources import reviews
from peerreview.accounts.models import User
from peerreview.kernel.errors import Invalid, Missing, NotAllowed


def may_change(user: User, achievement: Achievement) -> bool:
    """Whether the person answers for the badge's rule."""
    return rules.may_change_rule(user, achievement)


def achievement_to_change(user: User, uuid: UUID) -> Achievement:
    """A badge whose rule the person may change."""
    found = access.achievement_for_reader(uuid)
    if not may_change(user, found):
        raise NotAllowed("not-issuer", _("Only who answers for this badge changes its criteria."))
    return found


def achievement_to_approve(user: User, uuid: UUID) -> Achievement:
    """A badge for whose learners the person may stand up, naming them. What an outside body assesses
    has a page of its own, on which works are not named."""
    found = access.achievement_for_reader(uuid)
    standing = issuers.standing_assessment(found)
    if standing:
        message = _("“%(body)s” assesses this badge: its people approve on their own page.")
        raise NotAllowed("assessed-elsewhere", message % {"body": standing.body.name})
    if not pursuing.may_approve(found, user):
        raise NotAllowed("not-issuer", _("Only who answers for this badge approves."))
    return found


def trial_for_issuer(user: User, uuid: UUID) -> Trial:
    """A trial of a badge the person answers for, or of a new one they draft; nobody else learns that it
    exists. Raises Missing."""
    found = rule_queries.trial(uuid)
    if found is None or not _may_try(user, found):
        raise Missing("missing", _("There is no such trial."))
    return found


def _may_try(user: User, trial: Trial) -> bool:
    if trial.draft:
        return designing.works_on_new(user, trial.draft)
    return may_change(user, trial.achievement)


def proposal(editor: RuleEditor, tree: dict[str, Any]) -> Proposal:
    """The rule that was filled in, with all that goes with it."""
    return Proposal(
        tree=tree,
        activity_uuid=editor.head.activity_uuid(),
        opt_in=editor.head.cleaned_data["opt_in"],
        validity=editor.head.validity(tree),
    )


def person_on_the_way(achievement: Achievement, uuid: str) -> User:
    """Somebody who works towards the badge, by the id in a form."""
    rows = rule_queries.on_the_way_to(achievement)
    for_id = rows.filter(person__uuid=uuid) if _is_uuid(uuid) else rows.none()
    found = for_id.first()
    if found is None:
        raise Invalid("not-begun", _("They do not work towards this badge."))
    return found.person


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def checked(tree: dict[str, Any], editor: RuleEditor) -> SafeString:
    """The rule that was filled in, in words."""
    chosen = editor.head.activity_uuid()
    activity = reviews.activity_fact(chosen) if chosen else None
    return rule_pages.drafted(tree, activity, editor.head.validity(tree))
