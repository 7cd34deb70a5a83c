"""May this instance be opened to the network in this way? (TRUST 17)"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from .folder import DataFolder


def refusal(
    bind: str,
    *,
    behind_proxy: str = "",
    certificate: bool = False,
    demo: bool = False,
    folder: DataFolder | None = None,
) -> str | None:
    """A sentence that says why not and what to do, or None when `serve` may start.

    `bind` is the address to listen on ("127.0.0.1", "::1", "0.0.0.0", "localhost"); `behind_proxy` names the proxies
    whose forwarded headers count, with commas between ("" when there is none).
    """
    place = folder or DataFolder.from_environment()
    loose = place.loose_permissions()
    if loose:
        return f"Others on this machine may read {loose[0]}. Run: chmod go-rwx {loose[0]}"
    inside = is_loopback(bind)
    if demo and not inside:
        return (
            f"A demonstration folder opens only on this machine, not on {bind}: its doors have no locks. "
            "Leave --bind away, or make a school's folder with `waypost serve`."
        )
    if behind_proxy:
        return _proxy_refusal([p.strip() for p in behind_proxy.split(",") if p.strip()])
    if not inside and not certificate:
        return (
            f"Waypost doesn't speak plain HTTP beyond this machine, and {bind} is beyond it: passwords and children's "
            "records would be readable on the way. Use --certificate and --key, or --behind-proxy with the "
            "address of your proxy."
        )
    return None


def is_loopback(bind: str) -> bool:
    """Is this an address that only this machine can reach?"""
    try:
        return ipaddress.ip_address(bind.strip("[]")).is_loopback
    except ValueError:
        return bind == "localhost"


def _proxy_refusal(trusted: Sequence[str]) -> str | None:
    if not trusted:
        return "--behind-proxy needs the address of the proxy: otherwise anybody could claim to be anywhere."
    for name in trusted:
        try:
            network = ipaddress.ip_network(name, strict=False)
        except ValueError:
            return f"--behind-proxy {name} isn't an address or a network, such as 127.0.0.1 or 10.0.0.0/24."
        if network.prefixlen == 0:
            return f"--behind-proxy {name} would trust everybody. Name the proxy's own address."
    return None
