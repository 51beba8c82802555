# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may endorse, withdraw, accept, hide; who tends which skills."""

from typing import Any

from endorsements.models import Endorsement, Framework, Request
from peerreview.accounts.models import User
from peerreview.artifacts.attribution import knows_owner
from peerreview.artifacts.models import Version
from peerreview.cohorts import rules as cohort_rules
from peerreview.cohorts.queries import shared_cohort_relation
from peerreview.rubrics import rules as rubric_rules
from peerreview.rubrics.models import Rubric


def relation_to(endorser: Any, recipient: User) -> str | None:
    """What the endorser is to the other, or None when they may not endorse them."""
    if not endorser.is_authenticated or endorser.pk == recipient.pk or not recipient.is_active:
        return None
    return shared_cohort_relation(endorser, recipient)


def may_endorse(endorser: Any, recipient: User) -> bool:
    """Only people who learn together, and nobody themselves."""
    return relation_to(endorser, recipient) is not None


def may_ask(asker: Any, asked: User) -> bool:
    """Who could say yes: somebody one learns with."""
    return may_endorse(asker, asked)


def may_read_names(reader: Any, recipient: User) -> bool:
    """Whether private people who endorsed are named to the reader: not to strangers of the recipient."""
    return reader == recipient or may_endorse(reader, recipient)


def names_endorser(endorsement: Endorsement) -> bool:
    """Whether strangers may be told who gave it: they let themselves be named, and may be."""
    endorser = endorsement.endorser
    return endorser.is_public and not endorser.is_sheltered and not endorsement.is_pseudonymous


def may_point_at(endorser: Any, recipient: User, version: Version) -> bool:
    """At finished work of the recipient that the endorser may see and may know to be theirs."""
    is_theirs = version.artifact.owner_id == recipient.pk and version.is_frozen
    return is_theirs and knows_owner(endorser, version.pk)


def may_withdraw(user: Any, endorsement: Endorsement) -> bool:
    """Only who gave it."""
    return user.is_authenticated and endorsement.endorser_id == user.pk


def may_hide(user: Any, endorsement: Endorsement) -> bool:
    """Only who received it: accept it, pass it over, hide it, show it again."""
    return user.is_authenticated and endorsement.recipient_id == user.pk


def may_answer(user: Any, request: Request) -> bool:
    """Only who was asked."""
    return user.is_authenticated and request.asked_id == user.pk


def may_take_back(user: Any, request: Request) -> bool:
    """Only who asked."""
    return user.is_authenticated and request.asker_id == user.pk


# ---- Skills -----------------------------------------------------------------------------------


def may_read_framework(user: Any, framework: Framework) -> bool:
    """The site's: every member; a group's: who is in it, and staff."""
    if not user.is_authenticated:
        return False
    is_open = framework.cohort is None or user.is_staff
    return is_open or cohort_rules.is_member(user, framework.cohort)


def may_tend_framework(user: Any, framework: Framework) -> bool:
    """The site's: staff; a cohort's: its facilitators and staff; a study group's: its members."""
    if not user.is_authenticated:
        return False
    if user.is_staff:
        return True
    return framework.cohort is not None and cohort_rules.may_tend(user, framework.cohort)


def may_link(user: Any, rubric: Rubric) -> bool:
    """Who owns the rubric; staff, for those that ship with the site and belong to nobody."""
    return user.is_authenticated and (user.is_staff or rubric_rules.may_edit(user, rubric))


def may_merge(user: Any) -> bool:
    """Staff: a skill is one and the same for every community of the site."""
    return user.is_authenticated and user.is_staff
