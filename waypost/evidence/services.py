"""Changes of this room: sources and the keys of tools. Each writes an act."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from waypost.school import clock
from waypost.trust import audit, ledger

from .models import Credential, ResponseImport, Source
from .xapi import auth, bounds

SCOPES = ("statements", "read", "write", "all")
KINDS = ("xapi", "file", "room")


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A credential with its secret, which is shown this once and kept nowhere."""

    credential: Credential
    key: str
    secret: str


@transaction.atomic
def create_source(
    name: str, *, kind: str = "xapi", home_page: str = "", slug: str = "", by: int | None = None
) -> Source:
    """A new source. Raises ValueError with a sentence if the name is empty or taken."""
    name = name.strip()
    slug = (slug or slugify(name))[:60] or f"source-{Source.objects.count() + 1}"
    if not name:
        raise ValueError(_("A source needs a name."))
    if kind not in KINDS:
        raise ValueError(_("A source is a tool (xapi), a file or a room."))
    if Source.objects.filter(name=name).exists() or Source.objects.filter(slug=slug).exists():
        raise ValueError(_("There is a source “%(name)s” already.") % {"name": name})
    source = Source.objects.create(
        name=name, slug=slug, kind=kind, home_page=home_page.strip(), made=clock.now()
    )
    audit.act("source.create", actor_id=by, object_kind="source", object_id=source.pk, detail={"kind": kind})
    return source


def source_ids() -> set[int]:
    return set(Source.objects.values_list("pk", flat=True))


@transaction.atomic
def forget_if_empty(source: Source) -> None:
    """A source that was made for a file which could not be read is none: nothing came from it."""
    imports = ResponseImport.objects.filter(source=source)
    if not imports.filter(rows_in__gt=0).exists():
        imports.delete()
        source.delete()


def find_source(name: str, *, kind: str = "xapi", home_page: str = "", by: int | None = None) -> Source:
    """The source with this name or slug, made when it isn't there."""
    source = Source.objects.filter(name=name).first() or Source.objects.filter(slug=name).first()
    return source or create_source(name, kind=kind, home_page=home_page, by=by)


@transaction.atomic
def create_credential(
    name: str,
    source: Source,
    *,
    prefixes: list[str] | None = None,
    class_id: int | None = None,
    scope: str = "statements",
    by: int | None = None,
) -> NewSecret:
    """A key for a tool. Without prefixes it writes below the source's home page, or, where the source has none, about
    anything that is not another source's. Raises ValueError with a sentence."""
    name = name.strip()
    if not name:
        raise ValueError(_("A key needs a name."))
    if scope not in SCOPES:
        raise ValueError(_("The scope is one of: %(scopes)s.") % {"scopes": ", ".join(SCOPES)})
    if Credential.objects.filter(name=name).exists():
        raise ValueError(
            _("There is a key “%(name)s” already; keys keep their names for good.") % {"name": name}
        )
    if prefixes is None and scope != "all" and source.home_page:
        prefixes = [source.home_page]
    key, secret = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
    credential = Credential.objects.create(
        name=name, source=source, key=key, digest=auth.digest_of(secret), scope=scope,
        prefixes=[p.strip() for p in prefixes or [] if p.strip()], class_id=class_id, made=clock.now(), made_by=by,
    )  # fmt: skip
    audit.act(
        "credential.create",
        actor_id=by,
        object_kind="credential",
        object_id=credential.pk,
        detail={"scope": scope},
    )
    _forget()
    return NewSecret(credential, key, secret)


@transaction.atomic
def rotate_credential(credential: Credential, *, by: int | None = None) -> NewSecret:
    """A new key and secret for the same credential: its statements stay its own; the old pair is refused at once."""
    key, secret = secrets.token_urlsafe(12), secrets.token_urlsafe(32)
    credential.key, credential.digest = key, auth.digest_of(secret)
    credential.save(update_fields=["key", "digest"])
    audit.act("credential.rotate", actor_id=by, object_kind="credential", object_id=credential.pk)
    _forget()
    return NewSecret(credential, key, secret)


@transaction.atomic
def end_credential(credential: Credential, *, by: int | None = None) -> None:
    """Refuse this key from now on. The row stays: its statements name it."""
    if credential.ended is None:
        credential.ended = clock.now()
        credential.save(update_fields=["ended"])
        ledger.note("credential", [credential.pk])
        audit.act("credential.end", actor_id=by, object_kind="credential", object_id=credential.pk)
        _forget()


def _forget() -> None:
    transaction.on_commit(auth.forget)
    transaction.on_commit(bounds.forget)
