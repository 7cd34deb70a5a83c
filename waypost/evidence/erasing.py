"""How somebody's evidence goes (TRUST 8): their own statements leave a tombstone, from those of others they are taken out.

A statement is theirs when they are its actor, or when an adult says something of them. One of a classmate stays the
classmate's, without them. Their names in tools are remembered as keyed hashes, so that no tool brings them back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from waypost.school import clock
from waypost.school.erasing import holds
from waypost.school.identities import chunks, resolve, windows_of
from waypost.school.models import Identifier, Identity, Person
from waypost.trust import ledger
from waypost.trust.erasure import lent
from waypost.trust.erasure.lent import Whose

from . import changes, ending, iris, uploads, vocabulary
from .models import ErasedName, Iri, Refused, ResponseImport, Statement, StatementAgent
from .redact import ERASED_KEY, without
from .statements import instant
from .statements.loose import people_in
from .stream import name_digest, rows
from .vocabulary import RESERVED

_THEIRS = ("actor", "object")


def _identifiers(them: Whose) -> dict[int, bool]:
    """What they are called in tools -> was it theirs alone? Names that were parted from them say nothing of them."""
    mine = Identity.objects.filter(person_id__in=them.people, parted=None)
    ids = set(mine.values_list("identifier_id", flat=True))
    spans = windows_of(ids, follow=False)
    return {i: {w.person for w in spans.get(i, ())} <= them.people for i in ids}


@lent.finder("evidence.Statement")
def statements(them: Whose) -> Iterable[int]:
    """Every statement in which they stand anywhere, by the day on which the name was theirs."""
    found: set[int] = set()
    for identifier, alone in _identifiers(them).items():
        seqs = StatementAgent.objects.filter(identifier=identifier)
        if alone:
            found.update(seqs.values_list("statement_id", flat=True))
            continue
        spans = [w for w in windows_of([identifier], follow=False)[identifier] if w.person in them.people]
        dated = seqs.filter(statement__timestamp__isnull=False)
        for seq, at in dated.values_list("statement_id", "statement__timestamp"):
            if at is not None and any(w.holds(clock.day_of(instant(at))) for w in spans):
                found.add(seq)
    return found


@lent.finder("evidence.StatementAgent")
def _with_the_statement(them: Whose) -> Iterable[int]:
    return ()


@lent.eraser("evidence.Statement")
@transaction.atomic
def erase(seqs: Sequence[int], them: Whose, case: str) -> Mapping[str, int]:
    """Some hundred statements: whole, or without them."""
    rows.lock()
    mine = dict(Identifier.objects.filter(pk__in=list(_identifiers(them))).values_list("pk", "key"))
    places, others, keys = _places(seqs, mine), _others(seqs, them), frozenset(mine.values())
    whole: list[int] = []
    part: dict[int, bytes] = {}
    for row in (
        Statement.objects.filter(pk__in=seqs).select_related("verb").only("seq", "payload", "verb__iri")
    ):
        left = None
        if not _is_theirs(row.verb.iri, places[row.seq], row.seq in others):
            left = without(bytes(row.payload), keys)
        if left is None:
            whole.append(row.seq)
        else:
            part[row.seq] = left
    ended = dict(ending.statements(whole, case)) if whole else {}
    if part:
        _take_out(part, set(mine))
        ended["evidence.StatementAgent"] = ended.get("evidence.StatementAgent", 0) + len(part)
    return ended


def _is_theirs(verb: str, places: set[str], another: bool) -> bool:
    """Is it theirs as a whole? `another`: another student is its actor or the one it is about."""
    if verb in vocabulary.ACTS_OF_OTHERS:  # about the object, whoever acted
        return "object" in places or ("actor" in places and not another)
    return "actor" in places or ("object" in places and not another)


def _places(seqs: Sequence[int], mine: Collection[int]) -> dict[int, set[str]]:
    """Where in each statement they stand."""
    found: dict[int, set[str]] = {seq: set() for seq in seqs}
    agents = StatementAgent.objects.filter(statement__in=seqs, identifier__in=mine)
    for seq, place in agents.values_list("statement_id", "position"):
        found[seq].add(place)
    return found


def _others(seqs: Sequence[int], them: Whose) -> set[int]:
    """Statements that are a student's who stays, and stand in that student's readings: as actor, or as whom it is about."""
    agents = StatementAgent.objects.filter(statement__in=seqs, position__in=_THEIRS)
    people = agents.filter(identifier__identities__parted=None).values_list(
        "statement_id", "identifier__identities__person_id"
    )
    pairs = [(seq, person) for seq, person in people if person is not None and person not in them.people]
    students = set(
        Person.objects.filter(pk__in={p for _, p in pairs}, kind="student").values_list("pk", flat=True)
    )
    return {seq for seq, person in pairs if person in students}


def _take_out(part: Mapping[int, bytes], mine: Collection[int]) -> None:
    StatementAgent.objects.filter(statement__in=list(part), identifier__in=mine).delete()
    nobody = resolve([ERASED_KEY], join=False)[ERASED_KEY]
    Statement.objects.filter(pk__in=list(part), actor__in=mine).update(actor=nobody)
    for seq, payload in part.items():
        Statement.objects.filter(pk=seq).update(payload=payload, redacted=True)
    changes.statements_redacted.send(sender=Statement, seqs=list(part))


@lent.finder("school.Identifier")
def _their_identifiers(them: Whose) -> Iterable[int]:
    rows = Identity.objects.filter(person_id__in=them.people)
    return set(rows.values_list("identifier_id", flat=True))


@lent.eraser("school.Identifier")
@transaction.atomic
def erase_names(keys: Sequence[int], them: Whose, case: str) -> Mapping[str, int]:
    """What tools call them, and the ties. A name that somebody else had, too, stays for that person."""
    rows.lock()
    now, alone = clock.now(), {i for i, own in _identifiers(them).items() if own}
    found = dict(Identifier.objects.filter(pk__in=[k for k in keys if k in alone]).values_list("pk", "key"))
    digests = [ErasedName(digest=name_digest(key), case=case, erased=now) for key in found.values()]
    ErasedName.objects.bulk_create(
        digests, update_conflicts=True, unique_fields=["digest"], update_fields=["case", "erased"]
    )
    ended = dict(Identity.objects.filter(identifier__in=keys, person_id__in=them.people).delete()[1])
    used = set(Statement.objects.filter(actor__in=keys).values_list("actor_id", flat=True))
    used |= set(StatementAgent.objects.filter(identifier__in=keys).values_list("identifier_id", flat=True))
    bare = Identifier.objects.filter(pk__in=[k for k in keys if k not in used], identities=None)
    ended |= bare.delete()[1]
    iris.forget_everywhere()
    return ended


@lent.scrubber
def _refused(words: Collection[str]) -> Mapping[str, int]:
    """What waits in the tray and names them."""
    gone: list[int] = []
    for row in Refused.objects.only("pk", "document", "sentence").iterator(chunk_size=500):
        named = {key.rpartition("|")[2].removeprefix("mailto:") for key in people_in(row.document)}
        if named & set(words) or any(f'"{w}"' in row.document or w in row.sentence for w in words):
            gone.append(row.pk)
    return {"evidence.Refused": sum(Refused.objects.filter(pk__in=p).delete()[0] for p in chunks(gone))}


@lent.scrubber
def _files(words: Collection[str]) -> Mapping[str, int]:
    """Files of answers that still lie here and name them, and the lists of their refused rows. They may be sent again."""
    gone = 0
    folder: Path = settings.HOME.make("files")
    for row in ResponseImport.objects.exclude(state="done"):
        if holds(uploads.path_of(row), words):
            uploads.forget(row)
            ResponseImport.objects.filter(pk=row.pk).update(state="failed", sentence=uploads.PUT_AWAY)
            gone += 1
    for row in ResponseImport.objects.exclude(report=""):
        if holds(folder / row.report, words):
            (folder / row.report).unlink(missing_ok=True)
            ResponseImport.objects.filter(pk=row.pk).update(report="")
            gone += 1
    return {"evidence.ResponseImport": gone}


@lent.scrubber
def _activities(words: Collection[str]) -> Mapping[str, int]:
    """Addresses that no statement uses any more (a page of their own in a tool). One that stands in a set of tags stays as
    a row, and loses its text where it names them."""
    used = Q(pk__in=Statement.objects.exclude(activity=None).values("activity")) | Q(
        pk__in=Statement.objects.values("verb")
    )
    loose = dict(Iri.objects.exclude(used).values_list("pk", "iri"))
    answers: list[Any] = changes.iris_loose.send(sender=Iri, ids=set(loose))
    tags: set[int] = {pk for _receiver, found in answers for pk in found}
    named = [pk for pk in tags if any(word in loose[pk] for word in words)]
    for pk in named:
        Iri.objects.filter(pk=pk).update(iri=f"{RESERVED}erased:{pk}", name="")
    gone = sum(Iri.objects.filter(pk__in=part).delete()[0] for part in chunks(sorted(set(loose) - tags)))
    iris.forget_everywhere()
    return {"evidence.Iri": gone}


ledger.keeps(
    "credential",
    ledger.Kind("evidence.Credential", lambda: Q(ended__isnull=False), lambda at: {"ended": at}),
)
