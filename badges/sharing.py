# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""A badge elsewhere than on its page: short address, card, frame, LinkedIn. Of a badge that its owner
keeps private there is none of it, and the answer is that of a badge that never was."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from badges import editions, glances, hosted, images, pages, queries, standing_words
from badges.models import Credential
from peerreview.kernel import clock
from peerreview.kernel.errors import Missing
from peerreview.kernel.ids import CODE_ALPHABET, clean_code
from peerreview.ui import card, embedding
from peerreview.ui.embedding import Embed

LINKEDIN = "https://www.linkedin.com/profile/add"
# The first 48 bits of a badge's UUID, all of them random, as ten letters that are easily typed.
BITS_LEFT = 128 - 48
CODE_LENGTH = 10


# --- the short address ---------------------------------------------------------------------------
def short_code(uuid: UUID) -> str:
    """The code of a badge's short address."""
    number, letters = uuid.int >> BITS_LEFT, []
    for _place in range(CODE_LENGTH):
        number, rest = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[rest])
    return "".join(reversed(letters))


def credential_with_code(code: str) -> Credential:
    """The public badge with the code. Raises Missing; also if, in some centuries, there are two."""
    typed, number = clean_code(code), 0
    if len(typed) != CODE_LENGTH:
        raise missing()
    for letter in typed:
        number = number * len(CODE_ALPHABET) + CODE_ALPHABET.index(letter)
    found = queries.public_credentials_between(*_range(number)) if number >> 48 == 0 else []
    if len(found) != 1:
        raise missing()
    editions.as_awarded(found[0].award)
    return found[0]


def _range(number: int) -> tuple[UUID, UUID]:
    first = number << BITS_LEFT
    return UUID(int=first), UUID(int=first | ((1 << BITS_LEFT) - 1))


def missing() -> Missing:
    """What is not public sounds like what never was."""
    return Missing("missing", _("There is no such badge, or its owner keeps it private."))


# --- elsewhere -----------------------------------------------------------------------------------
def page_url(credential: Credential) -> str:
    """The address of its page."""
    return hosted.address("credential", credential.uuid)


def short_url(credential: Credential) -> str:
    """The same, to be typed."""
    return hosted.address("credential-short", short_code(credential.uuid))


def linkedin_url(credential: Credential) -> str:
    """LinkedIn's form for licences and certificates, filled in. Nothing is sent but by the learner."""
    achievement, end = credential.award.achievement, credential.valid_until
    ends = {"expirationYear": end.year, "expirationMonth": end.month} if end else {}
    return f"{LINKEDIN}?" + urlencode(
        {
            "startTask": "CERTIFICATION_NAME",
            "name": achievement.name,
            "organizationName": achievement.issuer.name,
            "issueYear": credential.issued_at.year,
            "issueMonth": credential.issued_at.month,
            **ends,
            "certUrl": page_url(credential),
            "certId": credential.credential_id,
        }
    )


def doors(credential: Credential) -> dict[str, str]:
    """Every way to show a public badge elsewhere."""
    return {
        "page_url": page_url(credential),
        "short_url": short_url(credential),
        "card_url": hosted.address("credential-card", credential.uuid),
        "linkedin_url": linkedin_url(credential),
        "embed_html": embedding.snippet(embed_of(credential)),
        "held_by": held_by(credential),
    }


def held_by(credential: Credential) -> str:
    """Whose it is, in a line. An earlier edition never bore the name that the award has now."""
    if credential.is_replaced:
        return _("An earlier edition. Names are on the newer one.")
    name = credential.award.printed_name
    return _("Held by %(name)s") % {"name": name} if name else _("Held by somebody not named here")


def card_png(credential: Credential, *, eyebrow: str = "") -> bytes:
    """The picture beside a link: the badge, whose it is, what it rests on; `eyebrow` where it is none."""
    achievement = credential.award.achievement
    evidence = pages.evidence_of(credential.award)
    lines = [held_by(credential)]
    if evidence["rows"]:
        lines.append(glances.agreed(evidence["submission"]))
    if count := len(evidence["endorsements"]):
        said = ngettext("%(n)d person vouches", "%(n)d people vouch", count)
        lines.append(said % {"n": count})
    if stamp := standing_words.stamp(credential, clock.now()):
        lines = [stamp]
    return card.draw(
        title=achievement.name,
        lines=lines,
        eyebrow=eyebrow or _("Open Badge"),
        foot=_("Issued by %(issuer)s") % {"issuer": achievement.issuer.name},
        emblem=images.png(achievement),
    )


def embed_of(credential: Credential) -> Embed:
    """The badge in a frame."""
    achievement = credential.award.achievement
    return Embed(
        title=achievement.name,
        author=credential.award.printed_name,
        page=reverse("credential", args=[credential.uuid]),
        frame=reverse("credential-embed", args=[credential.uuid]),
        picture=reverse("credential-card", args=[credential.uuid]),
    )


@embedding.offer("credential")
def embed_at(uuid: UUID) -> Embed | None:
    """What a stranger may frame."""
    try:
        return embed_of(hosted.public_credential(uuid))
    except Missing:
        return None


@embedding.offer("credential-short")
def embed_at_code(code: str) -> Embed | None:
    """The same by its short address."""
    try:
        return embed_of(credential_with_code(code))
    except Missing:
        return None
