# SPDX-FileCopyrightText: Peerage contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the site may post a push message: to public addresses, by https, and nowhere else.

The address of a push service is given by a browser, that is, by anybody. It is checked when it is
given, and each time it is used the name is looked up once, all its addresses are checked, and the
connection goes to one of these: a name cannot lead elsewhere between the check and the use.
"""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

MOST_CHARS = 1000
HTTPS = 443
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052


def check(endpoint: str) -> SplitResult:
    """The address in parts. Raises ValueError for one that is not public https."""
    if len(endpoint) > MOST_CHARS or not endpoint.isascii() or not endpoint.isprintable():
        raise ValueError("not an address")
    parts = urlsplit(endpoint)
    if parts.scheme != "https" or not parts.hostname or " " in endpoint or "\\" in endpoint:
        raise ValueError("not https")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("more than an address")
    if parts.port not in (None, HTTPS):
        raise ValueError("another port")
    if "." not in parts.hostname.strip(".") or _is_number(parts.hostname):
        raise ValueError("not a public name")
    return parts


def _is_number(host: str) -> bool:
    # Push services have names. Numbers come in too many spellings to tell public ones from others.
    return ":" in host or host.rstrip(".").rpartition(".")[2][:1].isdigit()


def addresses(host: str, port: int) -> list[str]:
    """The numeric addresses of a host. Raises OSError when it has none, or one is not public."""
    found = {info[4][0] for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    if not all(_is_public(each) for each in found):
        raise OSError(f"{host} is not a public address")
    return sorted(found)


def _is_public(address: str) -> bool:
    numeric = ipaddress.ip_address(address.partition("%")[0])
    inner = _inner(numeric) if numeric.version == 6 else None
    return (inner or numeric).is_global and not numeric.is_multicast


def _inner(numeric: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The older address to which a newer one only leads on."""
    if numeric in NAT64:
        return ipaddress.IPv4Address(numeric.packed[-4:])
    return numeric.ipv4_mapped or numeric.sixtofour
