"""The days after the clock as a stream: each line says when something arrives, from which source, and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..calendar import OUTAGE, moment
from ..events import Answer, Visit
from ..truth import Truth
from .statements import Sender, Statement

DELAY = 2.0  # seconds from the answer to its arrival


class Stream:
    """Says an event as the statement of its source."""

    def __init__(self, truth: Truth, mails: Mapping[str, str]) -> None:
        self.truth = truth
        self._by_hand = {student: key for key, student in truth.by_hand.items()}
        self._mails = {student: f"mbox|mailto:{mail}" for student, mail in mails.items()}
        self._senders: dict[str, Sender] = {}

    def sender(self, slug: str) -> Sender:
        if slug not in self._senders:
            keys = self._mails if slug == "khan" else self._by_hand if slug == "moodle" else {}
            self._senders[slug] = Sender(self.truth.seed, self.truth.sources[slug], self.truth.names, keys)
        return self._senders[slug]

    def say(self, event: Answer | Visit) -> Statement:
        if isinstance(event, Answer):
            return self.sender(event.source).answered(event)
        return self.sender("moodle").visited(event)

    def lines(self, late: Sequence[Answer | Visit], coming: Sequence[Answer | Visit]) -> list[dict[str, Any]]:
        """In order of arrival: `{"at": ..., "source": slug, "statement": {...}}`. What the outage held back comes first
        thing when the platform is up again, ten a second."""
        found = [(OUTAGE[1].timestamp() + place / 10, e) for place, e in enumerate(late)]
        for event in coming:
            arrives = moment(event.day, event.second).timestamp() + DELAY
            if _source(event) == "moodle":
                arrives = max(arrives, OUTAGE[1].timestamp())
            found.append((arrives, event))
        found.sort(key=lambda pair: pair[0])
        return [
            {"at": _iso(arrives), "source": _source(event), "statement": self.say(event)}
            for arrives, event in found
        ]


def _source(event: Answer | Visit) -> str:
    return event.source if isinstance(event, Answer) else "moodle"


def _iso(instant: float) -> str:
    from datetime import datetime

    from ..calendar import ZONE

    return datetime.fromtimestamp(instant, ZONE).isoformat(timespec="milliseconds")
