"""Which rows are one person, and by what they may be known: what trust's erasure asks of the school (TRUST 8)."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO

from django.db.models import Q

from waypost.trust import ledger
from waypost.trust.erasure import lent
from waypost.trust.erasure.lent import Whose

from . import changes, clock, kept
from .identities import rows_of
from .leaving import GONE
from .models import Identifier, Person, RosterImport

PIECE = 1 << 20
SHORTEST = 3  # a shorter name stands in every file: nothing is known by it


def install() -> None:
    lent.install(whose, names)
    lent.blank("school.Person", language="", since=None)  # the day of the erasure stays as that of leaving


def whose(person: int) -> Whose:
    rows = Person.objects.filter(pk__in=rows_of(person) if person else [])
    kinds = dict(rows.values_list("pk", "kind"))
    return Whose(frozenset(kinds) or frozenset({person}), bool({"student", GONE} & set(kinds.values())))


def names(people: Collection[int]) -> set[str]:
    """Full names, numbers of the roster, addresses, and what tools call them."""
    found: set[str] = set()
    for person in Person.objects.filter(pk__in=people):
        found |= {person.sourced_id or "", person.email}
        if person.family_name:
            found |= {f"{first} {person.family_name}" for first in (person.given_name, person.called)}
    for identifier in Identifier.objects.filter(identities__person__in=people, identities__parted=None):
        found.add(identifier.called)
    return {word for word in found if len(word) >= SHORTEST}


@lent.at_the_beginning
def _stands_for_nobody(them: Whose) -> None:
    """Nobody meets them on a page any more, and the projector reads them no more."""
    Person.objects.filter(pk__in=them.people).update(active=False, kind=GONE, left=clock.today())
    changes.people_changed.send(sender=Person, person_ids=set(them.people))


@lent.finder("school.Identity")
def _with_the_identifier(them: Whose) -> list[int]:
    return []  # evidence takes them along: the name itself must be remembered, keyed, before they go


@lent.scrubber
def _rosters(words: Collection[str]) -> Mapping[str, int]:
    """Files that wait and name them, and what was refused in them by name. The file has to be sent again, without them."""
    dropped = 0
    for row in RosterImport.objects.exclude(stored_as=""):
        if holds(kept.path_of(row), words):
            kept.path_of(row).unlink(missing_ok=True)
            row.stored_as, row.state = "", "dropped"
            row.save(update_fields=["stored_as", "state"])
            dropped += 1
    for row in RosterImport.objects.exclude(report={}):
        if any(word in str(row.report) for word in words):
            row.report = {k: _without(v, words) for k, v in row.report.items()}
            row.save(update_fields=["report"])
            dropped += 1
    return {"school.RosterImport": dropped}


def _without(told: object, words: Collection[str]) -> object:
    """A list of sentences or refusals without those that name them."""
    if not isinstance(told, list):
        return told
    return [one for one in told if not any(word in str(one) for word in words)]


def holds(path: Path, words: Collection[str]) -> bool:
    """Does a file, or a file in an archive, hold one of these texts?"""
    if not path.is_file():
        return False
    wanted = [word.encode() for word in words]
    if not zipfile.is_zipfile(path):
        with path.open("rb") as plain:
            return _in(plain, wanted)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as file:
                if _in(file, wanted):
                    return True
    return False


def _in(file: IO[bytes], wanted: list[bytes]) -> bool:
    overlap, before = max((len(w) for w in wanted), default=1), b""
    while piece := file.read(PIECE):
        text = before + piece
        if any(word in text for word in wanted):
            return True
        before = text[-overlap:]
    return False


RIGHTS = ("see", "message", "consent", "book")


def _keep_right(right: str) -> None:
    ledger.keeps(
        f"right to {right}",
        ledger.Kind(
            "school.GuardianLink", lambda: Q(state="confirmed", **{right: False}), lambda at: {right: False}
        ),
    )


for _right in RIGHTS:
    _keep_right(_right)
ledger.keeps(
    "guardian",
    ledger.Kind(
        "school.GuardianLink",
        lambda: Q(state="ended"),
        lambda at: {"state": "ended", "until": clock.day_of(at), **dict.fromkeys(RIGHTS, False)},
    ),
)
#: Who the two were that entered it isn't known from a hash. That it stands is: nobody gives rights alone until two end it.
ledger.keeps(
    "restricted",
    ledger.Kind("school.GuardianLink", lambda: Q(second_by__isnull=False), lambda at: {"second_by": 0}),
)
#: A student of age said no. Most links have no yes, for their students are children: `sync` would list them all.
ledger.keeps(
    "no longer",
    ledger.Kind("school.GuardianLink", lambda: Q(agreed=None), lambda at: {"agreed": None}, swept=False),
)
