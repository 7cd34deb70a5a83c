"""POST and PUT of statements: caps, checks, bounds, then the durable queue; what is refused goes into the tray."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse

from waypost.school import clock

from .. import ingest
from ..models import Credential, Refused
from ..statements import Draft, RefusedStatement, prepare
from ..statements.forms import uuid
from ..tray import check_time, refused_row
from . import answers, caps, limits
from .bounds import bounds_of

_parts = msgspec.json.Decoder(list[msgspec.Raw]).decode


def post(request: HttpRequest, credential: Credential) -> HttpResponse:
    """One statement or a list; all are filed or none. Answers with their ids, in order."""
    if request.GET:
        raise RefusedStatement(
            "unknown-parameter",
            next(iter(request.GET)),
            "POST takes no parameters here; alternate request syntax is not spoken.",
        )
    documents = _documents(_body(request))
    return _file(documents, credential, lambda drafts: answers.json([str(d.id) for d in drafts]))


def put(request: HttpRequest, credential: Credential) -> HttpResponse:
    """One statement whose id stands in the address."""
    if set(request.GET) != {"statementId"}:
        raise RefusedStatement("missing", "statementId", "PUT takes the parameter statementId, and no other.")
    number = uuid(request.GET["statementId"], "statementId")
    body = _body(request)
    return _file([_with_id(body, number)], credential, lambda drafts: answers.empty())


def _body(request: HttpRequest) -> bytes:
    """Read the body, never more than the cap."""
    kind = (request.content_type or "").lower()
    if kind == "multipart/mixed":
        raise RefusedStatement(
            "not-yet",
            "",
            "Attachments (multipart/mixed) are not taken yet; send the statement alone, as application/json.",
        )
    if kind != "application/json":
        raise RefusedStatement("bad-content-type", "Content-Type", "Statements are sent as application/json.")
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdecimal() or int(length) > caps.BODY:
        raise caps.too_large()
    body = request.read(caps.BODY + 1)
    caps.check_body(body)
    return body


def _documents(body: bytes) -> list[bytes]:
    start = body.lstrip()[:1]
    if start != b"[":
        return [body]
    try:
        documents = [bytes(part) for part in _parts(body)]
    except (msgspec.DecodeError, RecursionError) as no:
        raise RefusedStatement("not-json", "", f"This is no JSON document: {str(no)[:120]}.") from None
    if len(documents) > caps.STATEMENTS:
        raise caps.too_many()
    if not documents:
        raise RefusedStatement("empty", "", "There is no statement in this request.")
    return documents


def _with_id(body: bytes, number: UUID) -> bytes:
    try:
        plain: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as no:
        raise RefusedStatement("not-json", "", f"This is no JSON document: {str(no)[:120]}.") from None
    if not isinstance(plain, dict):
        raise RefusedStatement("wrong-type", "", "PUT takes one statement.")
    inside = plain.setdefault("id", str(number))
    if not isinstance(inside, str) or inside.lower() != str(number):
        raise RefusedStatement("id-differs", "id", "The statement's id and the parameter statementId differ.")
    return msgspec.json.encode(plain)


def _file(documents: list[bytes], credential: Credential, answer: Any) -> HttpResponse:
    seconds = limits.wait_for(credential, len(documents))
    if seconds:
        return answers.later(429, seconds, "This key has sent more than it may for now. Come again later.")
    drafts, wrong = _check(documents, credential)
    if wrong:
        ingest.set_aside(_for_tray(documents, wrong, credential))
        place = min(wrong)
        return answers.refusal(wrong[place], place=place if len(documents) > 1 else None)
    filed = ingest.ingest(drafts, credential)
    if filed.refused:
        ingest.set_aside(_for_tray(documents, filed.refused, credential))
        place = min(filed.refused)
        return answers.refusal(filed.refused[place], place=place if len(documents) > 1 else None)
    return answer(drafts)


def _check(documents: list[bytes], credential: Credential) -> tuple[list[Draft], dict[int, RefusedStatement]]:
    """Drafts, and what is wrong by place."""
    guard, now = bounds_of(credential), clock.milliseconds(clock.now())
    drafts: list[Draft] = []
    wrong: dict[int, RefusedStatement] = {}
    seen: set[UUID] = set()
    for place, document in enumerate(documents):
        try:
            draft = prepare(document, now=now, guard=guard)
            check_time(draft.timestamp, now)
            if draft.id in seen:
                raise RefusedStatement("twice", "id", "Two statements of this request have one id.")
        except RefusedStatement as no:
            wrong[place] = no
            continue
        seen.add(draft.id)
        drafts.append(draft)
    return drafts, wrong


def _for_tray(
    documents: list[bytes], wrong: dict[int, RefusedStatement], credential: Credential
) -> list[Refused]:
    """The refused statements with their reasons; and those that only came along, if their own id lets them be replayed."""
    rows: list[Refused] = []
    along = RefusedStatement(
        "came-along", "", "This statement is in order; it was sent together with one that is not."
    )
    for place, document in enumerate(documents):
        why = wrong.get(place, along)
        if why.code == "erased":  # what somebody had erased is not kept by the back door
            continue
        row = refused_row(document, why, credential)
        if place in wrong or row.statement_id is not None:
            rows.append(row)
    return rows
