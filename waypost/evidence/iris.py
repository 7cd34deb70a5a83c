"""IRIs and identifiers to row ids, remembered by this process once they are committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.models.signals import post_migrate

from waypost.school import clock
from waypost.school.identities import resolve as resolve_identifiers
from waypost.school.models import Identity, Person
from waypost.trust.models import Setting

from .models import Iri
from .vocabulary import PERSON_HOME

MOST = 300_000  # ids kept in memory; then all are forgotten and read again
CHUNK = 400
_OWN_KEY = f"account|{PERSON_HOME}|"


class Remembered:
    """A map from text to row id. Ids of a transaction that may still be rolled back are not kept."""

    def __init__(self, look_up: Callable[[list[str]], dict[str, int]]) -> None:
        self._look_up, self._known = look_up, dict[str, int]()

    def ids(self, texts: Iterable[str]) -> dict[str, int]:
        """Ids of all these, making the rows that are missing."""
        found: dict[str, int] = {}
        missing: list[str] = []
        for text in texts:
            known = self._known.get(text)
            if known is None:
                missing.append(text)
            else:
                found[text] = known
        if missing:
            fresh = self._look_up(sorted(set(missing)))
            transaction.on_commit(lambda: self._keep(fresh))
            found.update(fresh)
        return found

    def _keep(self, fresh: dict[str, int]) -> None:
        if len(self._known) + len(fresh) > MOST:
            self._known.clear()
        self._known.update(fresh)

    def forget(self) -> None:
        self._known.clear()


def _find_iris(texts: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(texts), CHUNK):
        found.update(Iri.objects.filter(iri__in=texts[start : start + CHUNK]).values_list("iri", "pk"))
    return found


def _iri_ids(texts: list[str]) -> dict[str, int]:
    found = _find_iris(texts)
    missing = [t for t in texts if t not in found]
    if missing:
        Iri.objects.bulk_create([Iri(iri=t) for t in missing], batch_size=CHUNK, ignore_conflicts=True)
        found.update(_find_iris(missing))
    return found


def _identifier_ids(keys: list[str]) -> dict[str, int]:
    found = resolve_identifiers(keys)
    own = {k: found[k] for k in keys if k.startswith(_OWN_KEY)}
    if own:
        _join_own(own)
    return found


def _join_own(own: dict[str, int]) -> None:
    """A room names a person by Waypost's own id: that identifier is that person, for good."""
    joined = set(Identity.objects.filter(identifier__in=own.values()).values_list("identifier_id", flat=True))
    wanted = {pk: int(key[len(_OWN_KEY) :]) for key, pk in own.items() if pk not in joined}
    real = set(Person.objects.filter(pk__in=wanted.values()).values_list("pk", flat=True))
    now = clock.now()
    Identity.objects.bulk_create(
        [
            Identity(identifier_id=i, person_id=p, basis="waypost", set_at=now)
            for i, p in wanted.items()
            if p in real
        ]
    )


iris = Remembered(_iri_ids)
identifiers = Remembered(_identifier_ids)


def name_activities(names: dict[int, str]) -> None:
    """Keep the name of an activity that has none yet."""
    unnamed = Iri.objects.filter(pk__in=[pk for pk, name in names.items() if name], name="").values_list(
        "pk", flat=True
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE evidence_iri SET name = %s WHERE id = %s", [(names[pk], pk) for pk in unnamed]
        )


def forget(**_: Any) -> None:
    """Ask the database again (it was emptied, restored, or somebody's rows were erased)."""
    iris.forget()
    identifiers.forget()


_FORGOTTEN = (
    "evidence.forgotten"  # Setting: which time it was that rows went away that a process may remember
)
_seen: list[object] = [None]


def forget_everywhere() -> None:
    """Rows went that others may remember: each process asks the database again before it files the next statements.
    Call it in the transaction that deletes them."""
    Setting.objects.update_or_create(pk=_FORGOTTEN, defaults={"value": uuid4().hex})


def look_again() -> None:
    """Forget what went away meanwhile. Called under the lock of the stream: what is known after it holds."""
    now = Setting.objects.filter(pk=_FORGOTTEN).values_list("value", flat=True).first()
    if now != _seen[0]:
        forget()
        _seen[0] = now


post_migrate.connect(forget, dispatch_uid="evidence-forget-ids")
