"""Who may see and change what in this room: people (rules), and tools (TRUST 6): object and query side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model, QuerySet

from waypost.school.models import Enrollment, Identity
from waypost.trust.access import Decision, Rule, Who, roles
from waypost.trust.models import Role

from .models import Audience, Credential, Refused, ResponseImport, Source, Statement
from .statements.loose import people_in

M = TypeVar("M", bound=Model)
ADMINISTRATORS = roles(Role.ADMINISTRATOR)

WRITES = frozenset({"statements", "write", "all"})
READS = frozenset({"statements", "read", "all"})


def may_write(credential: Credential) -> bool:
    return credential.scope in WRITES


def may_read(credential: Credential) -> bool:
    return credential.scope in READS


def readable_by(credential: Credential) -> QuerySet[Statement]:
    """The statements that a credential may be given: public to tools alone; of its own source unless its scope is
    "read" or "all"; of its class alone where it is bound to one."""
    rows = Statement.objects.filter(audience=Audience.PUBLIC_TO_TOOLS)
    if not may_read(credential):
        return rows.none()
    if credential.scope == "statements":
        rows = rows.filter(source_id=credential.source_id)
    if credential.class_id:
        people = Enrollment.objects.filter(klass_id=credential.class_id, active=True).values("person_id")
        keys = Identity.objects.filter(parted=None, person_id__in=people).values("identifier_id")
        rows = rows.filter(actor_id__in=keys)
    return rows


class SeeSource(Rule[Source]):
    name = "evidence.source.see"
    sentence = "All staff see which tools evidence comes from, and whether they are silent."

    def rows(self, who: Who) -> QuerySet[Source]:
        return Source.objects.exclude(kind="room") if who.is_staff else Source.objects.none()

    def may(self, who: Who, thing: Source) -> Decision:
        return Decision(who.is_staff and thing.kind != "room", self.sentence)

    def subjects(self, row: Source) -> Iterable[int]:
        return ()


class _Administrators(Rule[M]):
    """Rows that administrators alone work with. They are about tools and files, not about one person."""

    sentence = "Administrators look after sources, keys, files and refused evidence."
    model: type[M]

    def rows(self, who: Who) -> QuerySet[M]:
        every: QuerySet[M] = self.model._default_manager.all()
        return every if who.has(Role.ADMINISTRATOR) else every.none()

    def may(self, who: Who, thing: M) -> Decision:
        return Decision(who.has(Role.ADMINISTRATOR), self.sentence)

    def subjects(self, row: M) -> Iterable[int]:
        return ()


class ManageSource(_Administrators[Source]):
    name = "evidence.source.manage"
    model = Source

    def rows(self, who: Who) -> QuerySet[Source]:
        return super().rows(who).exclude(kind="room")

    def may(self, who: Who, thing: Source) -> Decision:
        return Decision(who.has(Role.ADMINISTRATOR) and thing.kind != "room", self.sentence)


class ManageCredential(_Administrators[Credential]):
    name = "evidence.credential.manage"
    model = Credential


class ManageImport(_Administrators[ResponseImport]):
    name = "evidence.import.manage"
    model = ResponseImport


class ManageRefused(_Administrators[Refused]):
    name = "evidence.refused.manage"
    model = Refused

    def subjects(self, row: Refused) -> Iterable[int]:
        """The people whom a refused document names, as far as it can be read."""
        keys = people_in(row.document)
        rows = Identity.objects.filter(identifier__key__in=keys, parted=None)
        return rows.values_list("person_id", flat=True).distinct() if keys else ()


SEE_SOURCE = SeeSource()
MANAGE_SOURCE = ManageSource()
MANAGE_CREDENTIAL = ManageCredential()
MANAGE_IMPORT = ManageImport()
MANAGE_REFUSED = ManageRefused()
