"""The parameters of GET /statements (1.0.3 part 3, 2.1.3), checked, as a query."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import QueryDict

from ..models import Iri, Statement, StatementAgent
from ..statements import Agent, RefusedStatement, key_of, milliseconds_of
from ..statements.agents import check_actor
from ..statements.forms import iri, uuid

SINGLE = {"statementId", "voidedStatementId"}
FILTERS = {
    "agent", "verb", "activity", "registration", "related_activities", "related_agents",
    "since", "until", "limit", "ascending",
}  # fmt: skip
SHAPES = {"format", "attachments"}
MOST = 500


def checked(given: QueryDict) -> dict[str, str]:
    """The parameters, each known, once, and in order. Raises RefusedStatement."""
    asked: dict[str, str] = {}
    for name, values in given.lists():
        if name not in SINGLE | FILTERS | SHAPES:
            raise RefusedStatement(
                "unknown-parameter",
                name[:60],
                f"“{name[:60]}” is no parameter of this resource (capitals count).",
            )
        if len(values) != 1:
            raise RefusedStatement("twice", name, f"“{name}” is there more than once.")
        asked[name] = str(values[0])
    single = SINGLE & set(asked)
    if single and (len(single) > 1 or FILTERS & set(asked)):
        raise RefusedStatement(
            "not-together",
            single.pop(),
            "Asking for one statement goes with “format” and “attachments” only.",
        )
    if asked.get("format", "exact") not in ("exact", "ids", "canonical"):
        raise RefusedStatement("bad-format", "format", "The format is exact, ids or canonical.")
    for name in ("attachments", "ascending", "related_activities", "related_agents"):
        if asked.get(name, "false") not in ("true", "false"):
            raise RefusedStatement("wrong-type", name, f"“{name}” is true or false.")
    return asked


def narrowed(rows: QuerySet[Statement], asked: dict[str, str]) -> QuerySet[Statement]:
    """Rows that the filters leave, voided ones hidden."""
    rows = rows.filter(voided_by=None)
    if "agent" in asked:
        rows = rows.filter(seq__in=_with_agent(asked["agent"], related=asked.get("related_agents") == "true"))
    if "verb" in asked:
        iri(asked["verb"], "verb")
        rows = rows.filter(verb__in=Iri.objects.filter(iri=asked["verb"]).values("pk"))
    if "activity" in asked:
        iri(asked["activity"], "activity")
        exact = Q(activity__in=Iri.objects.filter(iri=asked["activity"]).values("pk"))
        if asked.get("related_activities") == "true":
            rows = rows.filter(exact | Q(seq__in=_saying(rows, "id", asked["activity"])))
        else:
            rows = rows.filter(exact)
    if "registration" in asked:
        uuid(asked["registration"], "registration")
        rows = rows.filter(seq__in=_saying(rows, "registration", asked["registration"]))
    if "since" in asked:
        rows = rows.filter(stored__gt=_time(asked, "since"))
    if "until" in asked:
        rows = rows.filter(stored__lte=_time(asked, "until"))
    return rows


def limit(asked: dict[str, str]) -> int:
    """How many statements one answer holds: 0 means as many as the server likes."""
    text = asked.get("limit", "0")
    if not text.isascii() or not text.isdecimal():
        raise RefusedStatement("wrong-type", "limit", "The limit is a whole number that isn't negative.")
    return min(int(text) or MOST, MOST)


def _with_agent(text: str, *, related: bool) -> QuerySet[StatementAgent]:
    try:
        agent = msgspec.json.decode(text, type=Agent)
    except (msgspec.DecodeError, RecursionError) as no:
        raise RefusedStatement("bad-agent", "agent", f"The agent cannot be read: {str(no)[:120]}.") from None
    check_actor(agent, "agent")
    found = StatementAgent.objects.filter(identifier__key=key_of(agent) or "")
    if not related:
        found = found.filter(position__in=("actor", "object"))
    return found.values("statement_id")  # type: ignore[return-value]


def _saying(rows: QuerySet[Statement], name: str, value: str) -> QuerySet[Statement]:
    """Statements whose document says `"name":"value"` somewhere. Seldom asked, so there is no index for it."""
    wanted = f'"{name}":'.encode() + msgspec.json.encode(value)
    if connection.vendor == "postgresql":
        found = RawSQL("position(%s::bytea in payload)", [wanted])
    else:
        found = RawSQL("instr(payload, %s)", [wanted])
    return rows.annotate(_found=found).filter(_found__gt=0).values("seq")  # type: ignore[return-value]


def _time(asked: dict[str, Any], name: str) -> int:
    try:
        return milliseconds_of(asked[name])
    except RefusedStatement as no:
        raise no.at(name) from None
