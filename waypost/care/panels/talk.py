"""Students who want to talk, for Today:  {% include "care/parts/today_talks.html" with talks=for_today(reads) %}"""

from __future__ import annotations

from waypost.trust.access import ReadBook

from ..access import ANSWER_TALK
from ..queries import talk
from ..queries.talk import Asked


def for_today(reads: ReadBook) -> list[Asked]:
    """What this adult was told of and nobody has read yet; the log of reads is touched only where there is something."""
    if not ANSWER_TALK.rows(reads.who).filter(ended=None, read_at=None).exists():
        return []
    return [a for a in talk.told(reads) if not a.reader]
