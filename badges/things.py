# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What people can vouch for besides a person's skill: a badge's meaning, an issuer, a badge held."""

from dataclasses import dataclass

from badges import documents, keys, queries
from badges.models import Achievement, Backing, Credential, Issuer
from peerreview.accounts.models import User

Kind = Backing.Kind


@dataclass(frozen=True)
class Thing:
    """What can be backed. `tended_by` accepts words about it, and so do the owners of `issuer` and
    staff: it is None for what somebody holds."""

    kind: str
    row: Achievement | Issuer | Credential
    name: str
    subject_id: str
    tended_by: User | None
    issuer: Issuer | None = None


def achievement_thing(row: Achievement) -> Thing:
    """What a badge means."""
    subject = documents.public_id("badges", row.uuid)
    by = row.created_by if row.issuer.kind == Issuer.Kind.SITE else None
    return Thing(Kind.ACHIEVEMENT, row, row.name, subject, by, row.issuer)


def issuer_thing(row: Issuer) -> Thing:
    """Who signs."""
    return Thing(Kind.ISSUER, row, row.name, keys.issuer_id(keys.current_key(row)), None, row)


def credential_thing(row: Credential) -> Thing:
    """A badge somebody holds."""
    name = row.award.achievement.name
    return Thing(Kind.CREDENTIAL, row, name, row.credential_id, row.award.recipient)


def thing_of(backing: Backing) -> Thing | None:
    """What it is about; None when that is gone."""
    if backing.kind == Kind.ACHIEVEMENT:
        rows = Achievement.objects.select_related("created_by", "issuer")
        row = rows.filter(uuid=backing.target).first()
        return row and achievement_thing(row)
    if backing.kind == Kind.ISSUER:
        row = Issuer.objects.filter(uuid=backing.target).first()
        return row and issuer_thing(row)
    row = queries.credentials().filter(uuid=backing.target).first()
    return row and credential_thing(row)
