"""A report is kept as what it told: sections in words, and the released cells behind them. Paper and data come from there alone."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import translation

from waypost.care import quality
from waypost.climate import figures as lessons
from waypost.community import periods, profile
from waypost.school import clock
from waypost.school.look import look
from waypost.trust import audit
from waypost.trust.access import ReadBook
from waypost.trust.models import ReleaseCell
from waypost.voice import heard_figures as heard
from waypost.voice.panels import surveys
from waypost.web import say

from .. import answered, releases
from ..models import KEPT_FOR, ReportSnapshot
from . import meanings, sections

FORM = 1
LEADER = "leader"  # the audience of a release
OWN_RELEASES = (releases.NAME, answered.NAME, heard.NAME, lessons.NAME, quality.NAME)


@transaction.atomic
def make(reads: ReadBook, account: int | None) -> ReportSnapshot:
    """Keep what may be told now, in the language that is spoken now."""
    told = collect(reads)
    made = ReportSnapshot.objects.create(
        title=f"{told['school']} {told['period']}"[:80], made=clock.now(), made_by=account, told=told,
        digest=digest(told),
    )  # fmt: skip
    audit.act("report.keep", actor_id=account, object_kind="report", object_id=made.pk)
    return made


def collect(reads: ReadBook) -> dict[str, Any]:
    style, cells = look(), _cells(reads)
    told = {
        "form": FORM,
        "lang": translation.get_language() or "en",
        "rtl": translation.get_language_bidi(),
        "school": style.school,
        "brand": style.brand,
        "accent": style.accent,
        "paper": style.paper,
        "period": releases.period_in_words(),
        "day": say.dated(clock.today()),
        "sections": sections.gather(reads),
        "cells": cells,
        "figures": meanings.of(cells),
    }
    plain: dict[str, Any] = json.loads(
        json.dumps(told, default=str)
    )  # words that wait for a language are said now
    return plain


def _cells(reads: ReadBook) -> list[dict[str, Any]]:
    """Every cell of the releases behind the report, hidden ones named as hidden, in a fixed order."""
    now = periods.now()
    names = [*OWN_RELEASES, *([profile.name_of(now)] if now else [])]
    own = ReleaseCell.objects.filter(release__name__in=names, release__audience=LEADER).select_related(
        "release"
    )
    rows = [*own, *surveys.cells_for_leader(reads)]
    found = [
        {
            "release": c.release.name, "period": c.release.period, "place": c.line, "figure": c.column,
            "value": c.value if c.shown else None, "low": c.low if c.shown else None, "high": c.high if c.shown else None,
            "words": c.words if c.shown else "", "people": c.band if c.shown else "", "shown": c.shown,
            "made": c.made.isoformat(timespec="seconds"),
        }
        for c in rows
    ]  # fmt: skip
    return sorted(found, key=lambda c: (c["release"], c["period"], c["place"], c["figure"]))


def canonical(told: dict[str, Any]) -> bytes:
    """The one way to write it down: keys in order, nothing between, UTF-8."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(told)).hexdigest()


def holds(snapshot: ReportSnapshot) -> bool:
    """Is it still what it was when it was made?"""
    return digest(snapshot.told) == snapshot.digest


def end_old() -> int:
    """Reports past their time are deleted; how many. Run by the nightly job."""
    edge = clock.now() - timedelta(days=KEPT_FOR)
    old = list(ReportSnapshot.objects.filter(made__lt=edge).values_list("pk", flat=True))
    for pk in old:
        with transaction.atomic():
            ReportSnapshot.objects.filter(pk=pk).delete()
            audit.act("report.end", actor_id=None, object_kind="report", object_id=pk)
    return len(old)
