"""What `waypost doctor` asks of this room: does anybody turn evidence into readings?"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import doctor

from . import daily, projector
from .lease import NAME
from .models import Cursor


@doctor.check("readings.worker")
def nobody_reads() -> Iterable[doctor.Problem]:
    """The worker holds a lease and renews it every few seconds."""
    lease = Cursor.objects.filter(name=NAME).values_list("until", flat=True).first()
    if lease is not None and lease > clock.wall():
        return
    at, head = projector.place()
    if head > at or daily.due():
        yield doctor.Problem(
            _("No worker is running, and there is evidence or a school day that nobody has read yet."),
            _("Start `waypost serve`: it runs the worker, and pages and signals catch up by themselves."),
            grave=True,
        )
