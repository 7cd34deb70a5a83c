"""What every page's frame needs: light, language, projector. Knows no room and asks no database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

THEME_COOKIE = "theme"
PROJECTOR_COOKIE = "projector"
THEMES = ("light", "dark")


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the frame."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": theme if theme in THEMES else "",
        "projector": request.COOKIES.get(PROJECTOR_COOKIE) == "1",
        "themes": [
            ("auto", _("As the device"), "auto"),
            ("light", _("Light"), "sun"),
            ("dark", _("Dark"), "night"),
        ],
        "languages": settings.LANGUAGES,
        "current_language": get_language(),
        "preferences_url": url_or_none("web:preferences"),
        "how_we_know_url": url_or_none("homes:how_we_know"),
        "sign_out_url": url_or_none("account_logout"),
    }


def url_or_none(name: str) -> str:
    """The address of a view, or "" where the project leaves it out (a test, a bare set-up)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
