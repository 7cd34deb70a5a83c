"""Four pictures in an order, for children who don't remember digits: 12 to the power of 4 ways, twice as many as four digits.

One picture is tapped after the other, each tap is one sending, so that no script is needed. What was tapped so far stands
sealed on the server, never on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import keys

MANY = 4
DIFFERENT = 3  # of the four at least
#: Slug (an icon of web) -> what a child calls it.
PICTURES: dict[str, str | Promise] = {
    "sun": _("sun"), "night": _("moon"), "star": _("star"), "heart": _("heart"), "tree": _("tree"), "fish": _("fish"),
    "house": _("house"), "boat": _("boat"), "cat": _("cat"), "key": _("key"), "cup": _("cup"), "ball": _("ball"),
}  # fmt: skip


def so_far(sealed: str) -> list[str]:
    """The pictures tapped until now."""
    try:
        return keys.unseal(sealed).split() if sealed else []
    except InvalidToken:
        return []


def tapped(sealed: str, sent: Mapping[str, str]) -> str:
    """What stands there after this sending: one more (`picture`), or none any more (`again`)."""
    if sent.get("again"):
        return ""
    before, slug = so_far(sealed), sent.get("picture", "")
    if slug not in PICTURES or len(before) >= MANY:
        return sealed
    return keys.seal(" ".join([*before, slug]))


def secret(chosen: list[str]) -> str:
    """As it is compared: never a number of four digits."""
    return " ".join(chosen)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the twelve to tap, dots for those tapped, and the chosen four to look at before they are kept."""

    grid: list[tuple[str, str | Promise]]
    dots: list[bool]
    chosen: list[tuple[str, str | Promise]]

    @property
    def count(self) -> int:
        return sum(self.dots)


def shown(tapped_: list[str], choosing: bool) -> Shown:
    full = choosing and len(tapped_) == MANY
    return Shown(
        list(PICTURES.items()),
        [n < len(tapped_) for n in range(MANY)],
        [(slug, PICTURES[slug]) for slug in tapped_] if full else [],
    )
