"""What trust keeps: accounts and the books; who said yes or no to what; mail that waits to be sent; what runs out of time, and what somebody asks to have erased."""

from .books import (
    BY_TWO,
    SECOND_FACTOR,
    STAFF,
    Account,
    AccountManager,
    Act,
    OneTimeCode,
    Pseudonym,
    ReadBatch,
    ReadRow,
    Release,
    ReleaseCell,
    ReleaseShown,
    Role,
    RoleGrant,
    Setting,
    SubjectSet,
    Tries,
)
from .cards import OwnNumber, SignInCard
from .consents import Consent, ConsentText
from .emergency import EmergencyAccess, EmergencyReason
from .erasure import ErasureCase, ErasureGround
from .outbox import Outgoing
from .requests import AccessLine, AccessRequest
from .retention import Hold, RetentionRun

__all__ = [
    "BY_TWO",
    "SECOND_FACTOR",
    "STAFF",
    "AccessLine",
    "AccessRequest",
    "Account",
    "AccountManager",
    "Act",
    "Consent",
    "ConsentText",
    "EmergencyAccess",
    "EmergencyReason",
    "ErasureCase",
    "ErasureGround",
    "Hold",
    "OneTimeCode",
    "Outgoing",
    "OwnNumber",
    "Pseudonym",
    "ReadBatch",
    "ReadRow",
    "Release",
    "ReleaseCell",
    "ReleaseShown",
    "RetentionRun",
    "Role",
    "RoleGrant",
    "Setting",
    "SignInCard",
    "SubjectSet",
    "Tries",
]
