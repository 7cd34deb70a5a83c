"""Every change of a note: write one of the three kinds, revise it, let it go. Each in one transaction."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from waypost.school import clock
from waypost.school.models import Person

from .. import jottings
from ..models import Jotting, Note, NoteVersion, RestrictedNote, RestrictedVersion


@transaction.atomic
def write(student: Person, author: Person, words: str, *, once: UUID, check_in: int | None = None) -> Note:
    """A record. Sent twice (the same `once`) it is one."""
    made: Note = _write(Note, NoteVersion, student, author, words, once, check_in_id=check_in)
    return made


@transaction.atomic
def write_restricted(
    student: Person, author: Person, words: str, readers: str, *, once: UUID
) -> RestrictedNote:
    """A restricted record, read by its author and the roles that it names."""
    made: RestrictedNote = _write(
        RestrictedNote, RestrictedVersion, student, author, words, once, readers=readers
    )
    return made


@transaction.atomic
def jot(student: Person, author: Person, words: str, *, once: UUID) -> Jotting:
    """A memory aid for the author alone, sealed before it comes to the database."""
    before = Jotting.objects.filter(once=once, author_id=author.pk).first()
    if before is not None:
        return before
    now = clock.now()
    name = jottings.key_name(author.pk, now)
    sealed = jottings.seal(words, name)
    return Jotting.objects.create(
        person_id=student.pk, author_id=author.pk, key_name=name, sealed=sealed, made=now, once=once
    )


@transaction.atomic
def let_go(jotting: Jotting) -> None:
    """The author needs it no longer."""
    Jotting.objects.filter(pk=jotting.pk).delete()
    jottings.forget_keys()


@transaction.atomic
def revise(note: Note | RestrictedNote, words: str, by: Person) -> None:
    """A new version; the old one stays. A wording that changes nothing makes none."""
    locked: Any = type(note).objects.select_for_update().get(pk=note.pk)
    last = locked.versions.order_by("-number").first()
    if last is not None and last.words == words:
        return
    number = (locked.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    locked.versions.create(number=number, words=words, made=clock.now(), made_by=by.pk)


def _write(
    kind: Any, version: Any, student: Person, author: Person, words: str, once: UUID, **more: Any
) -> Any:
    before = kind.objects.filter(once=once, author_id=author.pk).first()
    if before is not None:
        return before
    now = clock.now()
    try:
        with transaction.atomic():
            note = kind.objects.create(person_id=student.pk, author_id=author.pk, made=now, once=once, **more)
    except IntegrityError:  # the other sending was quicker by a moment
        return kind.objects.get(once=once, author_id=author.pk)
    version.objects.create(note=note, number=1, words=words, made=now, made_by=author.pk)
    return note
