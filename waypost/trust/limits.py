"""Limits on guessing, kept in the database: by account first, by network only as a wide net (TRUST 24).

A limit is a delay that grows, never a lock. Somebody who guesses at a teacher's account from elsewhere can't keep the
teacher out: a browser that has signed in to the account before is counted by itself (a signed cookie).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import clock
from .models import Tries

DEVICE = "waypost_device"  # cookie: accounts that this browser has signed in to
DEVICE_AGE = 400 * 86400
DEVICE_ACCOUNTS = 60  # a shared tablet has many


@dataclass(frozen=True, slots=True)
class Limit:
    """Some tries are free; after each failure beyond, the wait doubles up to `longest` seconds."""

    name: str
    free: int
    first_wait: int
    longest: int
    memory: int  # seconds after the last failure until all is forgotten

    def wait(self, failures: int) -> int:
        over = failures - self.free
        return 0 if over < 0 else min(self.longest, self.first_wait * 2 ** min(over, 20))


ACCOUNT = Limit("account", free=5, first_wait=5, longest=30 * 60, memory=12 * 3600)
KNOWN_DEVICE = Limit("device", free=10, first_wait=5, longest=60, memory=3600)
NETWORK = Limit("network", free=300, first_wait=10, longest=300, memory=600)
CODE = Limit("code", free=10, first_wait=5, longest=600, memory=3600)


def bucket(limit: Limit, thing: str) -> str:
    """What is counted, unreadable in the database."""
    text = f"{limit.name}|{thing.strip().casefold()}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def waiting(limit: Limit, thing: str) -> int:
    """Seconds until the next try; 0: now."""
    row = Tries.objects.filter(pk=bucket(limit, thing)).first()
    if row is None:
        return 0
    passed = (clock.wall() - row.last).total_seconds()
    if passed > limit.memory:
        return 0
    return max(0, round(limit.wait(row.failures) - passed))


def failed(limit: Limit, thing: str) -> None:
    """Count one failure."""
    now = clock.wall()
    with transaction.atomic():
        row, _new = Tries.objects.select_for_update().get_or_create(
            pk=bucket(limit, thing), defaults={"first": now, "last": now}
        )
        if (now - row.last).total_seconds() > limit.memory:
            row.failures, row.first = 0, now
        row.failures += 1
        row.last = now
        row.save()


def forget(limit: Limit, thing: str) -> None:
    """All is well: count from the beginning."""
    Tries.objects.filter(pk=bucket(limit, thing)).delete()


def sweep() -> int:
    """Drop what is a day old; returns how many."""
    return Tries.objects.filter(last__lt=clock.wall() - timedelta(days=1)).delete()[0]


def address(request: HttpRequest) -> str:
    """The network address that counts. Forwarded headers only behind a proxy that was named at start (TRUST 17)."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    trusted = [ipaddress.ip_network(n) for n in getattr(settings, "TRUSTED_PROXIES", [])]
    if not trusted or not _inside(direct, trusted):
        return direct
    hops = [h.strip() for h in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if h.strip()]
    for hop in reversed(hops):
        if not _inside(hop, trusted):
            return hop
    return direct


def counted_network(request: HttpRequest) -> str | None:
    """The address to count failures by; None for the school's own networks, where a whole class signs in at once."""
    place = address(request)
    own = [ipaddress.ip_network(n) for n in getattr(settings, "SCHOOL_NETWORKS", [])]
    return None if _inside(place, own) else place


def _inside(place: str, networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    try:
        here = ipaddress.ip_address(place)
    except ValueError:
        return False
    return any(here in n for n in networks if n.version == here.version)


def known_accounts(request: HttpRequest) -> list[int]:
    """Accounts that this browser has signed in to before."""
    try:
        kept = signing.loads(request.COOKIES.get(DEVICE, ""), salt=DEVICE, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return []
    return [int(k) for k in kept["a"]] if isinstance(kept, dict) else []


def device_of(request: HttpRequest) -> str:
    """A name for this browser, from its signed cookie ("" for a stranger)."""
    return (
        hashlib.sha256(request.COOKIES.get(DEVICE, "").encode()).hexdigest()
        if request.COOKIES.get(DEVICE)
        else ""
    )


def remember_device(request: HttpRequest, response: HttpResponseBase, account_id: int) -> None:
    """Let this browser be counted by itself at the next sign-in to the account."""
    known = known_accounts(request)
    if account_id in known:
        return
    value = signing.dumps({"a": [account_id, *known][:DEVICE_ACCOUNTS]}, salt=DEVICE)
    response.set_cookie(
        DEVICE,
        value,
        max_age=DEVICE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def in_words(seconds: int) -> str:
    """The wait, for a person."""
    if seconds < 60:
        return ngettext(
            "Please wait %(n)d second and try again.", "Please wait %(n)d seconds and try again.", seconds
        ) % {"n": seconds}
    minutes = -(-seconds // 60)
    return ngettext(
        "Please wait %(n)d minute and try again.", "Please wait %(n)d minutes and try again.", minutes
    ) % {"n": minutes}


def why() -> str:
    return _("There were several tries with a wrong password. Your account isn't locked.")
