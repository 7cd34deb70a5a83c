"""The one door out: what it refuses, and that no other module has one of its own."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from typing import Any

import pytest

from waypost.trust import outbound
from waypost.trust.models import Act, Setting

ROOT = Path(outbound.__file__).parent.parent
CLIENTS = re.compile(
    r"^\s*(import|from)\s+(httpx|requests|urllib3|aiohttp|urllib\.request|http\.client)\b", re.M
)


@pytest.fixture(autouse=True)
def own_folder(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path))
    Setting.objects.create(name=outbound.SETTING, value={"tool.example": "rosters"})
    return tmp_path


def resolve_to(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    def answer(*args: Any, **kwargs: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (p, 443)) for p in places]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_no_other_module_has_a_client_of_its_own() -> None:
    offenders = [str(f.relative_to(ROOT)) for f in ROOT.rglob("*.py") if CLIENTS.search(f.read_text())]
    # the simulator posts its statements to its own server, as a tool of the school would
    assert [o for o in offenders if o != "trust/outbound.py" and not o.startswith("demo/")] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://tool.example/",
        "https://other.example/",
        "https://user:secret@tool.example/",
        "https://2130706433/",
        "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://tool.example.evil.example/",
    ],
)
def test_addresses_that_lead_elsewhere_are_refused_with_one_line(url: str) -> None:
    with pytest.raises(outbound.Refused):
        outbound.get(url, "rosters")
    assert Act.objects.filter(verb="outbound.refuse").count() == 1


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fd00::1",
        "fe80::1",
        "::ffff:10.0.0.1",
    ],
)
def test_a_listed_name_that_resolves_inside_is_refused(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    resolve_to(monkeypatch, "93.184.216.34", place)
    with pytest.raises(outbound.Refused, match="private network"):
        outbound.get("https://tool.example/", "rosters")


def test_the_schools_own_network_opens_only_by_the_settings_file(
    monkeypatch: pytest.MonkeyPatch, own_folder: Path
) -> None:
    resolve_to(monkeypatch, "10.1.2.3")
    (own_folder / "outbound.json").write_text('{"tool.example": "rosters"}')
    assert outbound.checked_address("tool.example", "", 443, "rosters") == "10.1.2.3"


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    from requests.adapters import HTTPAdapter

    resolve_to(monkeypatch, "93.184.216.34")
    seen: list[Any] = []

    class Stop(Exception):
        pass

    def sent(self: Any, request: Any, **kwargs: Any) -> None:
        seen.append((request.url, request.headers["Host"]))
        raise Stop

    monkeypatch.setattr(HTTPAdapter, "send", sent)
    with pytest.raises(Stop):
        outbound.get("https://tool.example/path?x=1", "rosters")
    assert seen == [("https://93.184.216.34/path?x=1", "tool.example")]
