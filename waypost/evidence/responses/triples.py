"""Three lines a student: how many responses; skills, by commas, in order; 0 or 1, by commas. Undated, without items.

Students have no names in such a file: the n-th is "<file name>-<n>".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .rows import BadRow, FileRefused, Lacks, Response
from .text import Lines


class Triples:
    """A file of triples. A student whose three lines don't agree is left out whole."""

    def __init__(self, lines: Lines, stem: str) -> None:
        self._lines, self._stem = lines, stem
        self.lacks = Lacks(duration=True, hints=True)

    def __iter__(self) -> Iterator[Response | BadRow]:
        numbered = ((n, line.strip()) for n, line in enumerate(self._lines, 1))
        kept = ((n, line) for n, line in numbered if line)
        for student, (line, count) in enumerate(kept, 1):
            if not count.isdecimal():
                words = _(
                    "Line %(line)d should say how many responses follow. This is not a file of three lines a student."
                )
                raise FileRefused(words % {"line": line})
            skills, answers = next(kept, (line, ""))[1], next(kept, (line, ""))[1]
            yield from self._student(
                line, student, int(count), skills.rstrip(",").split(","), answers.rstrip(",").split(",")
            )

    def _student(
        self, line: int, n: int, count: int, skills: list[str], answers: list[str]
    ) -> Iterator[Response | BadRow]:
        if not len(skills) == len(answers) == count:
            words = _(
                "The first line says %(count)d responses; there are %(skills)d skills and %(answers)d answers."
            )
            counts = {"count": count, "skills": len(skills), "answers": len(answers)}
            yield BadRow(line, "", words % counts)
            return
        name, again = f"{self._stem}-{n}", Counter[str]()
        for place, (skill, answer) in enumerate(zip(skills, answers, strict=True), 1):
            skill, answer = skill.strip(), answer.strip()
            if answer not in ("0", "1") or not skill:
                yield BadRow(
                    line + 2,
                    str(place),
                    _("Answer %(place)d is neither 0 nor 1, or names no skill.") % {"place": place},
                )
                continue
            said = f"{skill}|{answer}"
            again[said] += 1
            yield Response(line, name, f"{said}|{again[said]}", skills=(skill,), success=answer == "1")
