"""What `waypost doctor` asks of this room: which tools are silent."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from waypost.trust import doctor

from . import sources
from .models import Source, SourceGap


@doctor.check("evidence.sources")
def silent_sources() -> Iterable[doctor.Problem]:
    if settings.DEMO:  # one of its tools is down on purpose
        return
    silent = SourceGap.objects.filter(until=None, source__paused=False).values("source")
    for source in Source.objects.filter(pk__in=silent).order_by("name"):
        yield doctor.Problem(
            f"{source.name}: {sources.health(source).sentence}",
            _("Look whether the tool still sends. Until it does, nobody is called quiet because of it."),
        )
