"""What the logs say: when, how bad, which route, a pseudonym of who asked, which line of code. Never an address, a query,
a name or a person's words (TRUST 26).

Addresses hold codes and keys; the message of an exception holds whatever somebody typed. So of a request its route, its
status and a pseudonym are told, and of an error where it happened and of what kind it is. The table of jobs keeps no more
than that, and neither does what the web server or Python itself prints when something breaks outside of a page.
"""

from __future__ import annotations

import copy
import hashlib
import hmac
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

from .folder import DataFolder

KEY_FILE = "log"  # in `keys/`: without it nobody finds whose lines are whose
SERVER = "_granian"  # the web server's logger: it tells what breaks while an answer is already on its way


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
    """ "500 POST care/notes/<int:pk>/change/ by 5d41402abc4b"."""
    match = getattr(request, "resolver_match", None)
    route = match.route if match is not None else "(no page of ours)"
    return f"{status} {getattr(request, 'method', '')} {route} by {_actor_of(request)}"


def _actor_of(request: Any) -> str:
    """The real person's, where an administrator looks with another's eyes. A line is written, whatever is amiss."""
    who = getattr(request, "who", None)
    account = getattr(who, "viewing_as", None) or getattr(who, "account", None)
    if account is None:
        return "nobody"
    try:
        return pseudonym(account)
    except OSError:
        return "somebody"


def pseudonym(account_id: int) -> str:
    """The same for all lines of an account on this machine; it leads back only by the key that stays here, and only while
    there is the account."""
    key = bytes.fromhex(DataFolder.from_environment().secret(KEY_FILE))
    return hmac.new(key, f"account {account_id}".encode(), hashlib.sha256).hexdigest()[:12]


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


def keep_process_wordless() -> None:
    """For the web process and the worker: also what isn't written through our own handlers. A stream that breaks off is
    told by the web server, a thread that ends by Python, a line that can't be written by the library of logs, and each of
    them prints the whole message."""
    from django.conf import settings

    logging_: Any = settings.LOGGING
    for handler in logging.getLogger(SERVER).handlers:
        handler.setFormatter(Wordless(logging_["formatters"]["plain"]["format"]))
    logging.raiseExceptions = False
    sys.excepthook = lambda _kind, error, _trace: _print(error)
    threading.excepthook = lambda thread: _print(thread.exc_value)


def _print(error: BaseException | None) -> None:
    sys.stderr.write(of_error(error) + "\n")
