"""What is worked out once while one page is made: above all, whose students somebody sees. Gone with the answer.

Only while something is read (GET, HEAD): a request that changes rights asks anew each time. Outside a request nothing
is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("remembered", default=None)
_about: ContextVar[frozenset[int] | None] = ContextVar("about", default=None)


@contextmanager
def while_reading(method: str | None) -> Iterator[None]:
    """Around the making of one answer."""
    token = _kept.set({} if method in {"GET", "HEAD"} else None)
    try:
        yield
    finally:
        _kept.reset(token)


@contextmanager
def about(*people: int) -> Iterator[None]:
    """While a part of a page is made that is about these people alone, a student or a class: whose students somebody sees
    is then asked for these. It can only hide: each rule still says itself whether it opens anything."""
    token = _about.set(frozenset(people))
    try:
        yield
    finally:
        _about.reset(token)


def whom() -> frozenset[int] | None:
    """The people that what is being made is about; None: anybody."""
    return _about.get()


def once(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives, made at most once an answer."""
    kept = _kept.get()
    if kept is None:
        return make()
    full = (_about.get(), key)
    if full not in kept:
        kept[full] = make()
    found: T = kept[full]
    return found


def remembering() -> bool:
    return _kept.get() is not None
