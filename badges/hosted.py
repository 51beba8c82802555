# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""What lies at addresses of this site for programs: DID documents, status lists, Open Badges 2.0."""

import json
from collections.abc import Callable
from dataclasses import asdict
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from badges import describing, designs, documents, editions, keys, queries, status
from badges.models import Achievement, Credential, CriteriaVersion, Issuer
from badges.openbadges import ob2
from badges.openbadges.world import Page
from badges.sources.endorsements import alignments_of
from peerreview.kernel import clock
from peerreview.kernel.errors import Missing

DID_WEB = "did:web:"


def address(name: str, *args: object) -> str:
    """The public address of one of our pages."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def is_ours(url: str) -> bool:
    """Whether the address is one of this site."""
    return url.startswith(f"{settings.SITE_URL}/")


def own_issuer(name: str) -> Issuer | None:
    """The issuer of this site with that did:web."""
    if not settings.SITE_IS_PUBLIC or not name.startswith(DID_WEB):
        return None
    issuer = queries.issuer_with_slug(name.rpartition(":")[2])
    return issuer if issuer and keys.did_web(issuer) == name else None


def controller_document(name: str) -> dict[str, Any] | None:
    """The DID document of one of our issuers, without the network."""
    issuer = own_issuer(name)
    return keys.did_document(issuer) if issuer else None


# --- Open Badges 2.0 -----------------------------------------------------------------------------
def issuer_profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer as Open Badges 2.0 knows it."""
    return ob2.issuer_profile(
        id=address("ob2-issuer", issuer.slug),
        name=issuer.name,
        url=documents.home_of(issuer),
        email=issuer.public_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        description=issuer.description,
        image=documents.logo_url(issuer) if issuer.logo else "",
    )


def badge_class(achievement: Achievement, rule: CriteriaVersion) -> dict[str, Any]:
    """The achievement under one version of its rule, in the version of its design that it wears, its
    skills aligned as they are now."""
    content = editions.content_of(achievement)
    inherited = (asdict(fact) for fact in alignments_of(achievement.skills))
    return ob2.badge_class(
        id=badge_address(achievement, rule),
        name=achievement.name,
        description=achievement.description,
        image=f"{address('achievement-image', achievement.uuid)}?v={achievement.version}",
        criteria_url=address("achievement", achievement.uuid),
        criteria=designs.narrative(content, rule.narrative),
        issuer=address("ob2-issuer", achievement.issuer.slug),
        tags=[*achievement.skills, *content["tags"]],
        alignments=describing.alignments(content, inherited, page=""),
    )


def badge_address(achievement: Achievement, rule: CriteriaVersion) -> str:
    """Where that is served; the address without a version is that of the first."""
    if achievement.version == 1:
        return address("ob2-badge", achievement.uuid, rule.number)
    return address("ob2-badge-version", achievement.uuid, rule.number, achievement.version)


def badge_in_version(uuid: UUID, number: int, version: int = 1) -> dict[str, Any]:
    """The same by its address. Raises Missing."""
    achievement, rule = queries.criteria_version(uuid, number)
    editions.dress(achievement, editions.version_of(achievement, version))
    return badge_class(achievement, rule)


def assertion(credential: Credential) -> dict[str, Any]:
    """The credential as a hosted assertion; while it is withdrawn, only that."""
    own = address("ob2-assertion", credential.uuid)
    if credential.revoked_at:
        return ob2.revoked(id=own, reason=credential.public_reason)
    if credential.suspended_at:
        return ob2.revoked(id=own, reason=_("It is suspended for the time being."))
    award = credential.award
    return ob2.assertion(
        json.loads(credential.document),
        id=own,
        badge=badge_address(award.achievement, award.criteria),
        image=address("ob2-assertion-png", credential.uuid),
        page=address("credential", credential.uuid),
        email=award.recipient.email,
        salt=credential.identity_salt,
    )


def public_credential(uuid: UUID) -> Credential:
    """A badge that its owner lets anyone see: what is hosted is for everyone. Raises Missing."""
    credential = queries.public_credentials().filter(uuid=uuid).first()
    if credential is None:
        raise Missing("missing", _("There is no such badge, or its owner keeps it private."))
    editions.as_awarded(credential.award)
    return credential


def status_list(uuid: UUID) -> str:
    """The signed status list. Raises Missing."""
    found = queries.status_list(uuid)
    if found is None:
        raise Missing("missing", _("There is no such list."))
    return status.published(found, clock.now())


def credential_at(url: str) -> Credential | None:
    """The public credential whose Open Badges 2.0 form lies at this address."""
    try:
        match = resolve(urlsplit(url).path) if is_ours(url) else None
    except (Resolver404, ValueError):
        return None
    if match is None or match.url_name != "ob2-assertion":
        return None
    return queries.public_credentials().filter(uuid=match.kwargs["uuid"]).first()


# --- by address ----------------------------------------------------------------------------------
def page_at(url: str) -> Page | None:
    """What the address of this site answers a program, without the network."""
    try:
        match = resolve(urlsplit(url).path)
    except Resolver404:
        return None
    look = _PAGES.get(match.url_name or "")
    try:
        return look(match) if look else None
    except Missing:
        return Page(404)


def _assertion_page(match: ResolverMatch) -> Page:
    credential = public_credential(match.kwargs["uuid"])
    return Page(410 if credential.is_withdrawn else 200, assertion(credential))


def _badge_page(match: ResolverMatch) -> Page:
    return Page(200, badge_in_version(**match.kwargs))


def _issuer_page(match: ResolverMatch) -> Page | None:
    issuer = queries.issuer_with_slug(match.kwargs["slug"])
    return Page(200, issuer_profile(issuer)) if issuer else None


def _signed_page(match: ResolverMatch) -> Page:
    signed = queries.signed_for_reader(match.kwargs["uuid"])
    return Page(200, json.loads(signed.document)) if signed else Page(404)


def _list_page(match: ResolverMatch) -> Page:
    return Page(200, status_list(match.kwargs["uuid"]))


_PAGES: dict[str, Callable[[ResolverMatch], Page | None]] = {
    "endorsement-credential": _signed_page,
    "endorsement-credential-json": _signed_page,
    "ob2-assertion": _assertion_page,
    "ob2-badge": _badge_page,
    "ob2-badge-version": _badge_page,
    "ob2-issuer": _issuer_page,
    "status-list": _list_page,
}
