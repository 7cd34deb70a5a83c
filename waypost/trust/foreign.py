"""Lines in the registry for the tables that libraries bring along."""

from __future__ import annotations

from .registry import KEEP, WITH_FILE, Clock, Disclosure, Line, Retention, register_foreign

_DAYS = Retention(Clock.CREATED, days=30)
_NOTHING = Line((), Disclosure.NONE, KEEP, "nobody")


def _of_account(audience: str, retention: Retention = WITH_FILE) -> Line:
    return Line(("user__person_id",), Disclosure.RECORD, retention, audience)


LINES = {
    "account.EmailAddress": _of_account("the person"),
    "account.EmailConfirmation": Line(("email_address__user__person_id",), Disclosure.NONE, _DAYS, "nobody"),
    "mfa.Authenticator": _of_account("the person; seeds are sealed"),
    "usersessions.UserSession": _of_account("the person", _DAYS.since("last_seen_at")),
    "socialaccount.SocialAccount": _of_account("the person; administrators"),
    "socialaccount.SocialToken": Line(
        ("account__user__person_id",), Disclosure.NONE, _DAYS.since("expires_at"), "nobody"
    ),
    "socialaccount.SocialApp": Line((), Disclosure.NONE, KEEP, "administrators"),
    "sessions.Session": Line((), Disclosure.NONE, _DAYS.ended_by("trust.nightly"), "nobody: ids only"),
    "auth.Permission": _NOTHING,
    "auth.Group": _NOTHING,
    "auth.Group_permissions": _NOTHING,
    "contenttypes.ContentType": _NOTHING,
    "django_tasks_database.DBTaskResult": Line(
        (),
        Disclosure.NONE,
        Retention(Clock.CREATED, days=1, start="finished_at"),
        "nobody: arguments are ids",
    ),
}


def register() -> None:
    for label, line in LINES.items():
        register_foreign(label, line)
