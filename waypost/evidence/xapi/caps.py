"""What a request may be at most, looked at before anything is parsed (TRUST 24)."""

from __future__ import annotations

import re

from ..statements import RefusedStatement

BODY = 4 * 1024 * 1024  # bytes
STATEMENTS = 1_000
DEPTH = 24
STRING = 64 * 1024  # bytes of one string
QUERY = 8 * 1024  # bytes of a query string

_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"{}[]"))


def check_body(body: bytes) -> None:
    """Raise RefusedStatement (413) where the body is too long, too deep, or holds too long a string."""
    if len(body) > BODY:
        raise too_large()
    if len(body) > STRING and any(m.end() - m.start() > STRING for m in _STRING.finditer(body)):
        raise RefusedStatement(
            "too-long", "", f"A text in this request is longer than {STRING:,} bytes.", 413
        )
    if _depth(body) > DEPTH:
        raise RefusedStatement("too-deep", "", f"This request is nested more than {DEPTH} levels deep.", 413)


def too_large() -> RefusedStatement:
    return RefusedStatement("too-large", "", f"A request has at most {BODY:,} bytes; send it in parts.", 413)


def too_many() -> RefusedStatement:
    return RefusedStatement(
        "too-many", "", f"A request has at most {STATEMENTS:,} statements; send it in parts.", 413
    )


def _depth(body: bytes) -> int:
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    if len(brackets) <= DEPTH:
        return 0
    deepest = depth = 0
    for sign in brackets:
        if sign in b"{[":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest
