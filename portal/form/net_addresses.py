"""Addresses on the net as people type them: the host in them, and whether it can be reached from outside.

Reads texts only: nothing here looks a name up or opens an address, and nothing may (FMT-07).
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

ADDRESS = re.compile(
    r"(?P<scheme>https?://)?"
    r"(?P<host>\[[0-9a-f:.]+\]|[^\s/?#\\@:\[\]]+)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?:[/?#][^\s\\]*)?",
    re.IGNORECASE,
)
LABEL = re.compile(r"(?!-)(?:[^\W_]|-){1,63}(?<!-)")
LOCALHOST = "localhost"
HIGHEST_PORT = 65535
INTERNAL_4 = tuple(
    IPv4Network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16")
)
INTERNAL_6 = tuple(IPv6Network(net) for net in ("fc00::/7", "fe80::/10", "::1/128"))


def host_of(text: str) -> str | None:
    """The host that *text* leads to, in small letters; None when it is no address of the three forms of FMT-07.

    The forms are a URL of http or https, a domain name, and an IPv4 address; each may carry a port and
    a path. A name and a password before the host are refused with everything else that has an “@” there.
    """
    found = ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"] or HIGHEST_PORT) <= HIGHEST_PORT:
        return None
    host = found["host"].lower()
    if host.startswith("["):
        return host if found["scheme"] and _is_ip(IPv6Address, host.strip("[]")) else None
    if host.rpartition(".")[2].isdigit():
        return host if _is_ip(IPv4Address, host) else None
    # A name without a dot exists in a network of one's own; without “http://” it is no address at all.
    whole = "." in host or bool(found["scheme"]) or host == LOCALHOST
    return host if whole and all(map(LABEL.fullmatch, host.split("."))) else None


def is_domain(text: str) -> bool:
    """Whether *text* is a domain name with at least one dot; names in other scripts than Latin are domain names too."""
    labels = text.split(".")
    return len(labels) > 1 and not labels[-1].isdigit() and all(map(LABEL.fullmatch, labels))


def is_internal(host: str) -> bool:
    """Whether *host*, as :func:`host_of` gives it, can be reached only from the network or machine it stands in."""
    if host.startswith("["):
        address = IPv6Address(host.strip("[]"))
        if address.ipv4_mapped:
            return is_internal(str(address.ipv4_mapped))
        return any(address in net for net in INTERNAL_6)
    if host.rpartition(".")[2].isdigit():
        return any(IPv4Address(host) in net for net in INTERNAL_4)
    return "." not in host


def _is_ip(version: type[IPv4Address] | type[IPv6Address], text: str) -> bool:
    try:
        version(text)
    except AddressValueError:
        return False
    return True
