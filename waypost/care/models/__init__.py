"""What this room keeps, a file for each of its things."""

from .signals import Answer, FollowUp, Overruling, SignalAnswer, Taking

__all__ = ["Answer", "FollowUp", "Overruling", "SignalAnswer", "Taking"]
