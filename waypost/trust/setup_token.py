"""The token with which whoever started the server proves it at the set-up pages: shown once on the console (TRUST 17)."""

from __future__ import annotations

from django.http import HttpRequest

from . import codes

KEY = "waypost_setup"  # session: the token was given here


def renew(code: str = "") -> str:
    """A new token for the console; older ones end. Lives a day, or until the next start."""
    return codes.make("setup", code=code)


def give(request: HttpRequest, code: str) -> bool:
    """Was this the token? It is used up; this browser may go on with the set-up."""
    found = codes.find(code, "setup")
    if found is None or not codes.use(found):
        return False
    request.session.cycle_key()
    request.session[KEY] = True
    return True


def given(request: HttpRequest) -> bool:
    return bool(request.session.get(KEY))
