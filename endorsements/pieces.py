# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What a person may show of what others say of them. Who does not let themselves be named stays unnamed."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from endorsements import queries, rules, weight_queries
from endorsements.explaining import voices_words
from endorsements.models import Endorsement
from peerreview.portfolio import registry


def _said(rows: QuerySet[Endorsement], keys: Collection[str] | None) -> list[registry.Piece]:
    if keys is not None:
        rows = rows.filter(uuid__in=keys)
    return [_piece(row) for row in rows[: registry.MOST_OFFERED]]


def _piece(row: Endorsement) -> registry.Piece:
    is_named = rules.names_endorser(row)
    by = row.endorser.display_name if is_named else _("Somebody who is not named")
    about = "" if row.version is None else _("on “%(work)s”") % {"work": row.version.title}
    return registry.Piece(
        key=str(row.uuid),
        title=row.skill.name,
        at=row.given_at,
        about=about,
        said=row.reason,
        by=by,
        why=f"{row.get_relation_display()}. {row.evidence_words}",
        digest="" if row.version is None else row.version.digest,
    )


def _independent(person: Any, keys: Collection[str]) -> list[str]:
    """How many independent voices there are at least, skill by skill of the chosen ones."""
    rows = queries.words_on(person.pk).filter(uuid__in=keys).order_by()
    skills = set(rows.values_list("skill", flat=True))
    standings = weight_queries.standings_of(person.pk).filter(skill__in=skills, voices__gt=0)
    return [f"{each.skill.name}: {voices_words(each.voices)}" for each in standings]


@registry.offer(
    registry.Kind(
        name="voice",
        label=gettext_lazy("Voices"),
        help=gettext_lazy("Up to five people who vouch for what they saw, in their own sentences."),
        icon="hand-heart",
        most=5,
        order=20,
        summary=_independent,
    )
)
def voices(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """Endorsements that cite work, accepted and not hidden."""
    return _said(queries.words_on(person.pk), keys)


@registry.offer(
    registry.Kind(
        name="thanks",
        label=gettext_lazy("Thanks"),
        help=gettext_lazy(
            "Notes of thanks and congratulation. They cite no work and say little of a skill, so only peers see them."
        ),
        icon="message-circle-heart",
        most=5,
        order=70,
    )
)
def thanks(person: Any, keys: Collection[str] | None) -> list[registry.Piece]:
    """Notes that cite no work."""
    return _said(queries.notes_to(person.pk), keys)
