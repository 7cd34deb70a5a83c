"""GET of statements: one by its id, or a page of those that the credential may see, newest first."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from ..access import readable_by
from ..models import Credential, Statement
from ..statements import RefusedStatement
from ..statements.forms import uuid
from ..stream import authority_document, document
from . import answers, caps, formats, query

MORE = "/xapi/statements/more/"
_SALT = "xapi.more"


def get(request: HttpRequest, credential: Credential) -> HttpResponse:
    if len(request.META.get("QUERY_STRING", "")) > caps.QUERY:
        raise RefusedStatement("too-long", "", "This question is too long.", 413)
    asked = query.checked(request.GET)
    languages = formats.languages_of(request.headers.get("Accept-Language", ""))
    single = query.SINGLE & set(asked)
    if single:
        return _one(single.pop(), asked, credential, languages)
    return _page(asked, credential, languages, None)


def more(request: HttpRequest, credential: Credential, token: str) -> HttpResponse:
    """The next page; a link is for the credential that it was given to."""
    try:
        kept: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=24 * 3600)
    except signing.BadSignature:
        kept = {}
    if kept.get("c") != credential.pk:
        raise RefusedStatement(
            "no-such-page", "", "This link is not known, or it is older than a day. Ask anew.", 404
        )
    languages = formats.languages_of(request.headers.get("Accept-Language", ""))
    return _page(kept["q"], credential, languages, kept["s"])


def _one(name: str, asked: dict[str, str], credential: Credential, languages: list[str]) -> HttpResponse:
    """A voided statement is found by voidedStatementId only, one that stands by statementId only."""
    number = uuid(asked[name], name)
    row = readable_by(credential).filter(id=number, voided_by__isnull=name == "statementId").first()
    if row is None:
        raise RefusedStatement("not-found", name, "There is no such statement that this key may read.", 404)
    response = answers.raw(_written([row], asked.get("format", "exact"), languages)[0])
    response["Last-Modified"] = http_date(row.stored / 1000)
    return response


def _page(
    asked: dict[str, str], credential: Credential, languages: list[str], after: int | None
) -> HttpResponse:
    size, ascending = query.limit(asked), asked.get("ascending") == "true"
    rows = query.narrowed(readable_by(credential), asked)
    if after is not None:
        rows = rows.filter(seq__gt=after) if ascending else rows.filter(seq__lt=after)
    found = list(_lean(rows).order_by("seq" if ascending else "-seq")[: size + 1])
    shown = found[:size]
    link = ""
    if len(found) > size:
        link = MORE + signing.dumps(
            {"q": asked, "s": shown[-1].seq, "c": credential.pk}, salt=_SALT, compress=True
        )
    body = b",".join(_written(shown, asked.get("format", "exact"), languages))
    return answers.raw(b'{"statements":[' + body + b'],"more":"' + link.encode() + b'"}')


def _lean(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    return rows.only("seq", "stored", "timestamp", "credential_id", "payload")


def _written(rows: list[Statement], form: str, languages: list[str]) -> list[bytes]:
    names = dict(
        Credential.objects.filter(pk__in={r.credential_id for r in rows if r.credential_id}).values_list(
            "pk", "name"
        )
    )
    authorities = {pk: authority_document(name) for pk, name in names.items()}
    own = authority_document("Waypost")
    return [
        formats.as_asked(
            document(
                bytes(r.payload), r.stored, authorities.get(r.credential_id or 0, own), timestamp=r.timestamp
            ),
            form,
            languages,
        )
        for r in rows
    ]
