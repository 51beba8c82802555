# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Which applications may register, and what their wishes are called."""

from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.core.exceptions import ValidationError

from badges.connect import scopes

PAGES = ("client_uri", "logo_uri", "tos_uri", "policy_uri")
GRANTS = {"authorization_code", "refresh_token"}
AUTH_METHOD = "client_secret_basic"
MOST_REDIRECTS = 10
MOST_URL = 500


class ConnectAdapter(DefaultOIDCAdapter):
    """Registration as Open Badges 3.0 §7.3 has it: open, but only https and one host for all addresses,
    the code flow alone, and the standard's scopes alone."""

    scope_display = scopes.IN_WORDS

    def validate_client_registration(
        self, *, client: Any, client_metadata: dict[str, Any], **_more: Any
    ) -> None:
        """Raises ValidationError for what is not allowed."""
        if not client_metadata.get("client_name"):
            raise ValidationError("client_name is needed: people are asked by it")
        redirects = client_metadata.get("redirect_uris")
        if not isinstance(redirects, list) or not 0 < len(redirects) <= MOST_REDIRECTS:
            raise ValidationError("redirect_uris must be a list of up to 10 addresses")
        refuse_addresses([client_metadata.get(name) for name in PAGES] + redirects)
        if client_metadata.get("token_endpoint_auth_method", AUTH_METHOD) != AUTH_METHOD:
            raise ValidationError(f"token_endpoint_auth_method must be {AUTH_METHOD}")
        if set(client.get_response_types()) != {"code"}:
            raise ValidationError("response_types must be code")
        if not set(client.get_grant_types()) <= GRANTS:
            raise ValidationError("grant_types may be authorization_code and refresh_token")
        asked = set(client.get_scopes())
        if not asked or not asked <= set(scopes.IN_WORDS):
            raise ValidationError("scope may only have the scopes of Open Badges 3.0")


def refuse_addresses(addresses: list[Any]) -> None:
    """All https, whole, and of one host. Raises ValidationError."""
    hosts = {_host(address) for address in addresses}
    if "" in hosts or len(hosts) != 1:
        raise ValidationError(
            "client_uri, logo_uri, tos_uri, policy_uri and redirect_uris must be https addresses of "
            "one host"
        )


def _host(address: Any) -> str:
    if not isinstance(address, str) or len(address) > MOST_URL or not address.isascii():
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_plain = "@" not in parts.netloc and not set(address) & set("*\\# \t\r\n")
    return host if parts.scheme == "https" and is_plain else ""
