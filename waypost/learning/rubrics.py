"""The rubrics that come with Waypost: two that hold in all subjects, four described levels each. Data, no logic.

Each counts for a skill of its own, by judgement; a piece may count for a skill of a subject besides.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FRAMEWORK = "urn:waypost:skills:rubrics"
FRAMEWORK_TITLE = _("Seen in work of all subjects")
LEVELS = range(1, 5)

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Rubric:
    """`levels` are described from 1 to 4; from 3 on it counts as shown (MEASURES: judgement)."""

    slug: str
    title: Text
    question: Text
    levels: tuple[Text, Text, Text, Text]

    def words(self, level: int) -> str:
        return str(self.levels[level - 1])


REASONING = Rubric(
    "reasoning",
    _("Reasoning"),
    _("What is claimed, what speaks for it, what do others say, where was I wrong?"),
    (
        _("Says an opinion."),
        _("Says an opinion, and gives a reason or evidence that fits."),
        _("Shows how the evidence leads to the opinion, and looks at another view."),
        _(
            "Weighs other views, and says where the own thinking was wrong or could be, and what would show it."
        ),
    ),
)
EXPLAINING = Rubric(
    "explaining",
    _("Explaining to another"),
    _("Could somebody who doesn't know it yet understand it from this?"),
    (
        _("Tells the answer, or what to do."),
        _("Goes through the steps in an order that one can follow."),
        _("Says why each step holds: in own words, with an example or a drawing."),
        _("Finds out what the other thinks, fits the explanation to it, and checks that it was understood."),
    ),
)
SHIPPED: dict[str, Rubric] = {r.slug: r for r in (REASONING, EXPLAINING)}
CHOICES = [(r.slug, r.title) for r in SHIPPED.values()]
