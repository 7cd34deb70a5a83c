"""The numbers of "next response", and what it says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from ..settings import setting

PELANEK = "Pelanek, R. (2016). Applications of the Elo rating system in adaptive educational systems. Computers & Education, 98, 169-179."
GERVET = (
    "Gervet, T., Koedinger, K., Schneider, J., & Mitchell, T. (2020). When is deep learning the best approach to "
    "knowledge tracing? Journal of Educational Data Mining, 12(3), 31-54."
)
PAVLIK = (
    "Pavlik, P. I., Cen, H., & Koedinger, K. R. (2009). Performance factors analysis. AIED 2009, 531-538."
)


@dataclass(frozen=True, slots=True)
class NextSettings:
    elo_start: float = setting(1.2, "How far one answer moves an ability at first.", PELANEK)
    elo_slower: float = setting(0.08, "How much less each further answer moves it.", PELANEK)
    held_back: int = setting(
        5, "Every so many-th student is held back from the fit to choose the penalties by."
    )
    steps: int = setting(60, "Steps of the optimizer at most.")
    pairs: int = setting(
        1 << 16, "Pairs of skills told apart; in a larger catalogue several share a place of the table."
    )


DEFAULT = NextSettings()
