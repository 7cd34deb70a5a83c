"""Only one process projects at a time: it holds a lease that it renews, by the machine's own clock."""

from __future__ import annotations

import os
import socket
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.db.models import Q

from waypost.school import clock

from .models import Cursor

NAME = "projector"
LENGTH = timedelta(seconds=15)
RENEW_AFTER = timedelta(seconds=5)
_HELD = "SELECT 1 FROM readings_cursor WHERE name = %s AND holder = %s"


class LeaseLost(RuntimeError):
    """Another process projects now: what was being written must be given up."""


class Lease:
    """`take` before any work; `check` inside each transaction that writes; `release` at the end."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()[:28]}|{os.getpid()}|{uuid4().hex[:8]}"
        self._renewed = clock.wall() - 10 * LENGTH

    def take(self) -> bool:
        """Try to be the one. At once where nobody holds it, it has run out, or its process on this machine is gone."""
        Cursor.objects.get_or_create(name=NAME)
        row = Cursor.objects.get(name=NAME)
        now = clock.wall()
        free = Q(holder="") | Q(holder=self.holder) | Q(until__lt=now) | Q(until__isnull=True)
        if _gone(row.holder):
            free |= Q(holder=row.holder)
        mine = Cursor.objects.filter(free, name=NAME).update(holder=self.holder, until=now + LENGTH)
        if mine:
            self._renewed = now
        return bool(mine)

    def check(self) -> None:
        """Raise LeaseLost unless the lease is still ours; renewed when it is getting old. Inside a transaction."""
        now = clock.wall()
        if now - self._renewed > RENEW_AFTER:
            rows = Cursor.objects.filter(name=NAME, holder=self.holder)
            if not rows.update(until=now + LENGTH):
                raise LeaseLost
            self._renewed = now
            return
        with connection.cursor() as cursor:  # plain SQL: this is asked in every short transaction
            cursor.execute(_HELD, [NAME, self.holder])
            if cursor.fetchone() is None:
                raise LeaseLost

    def keep(self) -> None:
        """Renew in good time while there is nothing to do."""
        if clock.wall() - self._renewed > RENEW_AFTER:
            self.check()

    def release(self) -> None:
        Cursor.objects.filter(name=NAME, holder=self.holder).update(holder="", until=None)


def _gone(holder: str) -> bool:
    """Is the holder a process of this machine that no longer runs?"""
    host, _, rest = holder.partition("|")
    number = rest.partition("|")[0]
    if host != socket.gethostname()[:28] or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
