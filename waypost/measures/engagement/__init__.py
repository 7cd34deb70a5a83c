"""What a student's work leaves behind, day by day, beside that student's own earlier weeks.

Four facets of behavioural engagement (Fredricks, Blumenfeld & Paris 2004), four readings, never one figure:
days worked, active minutes, regularity, persistence. One fold keeps what all four need.
"""

from .days_worked import DaysWorked
from .minutes import ActiveMinutes
from .persistence import Persistence
from .regularity import Regularity

__all__ = ["ActiveMinutes", "DaysWorked", "Persistence", "Regularity"]
