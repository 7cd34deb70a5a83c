"""What readings and signals say, to whoever is handed the rows: sentences instead of codes, the skill by its name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from waypost.measures.figures import FIGURES
from waypost.measures.registry import MEASURES, SIGNALS
from waypost.skills.models import Skill
from waypost.web import rows, say
from waypost.web.row_words import codes, state

from . import panels, words
from .models import Episode, EpisodeEvent

OF_SKILLS = frozenset({"mastery"})  # their states are the marks that pages draw
Row = Mapping[str, Any]
Told = list[tuple[str, str]]


def listen() -> None:
    """Lend these words to the pages that show rows."""
    rows.say_row("readings.Reading", _reading)
    rows.say_row("readings.Episode", _episode)
    rows.say_row("readings.EpisodeEvent", _event)
    rows.say_field("signal", _signal)
    rows.say_field("measure", _measure)
    rows.say_field("subject", _skill)


def _signal(code: Any) -> str:
    return _(SIGNALS[code].about.title) if code in SIGNALS else str(code)


def _measure(code: Any) -> str:
    if code in MEASURES:
        return _(MEASURES[code].about.title)
    return _(FIGURES[code][0].title) if code in FIGURES else str(code)


def _skill(number: Any) -> str:
    return (Skill.objects.filter(pk=number).values_list("title", flat=True).first() or "") if number else ""


def _reading(row: Row) -> Told:
    code = str(row.get("state", ""))
    stands = panels.beside(code) or (state(code) if row.get("measure") in OF_SKILLS or "not" in code else "")
    return [
        (_("what was looked at"), _measure(row.get("measure"))),
        (_("about which skill"), _skill(row.get("subject"))),
        (_("how it stands"), stands),
        (_("pieces of evidence"), say.number(row["n"]) if row.get("n") else ""),
        (_("as of"), _on(row, "as_of")),
    ]


def _episode(row: Row) -> Told:
    name = _("this student")
    kept = {k: row.get(k) or {} for k in ("clears", "next_step")}
    episode = Episode(signal=row.get("signal", ""), subject=row.get("subject") or 0, reasons=row.get("reasons") or [], **kept)  # fmt: skip
    stands = codes(open=_("open"), suspended=_("held back"), ended=_("ended"))
    return [
        (_("signal"), _begun(words.heading(episode, name))),
        (_("why"), " ".join(_begun(words.sentence(r, name)) for r in episode.reasons)),
        (_("how it stands"), stands(row.get("state", ""))),
        (_("from"), _on(row, "opened")),
        (_("ended"), _on(row, "ended")),
    ]


def _begun(sentence: str) -> str:
    """Where the name that began it is "this student"."""
    return sentence[:1].upper() + sentence[1:]


def _event(row: Row) -> Told:
    what = words.what_happened(EpisodeEvent(kind=row.get("kind", ""), detail=row.get("detail") or {}))
    return [(_("what happened"), what), (_("when"), rows.said(row.get("at", "")))]


def _on(row: Row, field: str) -> str:
    return say.short_day(date.fromisoformat(row[field]), rows.WITH_YEAR) if row.get(field) else ""
