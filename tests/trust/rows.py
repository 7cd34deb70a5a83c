"""A row of any table, about one person and of one moment, for tests that walk the registry."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    ForeignKey,
    GenericIPAddressField,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

from waypost.school.models import Identifier, Identity, Person
from waypost.trust.models import Account
from waypost.trust.registry import LINES

_numbers = count(70_000)


def make(label: str, person: Person, at: datetime, *, share: bool = False) -> Model:
    """The row with everything that it needs; wherever a path leads to a person, to this one. `share`: it hangs on rows
    that are there, as in a school, not on new ones of its own."""
    model: type[Model] = apps.get_model(label)
    line = LINES[label]
    own = {path: person.pk for path in line.person_paths if "__" not in path}
    values = {
        f.attname: _value(f, person, at, own, share)
        for f in model._meta.concrete_fields
        if not _spared(f, own)
    }
    row = model._default_manager.create(**values)
    _tie(row, label, person)
    return row


def _spared(field: Field[Any, Any], own: dict[str, int]) -> bool:
    if field.name in own or field.attname in own or isinstance(field, DateField | DateTimeField):
        return False
    return bool(field.has_default() or field.null or getattr(field, "auto_created", False)) and not (
        isinstance(field, ForeignKey) and field.null is False
    )


def _value(field: Field[Any, Any], person: Person, at: datetime, own: dict[str, int], share: bool) -> Any:
    if field.name in own or field.attname in own:
        return person.pk
    if isinstance(field, ForeignKey):
        return _behind(field, person, at, share)
    if isinstance(field, DateTimeField):
        return at
    if isinstance(field, DateField):
        return at.date()
    if field.choices:
        return next(iter(field.flatchoices))[0]
    if isinstance(field, UUIDField):
        return uuid4()
    if isinstance(field, BooleanField):
        return False
    if isinstance(field, IntegerField):
        return next(_numbers) % 30_000 if "Small" in type(field).__name__ else next(_numbers)
    if isinstance(field, FloatField):
        return 0.5
    if isinstance(field, JSONField):
        return {}
    if isinstance(field, GenericIPAddressField):
        return "192.0.2.1"
    if isinstance(field, BinaryField):
        return b"x"
    if isinstance(field, CharField | TextField):
        text = f"x{next(_numbers)}"
        return text[-(field.max_length or 40) :] if field.unique else text[: field.max_length or 40]
    raise TypeError(f"{field}: say how to fill it")


def _behind(field: ForeignKey[Any, Any], person: Person, at: datetime, share: bool) -> Any:
    if field.related_model is Person:
        return person.pk
    if field.related_model is Account:
        return Account.objects.get(person_id=person.pk).pk
    if field.related_model is Identifier:
        return Identity.objects.filter(person=person).values_list("identifier_id", flat=True)[0]
    if share and (there := field.related_model._default_manager.order_by("pk").first()):
        return there.pk
    return make(field.related_model._meta.label, person, at, share=share).pk


def _tie(row: Model, label: str, person: Person) -> None:
    """Paths that lead back through other tables."""
    if label == "evidence.Statement":
        identity = Identity.objects.filter(person=person)[0]
        apps.get_model("evidence.StatementAgent").objects.create(
            statement=row, identifier_id=identity.identifier_id, position="actor"
        )
    elif label == "school.Identifier":
        Identity.objects.create(identifier=row, person=person, basis="by hand", set_at=person_day(person))


def person_day(person: Person) -> datetime:
    from tests.village import NOW

    return NOW
