"""Answers that nobody may open while they are gathered (TRUST 1): sealed boxes of one size, and the spool they wait in.

A *box* is sealed by a round's public key (HPKE, RFC 9180); the private key lies in `keys/`, and ends with the round. The
*spool* lies beside `keys/`, outside database and backup: it holds who has answered and what, apart and shuffled, until
enough people have, so that what reaches the database always comes as a batch. Knows no room.
"""

from .boxes import BOX_BYTES, Key, box_of
from .places import wipe
from .spool import SPOOL, Spool

__all__ = ["BOX_BYTES", "SPOOL", "Key", "Spool", "box_of", "wipe"]
