"""From a response to a statement's draft: prepared parts, one encode, a deterministic id. (Tests hold what is made
here against the checks that every foreign statement passes.)"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec

from .. import vocabulary as words
from ..models import Source
from ..statements import Draft, account_key, stamp
from .rows import Lacks, Response

_encode = msgspec.json.Encoder().encode
_LOW = (1 << 64) - 1
_VERSION = 0x5 << 76
_VARIANT = 0x2 << 62
_KEEP = ~((0xF << 76) | (0x3 << 62))
_MOST = 100_000  # prepared parts that are kept


class Builder:
    """Drafts for one file of one source."""

    def __init__(self, source: Source, lacks: Lacks, *, student_is: str = "account") -> None:
        self.home = home_of(source)
        self._slug, self._lacks, self._student_is = source.slug, lacks, student_is
        self._actors: dict[str, tuple[dict[str, Any], str, int]] = {}
        self._contexts: dict[tuple[Any, ...], tuple[dict[str, Any], tuple[str, ...]]] = {}

    def key_of(self, student: str) -> str:
        """The canonical key of a student of this file."""
        return self._actor(student)[1]

    def number(self, row: Response, again: int = 0) -> UUID:
        """The id of a row's statement; `again`: how often the row was taken back before."""
        return _number(self._actor(row.student)[2], row, again)

    def draft(self, row: Response, again: int = 0) -> Draft:
        actor, key, high = self._actor(row.student)
        activity = self._activity(row)
        undated = row.at is None
        context, tags = self._context(row.skills, undated, not row.item)
        number = _number(high, row, again)
        payload: dict[str, Any] = {
            "id": str(number),
            "actor": actor,
            "verb": {"id": words.HINT_TAKEN if row.is_hint else words.ANSWERED},
            "object": {"id": activity},
        }
        result = _result(row)
        if result:
            payload["result"] = result
        if context:
            payload["context"] = context
        if row.at is not None:
            payload["timestamp"] = stamp(row.at)
        payload["version"] = "1.0.0"
        return Draft(
            id=number,
            payload=_encode(payload),
            timestamp=row.at,
            verb=payload["verb"]["id"],
            actor=key,
            activity=activity,
            people=((key, "actor"),),
            tags=tags,
            timed=not undated,
        )

    def _actor(self, student: str) -> tuple[dict[str, Any], str, int]:
        """Agent, key, and the first half of the ids of this student's statements (so that they stand together on disk)."""
        kept = self._actors.get(student)
        if kept is None:
            if len(self._actors) > _MOST:
                self._actors.clear()
            agent, key = self._agent(student)
            high = hashlib.sha1(f"{self._slug}|{key}".encode(), usedforsecurity=False).digest()[:8]
            kept = self._actors[student] = agent, key, int.from_bytes(high, "big") << 64
        return kept

    def _agent(self, student: str) -> tuple[dict[str, Any], str]:
        if self._student_is == "email":
            address = student.lower()
            return {"mbox": f"mailto:{address}"}, f"mbox|mailto:{address}"
        home = "urn:waypost:roster" if self._student_is == "sourced_id" else self.home
        return {"account": {"homePage": home, "name": student}}, account_key(home, student)

    def _activity(self, row: Response) -> str:
        if row.item:
            return f"{self.home}/item/{_quoted(row.item)}"
        return f"{self.home}/skill/{_quoted(row.skills[0])}" if row.skills else f"{self.home}/file"

    def _context(
        self, skills: tuple[str, ...], undated: bool, no_item: bool
    ) -> tuple[dict[str, Any], tuple[str, ...]]:
        wanted = (skills, undated, no_item)
        kept = self._contexts.get(wanted)
        if kept is None:
            if len(self._contexts) > _MOST:
                self._contexts.clear()
            tags = tuple(words.column_iri(s) for s in skills)
            said = {
                words.UNDATED: undated,
                words.NO_ITEM: no_item,
                words.NO_DURATION: self._lacks.duration,
                words.NO_HINTS: self._lacks.hints,
            }
            extensions = {name: True for name, is_so in said.items() if is_so}
            context: dict[str, Any] = (
                {"contextActivities": {"grouping": [{"id": t} for t in tags]}} if tags else {}
            )
            if extensions:
                context["extensions"] = extensions
            kept = self._contexts[wanted] = context, tags
        return kept


@lru_cache(maxsize=_MOST)
def _quoted(text: str) -> str:
    return quote(text, safe="")


def home_of(source: Source) -> str:
    """What the accounts and activities of a source's files are named below."""
    return source.home_page.rstrip("/") or f"{words.RESERVED}source:{source.slug}"


def _number(high: int, row: Response, again: int) -> UUID:
    """The same row of the same source is the same statement (a name-based UUID, as version 5 is)."""
    name = f"{row.identity}|again {again}" if again else row.identity
    low = hashlib.sha1(name.encode(), usedforsecurity=False).digest()[:8]
    return UUID(int=((high | int.from_bytes(low, "big") & _LOW) & _KEEP) | _VERSION | _VARIANT)


def _result(row: Response) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if row.success is not None:
        result["success"] = row.success
    if row.score is not None:
        result["score"] = {"scaled": row.score}
    if row.duration is not None:
        seconds, rest = divmod(row.duration, 1000)
        result["duration"] = f"PT{seconds}.{rest:03d}S" if rest else f"PT{seconds}S"
    extensions: dict[str, Any] = {}
    if row.hints:
        extensions[words.HINTS] = row.hints
    if row.bottomed_out:
        extensions[words.BOTTOMED_OUT] = True
    if row.attempt is not None and row.attempt > 0:
        extensions[words.ATTEMPT] = row.attempt
    if extensions:
        result["extensions"] = extensions
    return result
