# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A rule that is not published: what is tried, or kept in the draft of a new badge."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from badges import services
from badges.models import CriteriaVersion
from badges.sources import reviews
from peerreview.accounts.models import User
from peerreview.kernel.errors import Invalid

Json = dict[str, Any]
OptIn = CriteriaVersion.OptIn


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """All that a version of a rule has, but for its number."""

    tree: Json
    activity_uuid: UUID | None
    opt_in: str
    validity: Json | None = None

    def as_json(self) -> Json:
        """As a draft keeps it."""
        activity = str(self.activity_uuid) if self.activity_uuid else None
        return {
            "tree": self.tree,
            "activity": activity,
            "opt_in": str(self.opt_in),
            "validity": self.validity,
        }

    def as_version(self) -> CriteriaVersion:
        """A version of the rule in memory, for what shows versions."""
        return CriteriaVersion(
            number=1,
            tree=self.tree,
            activity_uuid=self.activity_uuid,
            opt_in=self.opt_in,
            validity=self.validity,
        )


def from_json(kept: Json) -> Proposal:
    """The inverse of `Proposal.as_json`. Drafts from before validities were kept have none."""
    return Proposal(
        tree=kept["tree"],
        activity_uuid=UUID(kept["activity"]) if kept["activity"] else None,
        opt_in=kept["opt_in"] or OptIn.REQUEST,
        validity=kept.get("validity"),
    )


def check(rule: Proposal, *, own: UUID, by: User, tied: UUID | None = None) -> None:
    """Raises Invalid, by field, for what could not be published. `own` is the id of the rule's badge,
    `tied` the activity it rests on already, whoever looks after that."""
    theirs = {fact.activity_uuid for fact in reviews.activities_to_tie(by.pk)}
    if rule.activity_uuid and rule.activity_uuid not in {tied, *theirs}:
        raise Invalid("not-yours", _("Choose an activity that you look after."), field="activity")
    services.checked_rule(rule.tree, rule.activity_uuid, own)
    services.check_validity(rule.validity, rule.activity_uuid, own)
    if rule.opt_in not in OptIn.values:
        raise Invalid("opt-in", _("Choose who is offered the badge."), field="opt_in")
