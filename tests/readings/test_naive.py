"""The fast projector beside a slow, obvious one: plain Python over the statements as they were sent."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.village import ZONE, Village
from waypost.evidence import vocabulary
from waypost.evidence.models import Statement
from waypost.measures.context import Context
from waypost.measures.events import Events, Flag, Kind
from waypost.readings import contexts, fold, projector, store
from waypost.readings.panel import panel
from waypost.school import calendar, clock, people
from waypost.school.models import Identifier
from waypost.skills.models import Alignment

from . import makers
from .test_histories import history, skills_and_rules


def naive_events(person_id: int) -> Events:
    """Read every statement, ask who it was on that day, look at each alignment in turn, sort."""
    rows = []
    for s in Statement.objects.order_by("seq").select_related("verb", "activity"):
        sent = json.loads(bytes(s.payload))
        verb = vocabulary.VERBS.get(s.verb.iri)
        if verb is None or verb.kind is None or s.voided_by is not None:
            continue
        undated = s.timestamp is None or vocabulary.UNDATED in sent.get("context", {}).get("extensions", {})
        local = (
            None
            if undated or s.timestamp is None
            else (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=s.timestamp)).astimezone(ZONE)
        )
        whose = s.actor_id
        if verb.kind == Kind.CONVERSATION:
            account = sent["object"]["account"]
            whose = Identifier.objects.get(key=f"account|{account['homePage']}|{account['name']}").pk
        if whose is None or people.person_of(whose, local.date() if local else None) != person_id:
            continue
        kind = verb.kind
        rows.append(
            {
                "seq": s.seq, "at": 0 if undated else s.timestamp, "kind": kind, "source": s.source_id, "activity": s.activity_id or 0,
                "day": local.date().toordinal() if local else 0, "minute": local.hour * 60 + local.minute if local else 0,
                "success": int(sent["result"]["success"]) if kind == Kind.RESPONSE else -1,
                "flags": Flag.UNDATED if undated else 0, "actor": s.actor_id if kind == Kind.CONVERSATION else 0,
                "skills": naive_skills(s, sent),
            }
        )  # fmt: skip
    rows.sort(key=lambda r: (r["day"] > 0, r["at"], r["seq"]))
    return Events.from_rows(rows)


def naive_skills(s: Statement, sent: dict[str, Any]) -> tuple[int, ...]:
    tags = [t["id"] for t in sent.get("context", {}).get("contextActivities", {}).get("grouping", [])]
    found = set()
    for rule in Alignment.objects.filter(source_id=s.source_id, ended__isnull=True):
        if rule.match == "prefix" and s.activity is not None and s.activity.iri.startswith(rule.pattern):
            found.add(rule.skill_id)
        if rule.match == "column" and any(vocabulary.column_value(t) == rule.pattern for t in tags):
            found.add(rule.skill_id)
    return tuple(sorted(found))


def naive_context(person_id: int, day: int) -> Context:
    from waypost.school import queries

    here = queries.presence_of([person_id])[person_id]
    days = calendar.school_days()
    since = queries.enrolled_since([person_id])[person_id]
    home = queries.home_adult_of(person_id)
    return Context(
        today=day, school_days=days, absent=here.absent, attendance_known=here.known,
        enrolled_since=min(int(d) for d in days if d >= since), terms=tuple((t.first, t.last) for t in calendar.half_terms()),
        home_adult=home.pk if home else 0,
    )  # fmt: skip


def test_the_projector_says_what_a_slow_and_obvious_one_says(village: Village) -> None:
    skills_and_rules()
    for seed in (1, 2, 3):
        makers.send(*history(village, random.Random(seed), 30))
    projector.catch_up()
    for student in (village.mia, village.leo, village.noor):
        events = naive_events(student.pk)
        last = int(events.day.max(initial=0))
        closed = calendar.previous_school_day(clock.today())
        assert closed is not None
        folded = fold.fold(panel(), events)
        said = fold.read(panel(), folded, naive_context(student.pk, max(last, closed.toordinal())))
        assert store.changes(store.stored([student.pk])[student.pk], store.rows_of(said.readings)) == ([], [])
    assert (
        contexts.own([village.mia.pk], contexts.shared(panel()))[village.mia.pk].home_adult == village.ada.pk
    )
