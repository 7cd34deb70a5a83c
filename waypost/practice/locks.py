"""A locked plan stays as it is: the database refuses changes, a chain shows those made behind its back.

Each plan's `chain` is an HMAC over the chain before it and what the row says, with a key that isn't in the database
(`trust.chain`); the book of acts names each lock with its chain, so that a row that is gone shows, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.db import connection as default
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from waypost.trust import audit, chain, doctor
from waypost.trust.models import Act

from .models import LockedPlan

BOOK = "plans"
ACT = "trial.lock"
TABLE = "practice_lockedplan"

_SQLITE = [
    "CREATE TRIGGER practice_lockedplan_update BEFORE UPDATE ON practice_lockedplan "
    "BEGIN SELECT RAISE(ABORT, 'a locked plan stays as it is'); END",
    "CREATE TRIGGER practice_lockedplan_delete BEFORE DELETE ON practice_lockedplan "
    "BEGIN SELECT RAISE(ABORT, 'a locked plan stays as it is'); END",
]
_POSTGRES = [
    """CREATE FUNCTION practice_lockedplan_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM practice_lockedplan) THEN
        RAISE EXCEPTION 'a locked plan stays as it is';
    END IF; RETURN NULL; END $$""",
    "CREATE TRIGGER practice_lockedplan_row BEFORE UPDATE OR DELETE ON practice_lockedplan "
    "FOR EACH ROW EXECUTE FUNCTION practice_lockedplan_stays()",
    "CREATE TRIGGER practice_lockedplan_all BEFORE TRUNCATE ON practice_lockedplan "
    "FOR EACH STATEMENT EXECUTE FUNCTION practice_lockedplan_stays()",
    "REVOKE UPDATE, DELETE ON practice_lockedplan FROM PUBLIC, CURRENT_USER",
]
_LET = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS practice_lockedplan_update",
        "DROP TRIGGER IF EXISTS practice_lockedplan_delete",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS practice_lockedplan_row ON practice_lockedplan",
        "DROP TRIGGER IF EXISTS practice_lockedplan_all ON practice_lockedplan",
        "DROP FUNCTION IF EXISTS practice_lockedplan_stays()",
        "GRANT UPDATE, DELETE ON practice_lockedplan TO CURRENT_USER",
    ],
}
_KEEP = {"sqlite": _SQLITE, "postgresql": _POSTGRES}


_GUARDS = {
    "sqlite": "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'practice_lockedplan'",
    "postgresql": "SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = 'practice_lockedplan'::regclass "
    "AND tgenabled <> 'D' AND NOT tgisinternal",
}


def after_migration(using: str = "default", **_more: Any) -> None:
    """Called after each migration: SQLite loses a trigger when a table is made anew."""
    connection = connections[using]
    if TABLE in connection.introspection.table_names():
        keep_plans(connection)


def keep_plans(connection: BaseDatabaseWrapper) -> None:
    """Let the database refuse changes of locked plans, whether or not it did before."""
    let_plans(connection)
    _run(connection, _KEEP[connection.vendor])


def guarded() -> bool:
    """Does the database refuse changes now?"""
    with default.cursor() as cursor:
        cursor.execute(_GUARDS[default.vendor])
        return bool(cursor.fetchone()[0] == 2)


def let_plans(connection: BaseDatabaseWrapper) -> None:
    """Undo `keep_plans`: before it is set anew, and for tests."""
    _run(connection, _LET[connection.vendor])


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def content(row: LockedPlan) -> list[Any]:
    """What the chain holds of a plan."""
    return [row.trial_id, row.at.astimezone(UTC).isoformat(), row.by, row.plan]


def lock(row: LockedPlan, account_id: int | None) -> LockedPlan:
    """Store a plan for good, with its place in the chain and its line in the book of acts. In the caller's transaction."""
    chain.one_at_a_time(BOOK)
    last = LockedPlan.objects.order_by("-pk").values_list("chain", flat=True).first()
    row.chain = chain.link(last or "", content(row))
    row.save(force_insert=True)
    audit.act(
        ACT, actor_id=account_id, object_kind="trial", object_id=row.trial_id, detail={"chain": row.chain}
    )
    return row


def changed() -> dict[int, str]:
    """Trial id -> what is wrong with its plan; empty when all stand as they were locked."""
    found: dict[int, str] = {}
    acts = {int(a.object_id): a.detail.get("chain") for a in Act.objects.filter(verb=ACT)}
    previous, seen = "", set()
    for row in LockedPlan.objects.order_by("pk"):
        seen.add(row.trial_id)
        if row.chain != chain.link(previous, content(row)) or acts.get(row.trial_id, row.chain) != row.chain:
            found[row.trial_id] = _("The plan is not what it was on the day it was locked.")
        previous = row.chain
    for trial in acts.keys() - seen:
        found[trial] = _("A plan was locked and is no longer there.")
    return found


@doctor.check("practice.plans")
def plans_stand() -> Iterable[doctor.Problem]:
    if not guarded():
        yield doctor.Problem(
            _("The database no longer refuses to change locked plans of trials."),
            _("Start Waypost again: it sets the guard anew. Then find out who took it away."),
            grave=True,
        )
    for trial, sentence in sorted(changed().items()):
        yield doctor.Problem(
            _("Trial %(n)d: %(sentence)s") % {"n": trial, "sentence": sentence},
            _(
                "Somebody changed the database behind Waypost. Compare it with a backup; the trial's page says so, too."
            ),
            grave=True,
        )
