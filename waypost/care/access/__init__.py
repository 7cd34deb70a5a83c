"""Who may do what in this room, a file for each of its things."""

from .signals import ACT_ON_SIGNAL, CARERS, SEE_FOLLOW_UP

__all__ = ["ACT_ON_SIGNAL", "CARERS", "SEE_FOLLOW_UP"]
