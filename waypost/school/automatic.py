"""The two exact rules by which an identifier is joined without a person (TRUST 9), and nothing beyond them.

1. An account whose home is the roster (or a home the school has named as such) and whose name is a person's sourcedId.
2. A mail address in a domain that the school owns, on the days on which it was one person's alone. An address that was
   given to somebody else later, or that two people share, stands for nobody on the days in question.

Home mail never joins. What a person joined or parted by hand is left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models.functions import Lower

from . import clock
from .identities import Window, chunks, merged_into, resolve
from .models import Identifier, Identity, Person, School

ROSTER_HOME = "urn:waypost:roster"
BY_ROSTER = "sourcedId"
BY_MAIL = "school mail"

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Rules:
    homes: frozenset[str]
    domains: frozenset[str]

    @classmethod
    def in_force(cls) -> _Rules:
        row = School.objects.values_list("roster_homes", "mail_domains").first() or ([], [])
        return cls(frozenset({ROSTER_HOME, *row[0]}), frozenset(d.lower().lstrip("@") for d in row[1]))

    def sourced_id(self, key: str) -> str | None:
        """The sourcedId that an account key names, if its home is the roster's."""
        kind, _, rest = key.partition("|")
        home, _, name = rest.partition("|") if rest.startswith(f"{ROSTER_HOME}|") else rest.rpartition("|")
        return name if kind == "account" and home in self.homes and name else None

    def school_mail(self, key: str) -> str | None:
        """The address (lower case) of an mbox key, if the school owns its domain."""
        kind, _, rest = key.partition("|")
        address = rest.removeprefix("mailto:").lower()
        return address if kind == "mbox" and address.rpartition("@")[2] in self.domains else None


def roster_key(sourced_id: str) -> str:
    """The identifier by which files name a person of the roster."""
    return f"account|{ROSTER_HOME}|{sourced_id}"


def mail_key(address: str) -> str:
    return f"mbox|mailto:{address.lower()}"


@transaction.atomic
def join_automatically(identifier_ids: Iterable[int]) -> set[int]:
    """Bring these identifiers' automatic identities to what the rules say now. Returns the people whose days changed."""
    rules = _Rules.in_force()
    accounts: dict[int, str] = {}
    mails: dict[int, str] = {}
    for part in chunks(identifier_ids):
        for pk, key in Identifier.objects.filter(pk__in=part).values_list("pk", "key"):
            if sourced_id := rules.sourced_id(key):
                accounts[pk] = sourced_id
            elif address := rules.school_mail(key):
                mails[pk] = address
    changed = _settle(accounts, mails)
    if changed:
        from .people import tell  # people offers this module

        tell(changed)
    return changed


def settle(person_ids: Iterable[int]) -> set[int]:
    """Make and join the identifiers that the roster itself gives these people: sourcedId, and mail of the school's domains."""
    rules = _Rules.in_force()
    keys: list[str] = []
    for part in chunks(person_ids):
        for sourced_id, email in Person.objects.filter(pk__in=part).values_list("sourced_id", "email"):
            if sourced_id:
                keys.append(roster_key(sourced_id))
            if email and rules.school_mail(mail_key(email)):
                keys.append(mail_key(email))
    return join_automatically(resolve(keys, join=False).values())


def sole_windows(presences: Sequence[Window]) -> list[Window]:
    """The days on which exactly one of these people was there, as windows in order; None stands for ever."""
    ends = {p.since for p in presences if p.since} | {p.until + _DAY for p in presences if p.until}
    edges: list[date | None] = [None, *sorted(ends)]
    found: list[Window] = []
    for since, after in zip(edges, [*edges[1:], None], strict=True):
        probe = since or (after - _DAY if after else date.min)
        there = {p.person for p in presences if p.holds(probe)}
        if len(there) != 1:
            continue
        person, until = there.pop(), after - _DAY if after else None
        last = found[-1] if found else None
        if last and since and last.person == person and last.until == since - _DAY:
            found[-1] = Window(person, last.since, until)
        else:
            found.append(Window(person, since, until))
    return found


