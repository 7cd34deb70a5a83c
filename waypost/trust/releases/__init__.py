"""Figures about groups leave only from here (TRUST 2): a stored release of a whole family of tables at once.

A cell is let out when at least `threshold` people stand behind it and nothing that is or was ever shown, taken together,
tells about fewer. The rest is hidden, and enough beside it that it can't be worked out by subtraction. Figures near
none or all are said in words, n stands in bands.
"""

from .bounds import Told
from .service import compute_release, shown, weekly
from .suppress import Figure, Outcome, suppress

__all__ = ["Figure", "Outcome", "Told", "compute_release", "shown", "suppress", "weekly"]
