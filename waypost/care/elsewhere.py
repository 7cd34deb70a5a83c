"""The wish to talk, offered to rooms that don't know this one (school.talks): the tablet of the class."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from waypost.school import talks

from . import adults, helplines
from .forms.talk import called
from .services import talk


class Keeper:
    def around(self, student: int) -> list[talks.Adult]:
        return [talks.Adult(a.person.pk, called(a)) for a in adults.around(student)]

    def ask(
        self,
        student: int,
        adult: int,
        *,
        once: UUID,
        words: str,
        kept_from: Iterable[int],
        shared_device: bool,
    ) -> None:
        try:
            talk.ask(student, adult, once=once, words=words, kept_from=kept_from, shared_device=shared_device)
        except talk.Refused as why:
            raise talks.Unreachable(str(why)) from why

    def lines(self) -> list[talks.Line]:
        return [talks.Line(line.name, line.number) for line in helplines.lines()]
