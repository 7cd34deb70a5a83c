"""Who sees and changes what stands in this room, a file for each of its things."""

from .about import GIVE_SUPPORT, SEE_ABOUT, SEE_SUPPORT, WRITE_ABOUT, voice_of
from .base import WRITE_WITH
from .goals import OWN_GOAL, SEE_GOAL, WORK_ON_GOAL
from .plans import (
    KEEP_GROUP,
    KEEP_TASK,
    PLAN_FOR_CLASS,
    SEE_CHOSEN,
    SEE_GROUP,
    SEE_HANDED,
    SEE_PLAN,
    SEE_TASK,
    TICK_HANDED,
    WORK_ON_CHOSEN,
)
from .work import JUDGE_PIECE, OWN_PIECE, SEE_PIECE

__all__ = [
    "GIVE_SUPPORT",
    "JUDGE_PIECE",
    "KEEP_GROUP",
    "KEEP_TASK",
    "OWN_GOAL",
    "OWN_PIECE",
    "PLAN_FOR_CLASS",
    "SEE_ABOUT",
    "SEE_CHOSEN",
    "SEE_GOAL",
    "SEE_GROUP",
    "SEE_HANDED",
    "SEE_PIECE",
    "SEE_PLAN",
    "SEE_SUPPORT",
    "SEE_TASK",
    "TICK_HANDED",
    "WORK_ON_CHOSEN",
    "WORK_ON_GOAL",
    "WRITE_ABOUT",
    "WRITE_WITH",
    "voice_of",
]
