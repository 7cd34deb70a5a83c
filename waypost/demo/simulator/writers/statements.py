"""xAPI 1.0.3 statements, one a line: as a learning platform and a small help button send them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from ..calendar import stamp
from ..events import Answer, Visit
from ..sources import activity
from ..talks import Ask
from ..truth import Source

ADL = "http://adlnet.gov/expapi/verbs/"
_TYPES = "http://adlnet.gov/expapi/activities/"
Statement = dict[str, Any]


class Sender:
    """A tool that sends statements: it names its accounts and activities by its home page."""

    def __init__(self, seed: int, source: Source, names: Mapping[str, str], keys: Mapping[str, str]) -> None:
        """`names`: anybody's id -> name; `keys`: student -> identifier key where it is not the sourcedId."""
        self.seed, self.source, self.names, self.keys = seed, source, names, keys
        self.home = source.home_page

    def answered(self, a: Answer) -> Statement:
        result = {
            "success": a.right,
            "completion": True,
            "score": {"scaled": int(a.right)},
            "duration": iso(a.duration),
        }
        return self._statement(
            "answered", activity(self.source, a.skill.key, a.item), f"{a.skill.title}, question {a.item}", "cmi.interaction",
            a.student, stamp(a.day, a.second), result, self._quiz(a.skill.key), a.attempt,
        )  # fmt: skip

    def visited(self, v: Visit) -> Statement:
        result: dict[str, Any] = {"duration": iso(v.duration)}
        if v.scaled is not None:
            result |= {"completion": True, "score": {"scaled": v.scaled}}
        page = f"{self.home}/page/{v.skill.key}" if v.verb == "experienced" else self._quiz(v.skill.key)
        kind = "lesson" if v.verb == "experienced" else "assessment"
        title = v.skill.title if v.verb == "experienced" else f"{v.skill.title}, quiz"
        course = f"{self.home}/course/{v.skill.subject}-{v.skill.grade}"
        return self._statement(v.verb, page, title, kind, v.student, stamp(v.day, v.second), result, course)

    def asked(self, ask: Ask) -> Statement:
        """The words stay with the adult; the statement says that there was a request, and to whom."""
        statement = self._statement(
            "asked", f"{self.home}/talk", "I want to talk with someone", "interaction", ask.student,
            ask.at.isoformat(timespec="milliseconds"), None, "",
        )  # fmt: skip
        statement["context"]["instructor"] = self._account(ask.adult)
        return statement

    def _quiz(self, key: str) -> str:
        return f"{self.home}/quiz/{key}"

    def _account(self, person: str) -> Statement:
        return {
            "objectType": "Agent",
            "name": self.names[person],
            "account": {"homePage": self.home, "name": person},
        }

    def _actor(self, student: str) -> Statement:
        key = self.keys.get(student)
        if key is None:
            return self._account(student)
        kind, _, value = key.partition("|")
        if kind == "mbox":
            return {"objectType": "Agent", "mbox": value}
        home, _, name = value.rpartition("|")
        return {"objectType": "Agent", "account": {"homePage": home, "name": name}}

    def _statement(
        self,
        verb: str,
        what: str,
        title: str,
        kind: str,
        student: str,
        when: str,
        result: Statement | None,
        parent: str,
        n: int = 1,
    ) -> Statement:
        definition: Statement = {"name": {"en": title}, "type": _TYPES + kind}
        if kind == "cmi.interaction":
            definition |= {"interactionType": "choice"}
        context: Statement = {"platform": self.source.name}
        if parent:
            context["contextActivities"] = {"parent": [{"objectType": "Activity", "id": parent}]}
        statement: Statement = {
            "id": self._id(verb, what, student, when, n),
            "actor": self._actor(student),
            "verb": {"id": ADL + verb, "display": {"en": verb}},
            "object": {"objectType": "Activity", "id": what, "definition": definition},
            "context": context,
            "timestamp": when,
        }
        if result:
            statement["result"] = result
        return statement

    def _id(self, *parts: object) -> str:
        """The same statement always has the same id, so that it may be sent again."""
        digest = hashlib.sha256("|".join(map(str, (self.seed, *parts))).encode()).digest()
        return str(UUID(bytes=digest[:16], version=4))


def iso(seconds: float) -> str:
    """An ISO 8601 duration to a tenth of a second.

    >>> iso(75.04)
    'PT75.0S'
    """
    return f"PT{seconds:.1f}S"


def write(path: Path, lines: Iterable[Statement]) -> int:
    """NDJSON in UTF-8. How many lines were written."""
    listed = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]
    path.write_text("\n".join(listed) + "\n" if listed else "", encoding="utf-8", newline="\n")
    return len(listed)
