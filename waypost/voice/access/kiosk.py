"""Who makes a tablet of the class: whoever teaches the class now, with own eyes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from waypost.school.grounds import own_classes
from waypost.school.models import Class
from waypost.trust.access import Rule, Who
from waypost.trust.models import Role


class RunKiosk(Rule[Class]):
    name = "voice.kiosk.run"
    sentence = "Teachers make a tablet of the classes that they teach."
    yes = "a class that this person teaches"
    no = "a class of somebody else"

    def rows(self, who: Who) -> QuerySet[Class]:
        if who.person is None or who.viewing_as is not None or not who.has(Role.TEACHER):
            return Class.objects.none()
        return Class.objects.filter(active=True, pk__in=own_classes(who).values("klass"))

    def subjects(self, row: Class) -> Iterable[int]:
        return ()


RUN_KIOSK = RunKiosk()
