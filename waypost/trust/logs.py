"""What the logs say: when, how bad, which route, which line of code. Never an address, a query, a name or a person's words
(TRUST 26).

Addresses hold codes and keys; the message of an exception holds whatever somebody typed. So of a request its route and
status are told, and of an error where it happened and of what kind it is. The table of jobs keeps no more than that.
"""

from __future__ import annotations

import copy
import logging
import traceback
from collections.abc import Iterator
from typing import Any


class Wordless(logging.Formatter):
    """A line without anything that a person wrote or that opens a door."""

    def format(self, record: logging.LogRecord) -> str:
        told = copy.copy(record)
        told.exc_text = None  # another handler may have written it in full
        request = getattr(record, "request", None)
        if request is not None:
            told.msg, told.args = of_request(request, getattr(record, "status_code", "")), ()
        return super().format(told)

    def formatException(self, ei: Any) -> str:
        return of_error(ei[1])


def of_request(request: Any, status: object) -> str:
    """ "500 POST care/notes/<int:pk>/change/"."""
    match = getattr(request, "resolver_match", None)
    route = match.route if match is not None else "(no page of ours)"
    return f"{status} {getattr(request, 'method', '')} {route}"


def of_error(error: BaseException | None) -> str:
    """The frames and the kinds of an error and of those it came from, without their messages."""
    return "\n".join(_told(error))


def _told(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    yield from _told(before)
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield f"{type(error).__module__}.{type(error).__qualname__}"


def of_job(error: BaseException) -> Iterator[str]:
    """For the table of jobs, in the shape of `traceback.format_exception`."""
    yield of_error(error)


def keep_jobs_wordless() -> None:
    """The library writes an error of a job into its row with all that it says; there is no setting for it."""
    from django_tasks_db import models

    models.format_exception = of_job
