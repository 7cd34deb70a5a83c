"""Growth at the student's own pace: skills this half-term beside the last, and when a skill may be secure."""

from .measure import Growth

__all__ = ["Growth"]
