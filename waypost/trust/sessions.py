"""How long a sign-in lasts, and what ends it (TRUST 16). All times are the machine's, in whole seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.db.models import F
from django.http import HttpRequest

from . import clock
from .access import Who
from .models import Account, Role

SINCE = "waypost_since"  # when this session was signed in
SEEN = "waypost_seen"  # when somebody last did something in it
SHARED = "waypost_shared"  # the device is used by several people
ROLES = "waypost_roles"  # the roles it had at the last request
CARD = "waypost_card"  # the card that opened this session (TRUST 15)
NUMBER_GIVEN = "waypost_card_number"  # the child's own number was given, too
VOUCHED = "waypost_oidc_second"  # the account whose second step the school's own sign-in vouches for
#: Facts about one person's sign-in: never carried over to the next one in the same browser.
CARRIED = (
    "waypost_second_factor",
    "waypost_view_as",
    "waypost_demo",
    SHARED,
    ROLES,
    VOUCHED,
    CARD,
    NUMBER_GIVEN,
)
MINUTE, HOUR, DAY = 60, 3600, 86400
STEP = 2 * MINUTE  # `seen` is written at most this often, so that reading pages writes next to nothing


@dataclass(frozen=True, slots=True)
class Span:
    """Seconds without a step, and seconds in all, after which one signs in again."""

    idle: int
    whole: int


RESTRICTED = Span(30 * MINUTE, 12 * HOUR)
STAFF = Span(4 * HOUR, 12 * HOUR)
LESSON = Span(50 * MINUTE, 60 * MINUTE)
FAMILY = Span(30 * DAY, 30 * DAY)


def span_of(who: Who, shared: bool = False) -> Span:
    """The shortest that any role of the person asks for. "Shared" is what the person said at sign-in."""
    if shared:
        return LESSON
    if who.has(Role.COUNSELLOR, Role.SAFEGUARDING, Role.PRIVACY):
        return RESTRICTED
    if who.is_staff or not who.has(Role.GUARDIAN):
        return STAFF
    return FAMILY


def moment() -> int:
    return int(clock.wall().timestamp())


def begin(request: HttpRequest, account_id: int | None = None) -> None:
    """A sign-in: remember when, and forget what the browser's session knew of somebody else."""
    now = moment()
    vouched = request.session.get(VOUCHED)
    for key in CARRIED:
        request.session.pop(key, None)
    if vouched is not None and vouched == account_id:
        request.session["waypost_second_factor"] = True  # the school's own sign-in did it
    request.session[SINCE] = now
    request.session[SEEN] = now


def over(session: Any, who: Who) -> bool:
    """Has this session run out for a person with these roles?"""
    now, span = moment(), span_of(who, bool(session.get(SHARED)))
    since, seen = session.get(SINCE), session.get(SEEN)
    if since is None or seen is None:
        return False  # begun by a means that doesn't say; `touch` starts its time
    return bool(now - seen > span.idle or now - since > span.whole)


def touch(request: HttpRequest, who: Who) -> None:
    """Note that somebody is there. A page that refreshes by itself is nobody."""
    session, now = request.session, moment()
    session.setdefault(SINCE, now)
    by_itself = request.headers.get("HX-Request") == "true" and request.method == "GET"
    if SEEN not in session or (not by_itself and now - session[SEEN] >= STEP):
        session[SEEN] = now
    roles = sorted(who.roles)
    if session.get(ROLES) != roles:
        if ROLES in session:
            session.cycle_key()  # a new id at a change of role
        session[ROLES] = roles
    if (
        who.has(Role.GUARDIAN)
        and span_of(who, bool(session.get(SHARED))) is FAMILY
        and not session.get("_session_expiry")
    ):
        session.set_expiry(FAMILY.whole)


def end_all(account_id: int) -> None:
    """End every session of an account."""
    Account.objects.filter(pk=account_id).update(session_epoch=F("session_epoch") + 1)


def end_others(request: HttpRequest, account: Account) -> None:
    """End every other session of the account; this one goes on under a new id."""
    end_all(account.pk)
    account.refresh_from_db(fields=["session_epoch"])
    update_session_auth_hash(request, account)


def _on_sign_in(
    sender: object, request: HttpRequest | None = None, user: Account | None = None, **kwargs: object
) -> None:
    if request is not None and hasattr(request, "session"):
        begin(request, user.pk if user else None)


def listen() -> None:
    """Connect to sign-ins and to changes of the second factor; called when the apps are ready."""
    from . import second_factor

    user_logged_in.connect(_on_sign_in, dispatch_uid="waypost.trust.sessions")
    second_factor.listen()
