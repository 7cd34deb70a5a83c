"""What a credential may say (TRUST 7): about whom, about which activities, and never in Waypost's own name."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q
from msgspec import UNSET

from waypost.school import clock
from waypost.school.models import Enrollment, Identity

from .. import vocabulary
from ..models import Credential, Source
from ..statements import RefusedStatement, Statement, Thing, people_of

KEEP = 5.0  # seconds that a class's people and the sources' homes are remembered
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
_IRI_FIELDS = {"id", "type", "moreInfo", "homePage", "usageType", "fileUrl", "openid"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of one credential, as of now."""

    free: bool  # scope "all": no prefixes, any source's people
    prefixes: tuple[str, ...]
    home: str
    foreign: tuple[str, ...]  # homes and prefixes of other sources
    people: frozenset[str] | None  # canonical keys of a class; None: the whole school

    def __call__(self, statement: Statement, plain: dict[str, Any]) -> None:
        """Raise RefusedStatement (403) where the statement goes beyond."""
        _refuse_reserved(plain, "", _own_prefixes())
        if not self.free:
            self._check_activities(statement)
            self._check_homes(people_of(statement))
        if self.people is not None:
            for key, position in people_of(statement):
                if key not in self.people:
                    raise _no(
                        "not-in-class",
                        position,
                        "This key writes about one class only, and this person isn't in it.",
                    )

    def _check_activities(self, part: Statement | Thing, at: str = "object") -> None:
        thing: Thing = part.object  # type: ignore[assignment]
        if thing.objectType == "SubStatement":
            self._check_activities(thing, "object.object")
        elif thing.objectType in (UNSET, "Activity"):
            number = str(thing.id)
            if self.prefixes and not _below(number, self.prefixes):
                raise _no(
                    "beyond-prefix",
                    f"{at}.id",
                    "This key doesn't write about this activity; its prefixes are named on the source's page.",
                )
            if not self.prefixes and _below(number, self.foreign):
                raise _no("other-source", f"{at}.id", "This activity belongs to another source.")

    def _check_homes(self, people: Iterable[tuple[str, str]]) -> None:
        for key, position in people:
            kind, _, rest = key.partition("|")
            if kind != "account":
                continue
            page = rest.rpartition("|")[0]
            if self.home and not _below(page, (self.home,)):
                raise _no("other-home", position, "This key writes about accounts of its own source only.")
            if not self.home and _below(page, self.foreign):
                raise _no("other-home", position, "This account belongs to another source.")


_known: dict[int, tuple[float, Bounds]] = {}


def bounds_of(credential: Credential) -> Bounds:
    """The credential's limits, remembered for a few seconds."""
    kept = _known.get(credential.pk)
    now = time.monotonic()
    if kept is None or now - kept[0] > KEEP:
        kept = now, _read(credential)
        _known[credential.pk] = kept
    return kept[1]


def forget() -> None:
    _known.clear()


def _read(credential: Credential) -> Bounds:
    others = Source.objects.exclude(pk=credential.source_id).exclude(home_page="")
    foreign = set(others.values_list("home_page", flat=True))
    for prefixes in (
        Credential.objects.exclude(source=credential.source_id)
        .filter(ended=None)
        .values_list("prefixes", flat=True)
    ):
        foreign.update(prefixes)
    return Bounds(
        free=credential.scope == "all",
        prefixes=tuple(credential.prefixes),
        home=credential.source.home_page,
        foreign=tuple(foreign),
        people=_keys_of_class(credential.class_id) if credential.class_id else None,
    )


def _keys_of_class(class_id: int) -> frozenset[str]:
    """Every identifier of the people who are in this class today."""
    today = clock.today()
    here = (Q(since=None) | Q(since__lte=today)) & (Q(until=None) | Q(until__gte=today))
    people = Enrollment.objects.filter(here, klass_id=class_id, active=True).values("person_id")
    mine = Identity.objects.filter(here, parted=None, person_id__in=people)
    return frozenset(mine.values_list("identifier__key", flat=True))


def _own_prefixes() -> tuple[str, ...]:
    hosts = [
        h.lstrip(".") for h in settings.ALLOWED_HOSTS if h not in LOOPBACK and h not in ("*", "testserver")
    ]
    return (
        vocabulary.RESERVED,
        *(f"{scheme}://{h}{end}" for h in hosts for scheme in ("https", "http") for end in ("/", ":")),
    )


def _refuse_reserved(value: Any, at: str, own: tuple[str, ...]) -> None:
    """Look at every key, and at every value that is an IRI, in the whole document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            place = f"{at}.{key}" if at else key
            if key.lower().startswith(own):
                raise _reserved(place)
            if isinstance(inner, str):
                if key in _IRI_FIELDS and inner.lower().startswith(own):
                    raise _reserved(place)
            else:
                _refuse_reserved(inner, place, own)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, str):
                if inner.lower().startswith(own):
                    raise _reserved(at)
            else:
                _refuse_reserved(inner, at, own)


def _below(text: str, prefixes: tuple[str, ...]) -> bool:
    """Is this IRI one of these, or below one? "https://a.example" is no prefix of "https://a.example.org"."""
    for prefix in prefixes:
        if text.startswith(prefix):
            rest = text[len(prefix) :]
            if not rest or rest[0] in "/?#:" or prefix[-1:] in "/?#:=":
                return True
    return text + "/" in prefixes


def _reserved(at: str) -> RefusedStatement:
    return _no(
        "reserved-iri",
        at,
        f"IRIs that begin with {vocabulary.RESERVED} or with this school's own address are Waypost's own.",
    )


def _no(code: str, field: str, sentence: str) -> RefusedStatement:
    return RefusedStatement(code, field, sentence, 403)
