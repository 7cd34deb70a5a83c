"""What happened afterwards: how a skill stood when something began, and how it stands now, in words.

Never "because of": what came after can have other reasons, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waypost.evidence.models import SourceGap
from waypost.readings.models import Reading
from waypost.skills.models import Alignment
from waypost.web import say
from waypost.web.shapes import state_word

FEWEST = 3  # counted tries since, before a change is named
RANK = {"starting": 0, "slipping": 0, "developing": 1, "secure": 2, "due_for_a_look": 2}


class Came(StrEnum):
    FURTHER = "further"
    SAME = "same"
    BACK = "back"
    UNKNOWN = "we can't tell"


@dataclass(frozen=True, slots=True)
class After:
    """`tries`: counted tries since then."""

    came: Came
    tries: int
    sentence: str


def after(state_then: str, tries_then: int, now: Reading | None, *, silent: str = "") -> After:
    """One student and one skill. `silent`: the name of a tool that should have sent something and doesn't."""
    tries = max(0, (now.n if now else 0) - tries_then)
    state = now.state if now else "not_enough"
    if tries < FEWEST or state not in RANK:
        return After(Came.UNKNOWN, tries, _too_few(tries, silent))
    said = {"tries": tries, "now": state_word(state), "then": state_word(state_then)}
    if state_then not in RANK:
        text = ngettext(
            "Nothing was known before; now %(now)s, after %(tries)s try.",
            "Nothing was known before; now %(now)s, after %(tries)s tries.",
            tries,
        )
        return After(Came.UNKNOWN, tries, text % said)
    if RANK[state] == RANK[state_then]:
        text = ngettext("Still %(now)s, after %(tries)s try.", "Still %(now)s, after %(tries)s tries.", tries)
        return After(Came.SAME, tries, text % said)
    text = ngettext(
        "Then %(then)s, now %(now)s, after %(tries)s try.",
        "Then %(then)s, now %(now)s, after %(tries)s tries.",
        tries,
    )
    return After(Came.FURTHER if RANK[state] > RANK[state_then] else Came.BACK, tries, text % said)


def _too_few(tries: int, silent: str) -> str:
    if silent:
        return _("%(source)s sends nothing at the moment, so we can't tell.") % {"source": silent}
    if not tries:
        return _("No work on it has been seen since.")
    text = ngettext("%(tries)s try since: too few to tell.", "%(tries)s tries since: too few to tell.", tries)
    return text % {"tries": tries}


def silent_sources(skill_ids: Iterable[int]) -> dict[int, str]:
    """Skill -> a tool that counts for it and is silent now."""
    gaps = dict(SourceGap.objects.filter(until=None).values_list("source_id", "source__name"))
    rows = Alignment.objects.filter(skill_id__in=list(skill_ids), ended=None, source_id__in=list(gaps))
    return {skill: gaps[source] for skill, source in rows.values_list("skill_id", "source_id").distinct()}


def together(found: Sequence[After]) -> str:
    """Several students in a sentence or two; "" for nobody."""
    counts = Counter(a.came for a in found)
    said_of = {
        Came.FURTHER: ngettext(
            "%(n)s is further than then", "%(n)s are further than then", counts[Came.FURTHER]
        ),
        Came.SAME: ngettext(
            "%(n)s is where it was then", "%(n)s are where they were then", counts[Came.SAME]
        ),
        Came.BACK: ngettext(
            "%(n)s is less sure than then", "%(n)s are less sure than then", counts[Came.BACK]
        ),
        Came.UNKNOWN: ngettext("of %(n)s we can't tell", "of %(n)s we can't tell", counts[Came.UNKNOWN]),
    }
    parts = [text % {"n": say.words(counts[came])} for came, text in said_of.items() if counts[came]]
    if not parts:
        return ""
    said = _("Of %(all)s: %(parts)s.") % {"all": say.words(len(found)), "parts": say.listed(parts)}
    return (
        f"{said} {_('That can have other reasons.')}" if counts[Came.FURTHER] or counts[Came.BACK] else said
    )
