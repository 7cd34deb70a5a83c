"""The one language in which every room says who may do what to which record.

A `Rule` answers for one object (`may`, with a sentence) and for the query (`rows`): side by side, so that a test can
hold them against each other. Rows come only through `Scoped`, which writes the read log as it hands them out
(TRUST 12): a view can't get at a child's record without leaving a trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

from .models import STAFF, Role

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Decision:
    """A yes or a no with its sentence."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Who:
    """The person who asks, as of now: rights are always today's (TRUST 18)."""

    account: int | None = None
    person: int | None = None
    roles: frozenset[str] = frozenset()
    grants: frozenset[tuple[str, int | None]] = frozenset()  # (role, organization; None: everywhere)
    viewing_as: int | None = None  # the real account, when an administrator looks with another's eyes
    language: str = "en"
    tier: int = 2  # 1: came in with a card alone (TRUST 15)
    emergency: frozenset[int] = frozenset()  # a student whose record is open for an hour, to read (TRUST 11)

    @property
    def signed_in(self) -> bool:
        return self.account is not None

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    def has(self, *roles: Role | str) -> bool:
        return bool(self.roles & {str(r) for r in roles})

    def places_of(self, *roles: Role | str) -> frozenset[int] | None:
        """The organizations where one of these roles holds; None: everywhere. A role held at one school says nothing
        of another role: a leader here may administer elsewhere."""
        wanted = {str(r) for r in roles}
        places = {place for role, place in self.grants if role in wanted}
        return None if None in places else frozenset(p for p in places if p is not None)


NOBODY = Who()


READING = ("see", "read")  # how the verb of a rule begins that lets somebody look, and no more


class Subjects(Protocol):
    """How a rule names the people that a row is about, for the read log."""

    def __call__(self, row: Any) -> Iterable[int]: ...


class Rule(Generic[M]):
    """One verb on one model. Subclass it in a room's access.py and say both sides.

    `name` is "room.model.verb"; `sentence` is what the administrator reads; `restricted` rows are logged before
    they are shown (fail closed).
    """

    name: str
    sentence: str
    restricted: bool = False
    yes: str = ""  # why a row is open; "": because of the sentence
    no: str = "not for this person"

    def rows(self, who: Who) -> QuerySet[M]:
        raise NotImplementedError

    def may(self, who: Who, thing: M) -> Decision:
        """The query's answer for one row. A rule that knows a row's own ground says so in its place."""
        allowed = self.rows(who).filter(pk=thing.pk).exists()
        return Decision(allowed, (self.yes or self.sentence) if allowed else self.no)

    def subjects(self, row: M) -> Iterable[int]:
        """Person ids that a row is about; the row's own id where the model is the person."""
        raise NotImplementedError

    def open_rows(self, who: Who) -> QuerySet[M]:
        """`rows`, but nothing restricted to somebody who looks with another's eyes or in an emergency; and an emergency opens
        nothing to act on: a form that couldn't be sent is not offered either (TRUST 11)."""
        if who.emergency and (self.restricted or not self.name.rpartition(".")[2].startswith(READING)):
            who = replace(who, emergency=frozenset())
        rows = self.rows(who)
        return rows.none() if self.restricted and who.viewing_as is not None else rows

    def scoped(
        self, reads: ReadBook, narrowed: Callable[[QuerySet[M]], QuerySet[M]] | None = None
    ) -> Scoped[M]:
        rows = self.open_rows(reads.who)
        return Scoped(self, reads, narrowed(rows) if narrowed else rows)

    def get(self, reads: ReadBook, **lookup: Any) -> M:
        """The one row, logged as read; 404 when it isn't there *for this person* (existence is not told)."""
        row = self.open_rows(reads.who).filter(**lookup).first()
        if row is None:
            raise Http404
        decision = self.may(reads.who, row)
        if not decision:
            raise PermissionDenied(decision.reason)
        reads.note(self, "read", self.subjects(row))
        return row


@dataclass
class ReadBook:
    """What one request read, and about whom. The middleware writes it into the log."""

    who: Who
    page: str = ""
    purpose: str = ""
    read: set[int] = field(default_factory=set)
    listed: set[int] = field(default_factory=set)
    restricted: bool = False

    def note(self, rule: Rule[Any], kind: str, subjects: Iterable[int]) -> None:
        (self.read if kind == "read" else self.listed).update(subjects)
        self.restricted = self.restricted or rule.restricted


class Scoped(Generic[M]):
    """Rows that a person may see; evaluating them leaves a line in the read log."""

    def __init__(self, rule: Rule[M], reads: ReadBook, rows: QuerySet[M]) -> None:
        self._rule, self._reads, self._rows = rule, reads, rows

    def narrow(self, change: Callable[[QuerySet[M]], QuerySet[M]]) -> Scoped[M]:
        """Filter, order or annotate further; never wider."""
        return Scoped(self._rule, self._reads, change(self._rows))

    def read(self) -> list[M]:
        return self._out("read")

    def listed(self) -> list[M]:
        return self._out("listed")

    def count(self) -> int:
        return self._rows.count()

    def ids(self) -> QuerySet[M]:
        """For use inside another query only: a subquery of primary keys, nothing is shown."""
        return self._rows.values("pk")  # type: ignore[return-value]

    def _out(self, kind: str) -> list[M]:
        rows = list(self._rows)
        self._reads.note(self._rule, kind, (s for row in rows for s in self._rule.subjects(row)))
        return rows

    def __iter__(self) -> Iterator[M]:
        return iter(self.listed())


@dataclass(frozen=True, slots=True)
class Gate:
    """Who may open a page at all, before any record is touched."""

    name: str
    sentence: str
    passes: Callable[[Who], bool]
    public: bool = False


def roles(*allowed: Role) -> Gate:
    """A gate for people who hold one of these roles."""
    wanted = frozenset(str(r) for r in allowed)
    return Gate(
        "+".join(sorted(wanted)),
        f"only for: {', '.join(sorted(wanted))}",
        lambda who: bool(who.roles & wanted),
    )


PUBLIC = Gate("public", "anybody", lambda who: True, public=True)
SIGNED_IN = Gate("signed in", "anybody who is signed in", lambda who: who.signed_in)
STAFF_ONLY = Gate("staff", "staff of the school", lambda who: who.is_staff)
