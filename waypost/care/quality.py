"""Two figures of how good a rule is: what staff say of it. Never mixed with the backtest (`measures.quality`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from waypost.measures.intervals import wilson
from waypost.measures.quality import staff_figure
from waypost.readings.models import Episode
from waypost.web import say

from .models import Answer, SignalAnswer

HELPED = (Answer.USEFUL, Answer.ALREADY)
KEPT_FOR = 60  # seconds


@dataclass(frozen=True, slots=True)
class Rate:
    """Staff found it useful in `useful` of `answered` cases; `raised` cases were shown in all."""

    signal: str
    useful: int
    answered: int
    raised: int

    @property
    def unanswered(self) -> int:
        return max(0, self.raised - self.answered)

    @property
    def retire(self) -> bool:
        """Do the answers propose to retire the rule? The staff do, a leader decides."""
        wrong = self.answered - self.useful
        return staff_figure(self.useful, 0, wrong, self.unanswered).retire

    @property
    def sentence(self) -> str:
        """What staff say, with its interval, and how many were left unanswered."""
        if not self.answered:
            return _("Nobody has answered one of these yet.")
        low, high = wilson(self.useful, self.answered)
        said = _(
            "Staff found it useful in %(useful)s of %(answered)s answered cases (between %(low)s and %(high)s of all "
            "such cases, 95 %% sure); %(unanswered)s were left unanswered."
        )
        return said % {
            "useful": self.useful,
            "answered": self.answered,
            "low": say.percent(low),
            "high": say.percent(high),
            "unanswered": self.unanswered,
        }


def rates() -> dict[str, Rate]:
    """Counts of each rule over all staff (no adult is named here)."""
    kept: dict[str, Rate] | None = cache.get("care.rates")
    if kept is not None:
        return kept
    raised = dict(Episode.objects.order_by().values_list("signal").annotate(n=Count("pk")))
    answers = SignalAnswer.objects.filter(taken_back=None).exclude(answer=Answer.LATER).order_by()
    counted = answers.values("signal").annotate(
        answered=Count("episode_id", distinct=True),
        useful=Count("episode_id", distinct=True, filter=Q(answer__in=HELPED)),
    )
    told = {str(row["signal"]): (int(row["useful"]), int(row["answered"])) for row in counted}
    found = {signal: Rate(signal, *told.get(signal, (0, 0)), n) for signal, n in raised.items()}
    cache.set("care.rates", found, KEPT_FOR)
    return found


def rate(signal: str) -> Rate | None:
    return rates().get(signal)
