"""xAPI statements: their shapes, their rules, the canonical keys of the people in them, and their drafts."""

from .agents import account_key, key_of
from .draft import Draft, people_of, prepare, read, tags_of
from .equivalence import same
from .refusal import RefusedStatement
from .structs import Agent, Statement, Thing
from .times import duration_milliseconds, instant, milliseconds_of, stamp

__all__ = [
    "Agent",
    "Draft",
    "RefusedStatement",
    "Statement",
    "Thing",
    "account_key",
    "duration_milliseconds",
    "instant",
    "key_of",
    "milliseconds_of",
    "people_of",
    "prepare",
    "read",
    "same",
    "stamp",
    "tags_of",
]
