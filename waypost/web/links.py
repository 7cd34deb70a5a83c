"""Foreign addresses: text, and where they are https a link over "you are leaving" (TRUST 21); and local addresses to come back to (TRUST 25)."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString


def is_foreign_link(address: str) -> bool:
    """Whether an address may be offered as a link: https, a host, no user in it, no control characters."""
    if any(ord(c) < 33 or c == "\\" for c in address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False


def leaving(address: str) -> str:
    """The address of the page that says where a link leads."""
    return f"{reverse('web:leaving')}?to={quote(address, safe='')}"


def foreign(address: str, label: str = "") -> SafeString:
    """An IRI of somebody else: a link where that is safe, else plain text."""
    if not is_foreign_link(address):
        return format_html("{}", label or address)
    return format_html(
        '<a href="{}" rel="noopener noreferrer nofollow">{}</a>', leaving(address), label or address
    )


def local(request: HttpRequest, wanted: str | None, otherwise: str = "/") -> str:
    """`wanted` if it is a path of this school, else `otherwise`."""
    if (
        wanted
        and wanted.startswith("/")
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    ):
        return wanted
    return otherwise
