"""The wish to talk, in the words of school.talks: for this room's page, and for rooms that don't know this one."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from waypost.school import talks
from waypost.trust.refusal import Refused

from . import adults, helplines
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
        except Refused as why:
            raise talks.Unreachable(str(why)) from why

    def lines(self) -> list[talks.Line]:
        return [talks.Line(line.name, line.number) for line in helplines.lines()]


def called(adult: adults.Adult) -> str:
    """An adult in a list that a student reads."""
    words = {
        "home": _("%(name)s, your home adult"),
        "teacher": _("%(name)s, your teacher"),
        "counsellor": _("%(name)s, counsellor"),
    }
    return words[adult.part] % {"name": adult.person.name}
