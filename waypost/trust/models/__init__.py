"""What trust keeps: accounts and the books; who said yes or no to what."""

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

__all__ = [
    "BY_TWO",
    "SECOND_FACTOR",
    "STAFF",
    "Account",
    "AccountManager",
    "Act",
    "Consent",
    "ConsentText",
    "OneTimeCode",
    "OwnNumber",
    "Pseudonym",
    "ReadBatch",
    "ReadRow",
    "Release",
    "ReleaseCell",
    "ReleaseShown",
    "Role",
    "RoleGrant",
    "Setting",
    "SignInCard",
    "SubjectSet",
    "Tries",
]
