"""Five levels of a goal that can be counted, from two numbers: how many today, how many I want.

As on the scale of Kiresuk & Sherman (1968), what is expected stands in the middle and the steps are even: half the way
again is a bit more than planned, the whole way again much more.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

MOST = 100_000


def levels(today: int, wanted: int, of_what: str) -> dict[str, str]:
    """`level_1`..`level_5` in words. Fewer may be the goal, too; a level below nothing is left out.

    >>> list(levels(4, 10, "pages").values())
    ['less than 4 pages', '4 pages', '10 pages', '13 pages', '16 pages']
    >>> list(levels(8, 3, "mistakes").values())
    ['more than 8 mistakes', '8 mistakes', '3 mistakes', '0 mistakes', '']
    """
    way = wanted - today
    half = (abs(way) + 1) // 2 * (1 if way > 0 else -1)
    further = [wanted + half, wanted + way]
    away = _("less than %(n)s %(what)s") if way > 0 else _("more than %(n)s %(what)s")
    numbers = [today, wanted, *(n if n >= 0 and n != wanted else None for n in further)]
    if numbers[2] is not None and numbers[2] == numbers[3]:
        numbers[3] = None
    said = [away % {"n": today, "what": of_what} if today or way < 0 else ""]
    said += ["" if n is None else _("%(n)s %(what)s") % {"n": n, "what": of_what} for n in numbers]
    return {f"level_{n}": words[:200] for n, words in enumerate(said, start=1)}