def _settle(accounts: Mapping[int, str], mails: Mapping[int, str]) -> set[int]:
    """Compare what stands with what should, and write the difference."""
    kept = _Standing.of([*accounts, *mails])
    wanted = _accounts_wanted(accounts) | _mails_wanted(mails, kept)
    changed: set[int] = set()
    fresh: list[Identity] = []
    now = clock.now()
    for identifier, windows in wanted.items():
        if identifier in kept.by_hand:
            continue
        basis = BY_ROSTER if identifier in accounts else BY_MAIL
        windows = [w for w in windows if (identifier, w.person) not in kept.refused]
        rows = kept.automatic.get(identifier, [])
        for row, window in _pairs(rows, windows):
            if row is None and window is not None:
                fresh.append(_identity(identifier, window, basis, now))
                changed.add(window.person)
            elif row is not None and window is None:
                row.parted, row.parted_reason = now, "no longer one person's alone"
                row.save(update_fields=["parted", "parted_reason"])
                changed.add(row.person_id)
            elif (
                row is not None
                and window is not None
                and (row.since, row.until) != (window.since, window.until)
            ):
                row.since, row.until = window.since, window.until
                row.save(update_fields=["since", "until"])
                changed.add(row.person_id)
    Identity.objects.bulk_create(fresh, batch_size=80)
    return changed


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is written about some identifiers: rows of the rules, rows by hand, pairs that a person parted."""

    automatic: dict[int, list[Identity]]
    by_hand: set[int]
    refused: set[tuple[int, int]]

    @classmethod
    def of(cls, identifier_ids: Collection[int]) -> _Standing:
        found = cls(defaultdict(list), set(), set())
        for part in chunks(identifier_ids):
            for row in Identity.objects.filter(identifier__in=part).order_by("since", "pk"):
                if row.parted is not None:
                    if row.parted_by is not None:
                        found.refused.add((row.identifier_id, row.person_id))
                elif row.basis in {BY_ROSTER, BY_MAIL}:
                    found.automatic[row.identifier_id].append(row)
                else:
                    found.by_hand.add(row.identifier_id)
        return found


def _accounts_wanted(accounts: Mapping[int, str]) -> dict[int, list[Window]]:
    people: dict[str, int] = {}
    for part in chunks(set(accounts.values())):
        people.update(
            (str(code), pk)
            for code, pk in Person.objects.filter(sourced_id__in=part).values_list("sourced_id", "pk")
        )
    return {i: [Window(people[code], None, None)] if code in people else [] for i, code in accounts.items()}


def _mails_wanted(mails: Mapping[int, str], kept: _Standing) -> dict[int, list[Window]]:
    holders = _holders(set(mails.values()))
    merged = merged_into()
    wanted: dict[int, list[Window]] = {}
    for identifier, address in mails.items():
        rows = kept.automatic.get(identifier, [])
        presences = _presences(holders.get(address, []), rows)
        standing = [Window(merged.get(p.person, p.person), p.since, p.until) for p in presences]
        own = {merged.get(p.person, p.person): p.person for p in reversed(presences)}
        wanted[identifier] = [Window(own[w.person], w.since, w.until) for w in sole_windows(standing)]
    return wanted


def _holders(addresses: set[str]) -> dict[str, list[Window]]:
    """By address (lower case): everybody whose roster row bears it, from their first day here to their last."""
    found: dict[str, list[Window]] = defaultdict(list)
    for part in chunks(addresses):
        rows = Person.objects.annotate(address=Lower("email")).filter(address__in=part).order_by("pk")
        for address, pk, since, left in rows.values_list("address", "pk", "since", "left"):
            found[address].append(Window(pk, since, left))
    return found


def _presences(holders: Sequence[Window], rows: Sequence[Identity]) -> list[Window]:
    """Who had an address from when to when, with what the standing rows tell of earlier holders.

    Where an address has or had more than one holder, a standing row tells since when (so that what was decided once
    stays); a newcomer whose first day is unknown has it from the day after the last sole holder's end, or from today.
    """
    today = clock.today()
    here = {h.person for h in holders}
    earlier = [
        Window(r.person_id, r.since, r.until or (today - _DAY if holders else None))
        for r in rows
        if r.person_id not in here
    ]
    if len(here) + len({w.person for w in earlier}) < 2:
        return [*earlier, *holders]
    known = {r.person_id: r.since for r in reversed(rows)}
    ended = [r.until + _DAY for r in rows if r.until and r.person_id in here]
    free = [w.until + _DAY for w in earlier if w.until]
    found = list(earlier)
    for holder in holders:
        if holder.person in known:
            since = known[holder.person]
        else:
            since = max([holder.since or min([today, *ended]), *free])
        found.append(Window(holder.person, since, holder.until))
    return found


def _pairs(
    rows: Sequence[Identity], windows: Sequence[Window]
) -> list[tuple[Identity | None, Window | None]]:
    """Each standing row beside the window of the same person that should stand, in order of time."""
    left = list(rows)
    found: list[tuple[Identity | None, Window | None]] = []
    for window in windows:
        row = next((r for r in left if r.person_id == window.person), None)
        if row is not None:
            left.remove(row)
        found.append((row, window))
    return found + [(row, None) for row in left]


def _identity(identifier: int, window: Window, basis: str, now: datetime) -> Identity:
    return Identity(
        identifier_id=identifier,
        person_id=window.person,
        since=window.since,
        until=window.until,
        basis=basis,
        set_at=now,
    )
