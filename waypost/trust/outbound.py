"""The one door to other machines (TRUST 23): https, named hosts, resolved once and pinned, no redirects, small and quick.

Hosts come from the settings of the school, each with its purpose. Machines inside the school's own network are refused
unless the settings *file* (`outbound.json` in the data folder) lists them: a web form may not open them.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from . import audit
from .folder import DataFolder
from .models import Setting

SECONDS = 5
BYTES = 1_000_000
SETTING = "outbound.hosts"  # Setting: {host: purpose}


class Refused(Exception):
    """A call that isn't allowed; str(error) is a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


def listed() -> dict[str, str]:
    """Hosts that may be called -> purpose: from the administrator's page, the settings file and the school's sign-in."""
    kept = Setting.objects.filter(pk=SETTING).values_list("value", flat=True).first() or {}
    return {**dict(kept), **_from_file(), **_sign_in_hosts()}


def _from_file() -> dict[str, str]:
    place = DataFolder.from_environment().path / "outbound.json"
    return dict(json.loads(place.read_text())) if place.exists() else {}


def _sign_in_hosts() -> dict[str, str]:
    providers = DataFolder.from_environment().sign_in_providers().get("openid_connect", {})
    hosts = [urlsplit(app["settings"]["server_url"]).hostname for app in providers.get("APPS", [])]
    return {host: "sign-in" for host in hosts if host}


def get(url: str, purpose: str) -> Answer:
    """GET an address. Raises Refused with a sentence; each refusal is one line in the book of acts."""
    with session(purpose) as client:
        answer = client.get(url)
        return Answer(answer.status_code, dict(answer.headers), answer.content)


def session(purpose: str) -> requests.Session:
    """A client of the requests library (allauth asks for one) that keeps to the rules."""
    client = _Careful(purpose)
    client.trust_env = False
    client.max_redirects = 0
    client.mount("https://", _Pinned(purpose))
    client.mount("http://", _Never())
    return client


class _Careful(requests.Session):
    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        kwargs.update(allow_redirects=False, timeout=SECONDS, stream=True)
        self.cookies.clear()
        answer = super().request(method, url, *args, **kwargs)
        body = bytearray()
        for part in answer.iter_content(16_384):
            body += part
            if len(body) > BYTES:
                answer.close()
                raise _refuse(self.purpose, "its answer is larger than a megabyte")
        answer._content = bytes(body)
        return answer


class _Never(HTTPAdapter):
    def send(self, *args: Any, **kwargs: Any) -> requests.Response:
        raise _refuse("", "only https is allowed")


class _Pinned(HTTPAdapter):
    """Connects to the very address that was checked, and still checks the certificate's name."""

    def __init__(self, purpose: str) -> None:
        super().__init__(max_retries=0)
        self._purpose = purpose
        self._name = ""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(request.url or "")
        host = (parts.hostname or "").rstrip(".").lower()
        address = checked_address(host, parts.username or "", parts.port or 443, self._purpose)
        shown = f"[{address}]" if ":" in address else address
        port = f":{parts.port}" if parts.port else ""
        request.url = urlunsplit((parts.scheme, shown + port, parts.path, parts.query, ""))
        request.headers["Host"] = host + port
        self._name = host
        return super().send(request, *args, **kwargs)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        pool |= {"server_hostname": self._name, "assert_hostname": self._name}
        return host, pool


def checked_address(host: str, user: str, port: int, purpose: str) -> str:
    """The one address to connect to. Raises Refused."""
    if user:
        raise _refuse(purpose, "the address carries a user name")
    hosts = listed()
    if host not in hosts:
        raise _refuse(purpose, "this host isn't on the list", host)
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    inside_is_fine = host in _from_file()
    for place in found:
        if not inside_is_fine and not is_public(place):
            raise _refuse(purpose, "it leads into a private network", host)
    if not found:
        raise _refuse(purpose, "its name isn't known", host)
    return sorted(found)[0]


def is_public(place: str) -> bool:
    """Is this an address of the open internet: not ours, not the machine's own, not a cloud's metadata?"""
    address = ipaddress.ip_address(place.split("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return is_public(str(inner))
    return address.is_global and not address.is_multicast


def _refuse(purpose: str, why: str, host: str = "") -> Refused:
    audit.act(
        "outbound.refuse", object_kind="host", object_id=host[:64], detail={"purpose": purpose, "why": why}
    )
    return Refused(f"Waypost didn't call {host or 'this address'}: {why}.")
