"""What a tool may read: the same question for the object and for the query (TRUST 6)."""

from __future__ import annotations

from django.db.models import QuerySet

from waypost.school.models import Enrollment, Identity

from .models import Audience, Credential, Statement

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
